//! Pages that fill from top to bottom: what is drawn is kept as operations until the number of pages is known.

use kernel::Result;

use crate::faces::Faces;
use crate::sheet::{Sheet, Tone};

/// A4, points.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
pub(crate) const LEFT: f32 = 48.0;
pub(crate) const RIGHT: f32 = 595.28 - 48.0;
pub(crate) const WIDTH: f32 = RIGHT - LEFT;
const TOP: f32 = 46.0;
/// Where the text of later pages begins, below the running head.
const TOP_LATER: f32 = 66.0;
pub(crate) const BOTTOM: f32 = 841.89 - 62.0;

pub(crate) type Rgb = (u8, u8, u8);
pub(crate) const INK: Rgb = (0x1d, 0x26, 0x2e);
pub(crate) const MUTED: Rgb = (0x66, 0x70, 0x7a);
pub(crate) const ACCENT: Rgb = (0x0f, 0x6b, 0x6b);
pub(crate) const GOOD: Rgb = (0x1a, 0x7f, 0x3c);
pub(crate) const BAD: Rgb = (0xb4, 0x23, 0x18);
pub(crate) const RULE: Rgb = (0xd9, 0xde, 0xe2);
pub(crate) const SHADE: Rgb = (0xf3, 0xf5, 0xf6);

/// How text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub size: f32,
    /// From line to line.
    pub lead: f32,
    pub is_bold: bool,
    pub color: Rgb,
}

pub(crate) const BODY: Look = Look { size: 9.5, lead: 15.0, is_bold: false, color: INK };
pub(crate) const SMALL: Look = Look { size: 8.0, lead: 12.0, is_bold: false, color: MUTED };

impl Look {
    pub fn toned(self, tone: Tone) -> Self {
        match tone {
            Tone::Plain => self,
            Tone::Muted => Self { color: MUTED, ..self },
            Tone::Strong => Self { is_bold: true, ..self },
            Tone::Good => Self { color: GOOD, ..self },
            Tone::Bad => Self { color: BAD, is_bold: true, ..self },
        }
    }
}

/// Something on a page.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// Text from a point on its baseline.
    Text {
        x: f32,
        y: f32,
        text: String,
        look: Look,
    },
    Box {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        color: Rgb,
    },
    /// A line through points.
    Stroke {
        points: Vec<(f32, f32)>,
        width: f32,
        color: Rgb,
    },
    Picture {
        key: String,
        x: f32,
        y: f32,
        w: f32,
        h: f32,
    },
    /// A QR code in a square.
    Code {
        content: String,
        x: f32,
        y: f32,
        side: f32,
    },
}

/// The pages so far, and where the next line goes.
pub(crate) struct Flow<'s> {
    pub faces: &'static Faces,
    pub sheet: &'s Sheet,
    pub pages: Vec<Vec<Op>>,
    pub y: f32,
}

impl<'s> Flow<'s> {
    pub fn new(sheet: &'s Sheet) -> Result<Self> {
        Ok(Self { faces: Faces::get()?, sheet, pages: vec![vec![]], y: TOP })
    }

    pub fn draw(&mut self, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.push(op);
        }
    }

    /// What is left of the page, points.
    pub fn rest(&self) -> f32 {
        BOTTOM - self.y
    }

    /// What a fresh page has, points.
    pub fn fresh() -> f32 {
        BOTTOM - TOP_LATER
    }

    /// Goes on on the next page when there is no room for `height`; whether it did.
    pub fn need(&mut self, height: f32) -> bool {
        let is_full = self.rest() < height && self.y > TOP_LATER;
        if is_full {
            self.next_page();
        }
        is_full
    }

    pub fn next_page(&mut self) {
        self.pages.push(vec![]);
        self.y = TOP_LATER;
        let head = Look { color: MUTED, ..SMALL };
        let (company, number) = (self.sheet.company.clone(), format!("{}  {}", self.sheet.title, self.sheet.number));
        self.text(LEFT, TOP - 6.0, &company, head);
        self.text_right(RIGHT, TOP - 6.0, &number, head);
        self.rule(TOP + 10.0);
    }

    /// One line whose box begins at `y`.
    pub fn text(&mut self, x: f32, y: f32, text: &str, look: Look) {
        if !text.is_empty() {
            let baseline = y + (look.lead - look.size) / 2.0 + look.size * 0.88;
            self.draw(Op::Text { x, y: baseline, text: text.to_owned(), look });
        }
    }

    /// One line that ends at `right`.
    pub fn text_right(&mut self, right: f32, y: f32, text: &str, look: Look) {
        let width = self.faces.width(text, look.size, look.is_bold);
        self.text(right - width, y, text, look);
    }

    pub fn text_centre(&mut self, centre: f32, y: f32, text: &str, look: Look) {
        let width = self.faces.width(text, look.size, look.is_bold);
        self.text(centre - width / 2.0, y, text, look);
    }

    pub fn rule(&mut self, y: f32) {
        self.draw(Op::Stroke { points: vec![(LEFT, y), (RIGHT, y)], width: 0.5, color: RULE });
    }

    pub fn lines(&self, text: &str, look: Look, width: f32) -> Vec<String> {
        crate::lines::broken(self.faces, text, look.size, look.is_bold, width)
    }
}
