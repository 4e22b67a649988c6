//! Painting: the operations of all pages as a PDF.

use std::collections::BTreeMap;

use kernel::{Error, Result};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use qrcode::{Color, EcLevel, QrCode};

use crate::blocks;
use crate::faces::Faces;
use crate::flow::{BOTTOM, Flow, LEFT, Look, MUTED, Op, PAGE, RIGHT, Rgb, SMALL};
use crate::pictures::Pictures;
use crate::sheet::Sheet;

/// A report as the bytes of a PDF. Blocking: some hundredths of a second, and a few more for every ten pictures.
///
/// # Errors
/// `Bug` when the fonts or a prepared picture cannot be read.
pub fn print(sheet: &Sheet, pictures: &Pictures) -> Result<Vec<u8>> {
    let mut flow = Flow::new(sheet)?;
    blocks::lay(&mut flow, pictures);
    let mut images = BTreeMap::new();
    for (key, picture) in pictures {
        let image = Image::from_jpeg(picture.jpeg.clone().into(), true).map_err(Error::bug)?;
        images.insert(key.as_str(), image);
    }
    let mut document = Document::new_with(SerializeSettings { enable_tagging: false, ..SerializeSettings::default() });
    let total = flow.pages.len();
    let pages = std::mem::take(&mut flow.pages);
    for (number, mut ops) in pages.into_iter().enumerate() {
        flow.pages = vec![vec![]];
        foot(&mut flow, number + 1, total);
        ops.extend(flow.pages.remove(0));
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| Error::bug("no size of a page"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for op in ops {
            paint(&mut surface, flow.faces, &images, op);
        }
        surface.finish();
        page.finish();
    }
    document.set_metadata(metadata(sheet));
    document.finish().map_err(|error| Error::bug(format!("{error:?}")))
}

fn metadata(sheet: &Sheet) -> Metadata {
    let (year, month, day, hour, minute, second) = sheet.issued;
    let issued = DateTime::new(year).month(month).day(day).hour(hour).minute(minute).second(second);
    Metadata::new()
        .title(format!("{} {}", sheet.title, sheet.number))
        .authors(vec![sheet.company.clone()])
        .language(sheet.lang.clone())
        .creator("Fieldloop".to_owned())
        .creation_date(issued)
}

fn foot(flow: &mut Flow, number: usize, total: usize) {
    let look = Look { color: MUTED, ..SMALL };
    flow.rule(BOTTOM + 14.0);
    let paging = flow.sheet.paging.replace("{page}", &number.to_string()).replace("{pages}", &total.to_string());
    let room = RIGHT - LEFT - flow.faces.width(&paging, look.size, false) - 24.0;
    let foot = crate::lines::broken_at_most(flow.faces, &flow.sheet.foot, (look.size, false), room, 2);
    for (line, text) in foot.iter().enumerate() {
        flow.text(LEFT, BOTTOM + 19.0 + look.lead * small(line), text, look);
    }
    flow.text_right(RIGHT, BOTTOM + 19.0, &paging, look);
}

/// A small count as a number of points' multiples.
pub(crate) fn small(count: usize) -> f32 {
    u16::try_from(count).map_or(f32::from(u16::MAX), f32::from)
}

fn fill(color: Rgb) -> Option<Fill> {
    let paint = rgb::Color::new(color.0, color.1, color.2).into();
    Some(Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::NonZero })
}

fn paint(surface: &mut Surface, faces: &Faces, images: &BTreeMap<&str, Image>, op: Op) {
    match op {
        Op::Text { x, y, text, look } => text_at(surface, faces, (x, y), &text, look),
        Op::Box { x, y, w, h, color } => {
            surface.set_stroke(None);
            surface.set_fill(fill(color));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(x, y, w, h) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        Op::Stroke { points, width, color } => stroke(surface, &points, width, color),
        Op::Picture { key, x, y, w, h } => {
            let (Some(image), Some(size)) = (images.get(key.as_str()), Size::from_wh(w, h)) else { return };
            surface.push_transform(&Transform::from_translate(x, y));
            surface.draw_image(image.clone(), size);
            surface.pop();
        }
        Op::Code { content, x, y, side } => code(surface, &content, (x, y), side),
    }
}

fn stroke(surface: &mut Surface, points: &[(f32, f32)], width: f32, color: Rgb) {
    let mut path = PathBuilder::new();
    for (at, (x, y)) in points.iter().enumerate() {
        if at == 0 { path.move_to(*x, *y) } else { path.line_to(*x, *y) }
    }
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    let paint = rgb::Color::new(color.0, color.1, color.2).into();
    let (line_cap, line_join) = (LineCap::Round, LineJoin::Round);
    surface.set_stroke(Some(Stroke { paint, width, line_cap, line_join, ..Stroke::default() }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

/// One line, in runs of one font each.
fn text_at(surface: &mut Surface, faces: &Faces, (x, y): (f32, f32), text: &str, look: Look) {
    surface.set_stroke(None);
    surface.set_fill(fill(look.color));
    let mut run = Run { x, width: 0.0, font: None, glyphs: vec![] };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let drawn = faces.drawn(c, chars.peek().map(|(_, next)| *next), look.is_bold);
        if run.font.as_ref().is_some_and(|font| *font != drawn.face.font) {
            run.draw(surface, y, text, look.size);
        }
        run.font = Some(drawn.face.font.clone());
        let range = at..at + c.len_utf8();
        run.glyphs.push(KrillaGlyph::new(drawn.glyph, drawn.advance, 0.0, 0.0, 0.0, range, None));
        run.width += drawn.advance * look.size;
    }
    run.draw(surface, y, text, look.size);
}

/// Glyphs of one font beside each other.
struct Run {
    x: f32,
    width: f32,
    font: Option<Font>,
    glyphs: Vec<KrillaGlyph>,
}

impl Run {
    fn draw(&mut self, surface: &mut Surface, y: f32, text: &str, size: f32) {
        let glyphs = std::mem::take(&mut self.glyphs);
        if let Some(font) = self.font.take() {
            surface.draw_glyphs(Point::from_xy(self.x, y), &glyphs, font, text, size, false);
        }
        self.x += std::mem::take(&mut self.width);
    }
}

fn code(surface: &mut Surface, content: &str, (x, y): (f32, f32), side: f32) {
    let Ok(code) = QrCode::with_error_correction_level(content, EcLevel::M) else { return };
    let count = code.width();
    let module = side / small(count);
    let mut path = PathBuilder::new();
    for (at, _) in code.into_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let (column, row) = (small(at % count), small(at / count));
        if let Some(rect) = Rect::from_xywh(x + column * module, y + row * module, module, module) {
            path.push_rect(rect);
        }
    }
    surface.set_stroke(None);
    surface.set_fill(fill((0, 0, 0)));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}
