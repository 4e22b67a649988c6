//! Pictures beside each other with what is said below them, and signatures as they were drawn.

use super::frame;
use crate::flow::{BODY, Flow, INK, LEFT, Look, MUTED, Op, SHADE, SMALL, WIDTH};
use crate::lines::broken_at_most;
use crate::paint::small;
use crate::pictures::Pictures;
use crate::sheet::{Shown, Signature};

const GUTTER: f32 = 12.0;
const CAPTION: Look = Look { size: 8.5, lead: 12.5, is_bold: false, color: INK };
const NOTE: Look = Look { size: 7.5, lead: 11.0, is_bold: false, color: MUTED };
/// Tallest picture in a row of three, points.
const HEIGHT_MAX: f32 = 200.0;
/// What is left of a page is filled by a row that is made lower, down to this.
pub(super) const HEIGHT_MIN: f32 = 110.0;
const SIGNATURE_HEIGHT: f32 = 58.0;
/// Of one row of signatures with all that is said of them.
pub(super) const SIGNATURES_HEIGHT: f32 = SMALL.lead + SIGNATURE_HEIGHT + BODY.lead + NOTE.lead * 2.0 + 8.0;

pub(super) fn lay(flow: &mut Flow, shown: &[Shown], pictures: &Pictures) {
    let columns = if shown.len() < 3 { 2 } else { 3 };
    let width = (WIDTH - GUTTER * small(columns - 1)) / small(columns);
    for row in shown.chunks(columns) {
        let height = row.iter().map(|each| height_of(pictures, &each.key, width)).fold(60.0, f32::max);
        let caption = |each: &Shown| broken_at_most(flow.faces, &each.caption, (CAPTION.size, false), width, 3);
        let note = |each: &Shown| broken_at_most(flow.faces, &each.note, (NOTE.size, false), width, 2);
        let words: Vec<_> = row.iter().map(|each| (caption(each), note(each))).collect();
        let below = |(captions, notes): &(Vec<String>, Vec<String>)| {
            CAPTION.lead * small(captions.len()) + NOTE.lead * small(notes.len())
        };
        let deepest = words.iter().map(below).fold(0.0, f32::max);
        let room = flow.rest() - deepest - 4.0;
        let height = if room >= HEIGHT_MIN { height.min(room) } else { height };
        flow.need(height + 4.0 + deepest);
        for (at, (each, words)) in row.iter().zip(&words).enumerate() {
            let x = LEFT + (width + GUTTER) * small(at);
            picture(flow, pictures, (Some(&each.key), &each.missing), (x, flow.y, width, height));
            let mut y = flow.y + height + 3.0;
            for line in &words.0 {
                flow.text(x, y, line, CAPTION);
                y += CAPTION.lead;
            }
            for line in &words.1 {
                flow.text(x, y, line, NOTE);
                y += NOTE.lead;
            }
        }
        flow.y += height + 3.0 + deepest + 9.0;
    }
}

fn height_of(pictures: &Pictures, key: &str, width: f32) -> f32 {
    let Some(picture) = pictures.get(key) else { return 60.0 };
    (width * pixels(picture.height) / pixels(picture.width)).min(HEIGHT_MAX)
}

/// Pixels as they are reckoned with; a side beyond 65,535 is none that a picture of a report has.
fn pixels(count: u32) -> f32 {
    u16::try_from(count.max(1)).map_or(f32::from(u16::MAX), f32::from)
}

/// A picture as large as its box allows, in the middle of it; words where it is missing.
fn picture(flow: &mut Flow, pictures: &Pictures, (key, missing): (Option<&String>, &str), place: (f32, f32, f32, f32)) {
    let (x, y, w, h) = place;
    let found = key.and_then(|key| pictures.get(key).map(|picture| (key, picture)));
    flow.draw(Op::Box { x, y, w, h, color: SHADE });
    let Some((key, picture)) = found else {
        let lines = broken_at_most(flow.faces, missing, (SMALL.size, false), w - 16.0, 3);
        let top = y + (h - SMALL.lead * small(lines.len())) / 2.0;
        for (at, line) in lines.iter().enumerate() {
            flow.text_centre(x + w / 2.0, top + SMALL.lead * small(at), line, SMALL);
        }
        return;
    };
    let scale = (w / pixels(picture.width)).min(h / pixels(picture.height));
    let (pw, ph) = (pixels(picture.width) * scale, pixels(picture.height) * scale);
    let key = key.clone();
    flow.draw(Op::Picture { key, x: x + (w - pw) / 2.0, y: y + (h - ph) / 2.0, w: pw, h: ph });
}

/// Three beside each other: what for, the drawing on its line, whose and when.
pub(super) fn signatures(flow: &mut Flow, signatures: &[Signature], pictures: &Pictures) {
    let width = (WIDTH - GUTTER * 2.0) / 3.0;
    for row in signatures.chunks(3) {
        flow.need(SIGNATURES_HEIGHT);
        for (at, each) in row.iter().enumerate() {
            let x = LEFT + (width + GUTTER) * small(at);
            let mut y = flow.y;
            for line in broken_at_most(flow.faces, &each.label, (SMALL.size, false), width, 1) {
                flow.text(x, y, &line, SMALL);
            }
            y += SMALL.lead + 2.0;
            signature(flow, pictures, each, (x, y, width, SIGNATURE_HEIGHT));
            y += SIGNATURE_HEIGHT + 2.0;
            for line in broken_at_most(flow.faces, &each.name, (BODY.size, false), width, 1) {
                flow.text(x, y, &line, BODY);
            }
            y += BODY.lead;
            for line in broken_at_most(flow.faces, &each.note, (NOTE.size, false), width, 2) {
                flow.text(x, y, &line, NOTE);
                y += NOTE.lead;
            }
        }
        flow.y += SIGNATURES_HEIGHT + 4.0;
    }
}

/// On white within a frame, as ink is on paper.
fn signature(flow: &mut Flow, pictures: &Pictures, each: &Signature, place: (f32, f32, f32, f32)) {
    let (x, y, w, h) = place;
    let found = each.key.as_ref().and_then(|key| pictures.get(key));
    if let (Some(picture), Some(key)) = (found, &each.key) {
        let scale = ((w - 8.0) / pixels(picture.width)).min((h - 6.0) / pixels(picture.height));
        let (pw, ph) = (pixels(picture.width) * scale, pixels(picture.height) * scale);
        flow.draw(Op::Picture { key: key.clone(), x: x + (w - pw) / 2.0, y: y + (h - ph) / 2.0, w: pw, h: ph });
    } else {
        let lines = broken_at_most(flow.faces, &each.missing, (SMALL.size, false), w - 16.0, 2);
        for (at, line) in lines.iter().enumerate() {
            flow.text_centre(x + w / 2.0, y + h / 2.0 - 6.0 + SMALL.lead * small(at), line, SMALL);
        }
    }
    frame(flow, place);
}
