//! The fonts: Noto Sans SC for everything, Noto Emoji for what it lacks; of what neither has, a box is drawn, and its text stays.

use std::sync::OnceLock;

use kernel::{Error, Result};
use krilla::text::{Font, GlyphId};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

static REGULAR: &[u8] = include_bytes!("../../../web/node_modules/@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf");
static BOLD: &[u8] = include_bytes!("../../../web/node_modules/@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf");
static EMOJI: &[u8] =
    include_bytes!("../../../web/node_modules/@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf");

/// What stands between Han and Latin letters or digits, in parts of the size.
const GAP: f32 = 0.12;

/// One font.
pub(crate) struct Face {
    pub font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let font_ref = FontRef::new(bytes).ok()?;
        let metrics = font_ref.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Self { font: Font::new(bytes.into(), 0)?, charmap: font_ref.charmap(), metrics })
    }

    fn glyph(&self, c: char) -> Option<(GlyphId, f32)> {
        let glyph = self.charmap.map(c)?;
        Some((GlyphId::new(glyph.to_u32()), self.metrics.advance_width(glyph)?))
    }
}

/// All fonts of a report.
pub(crate) struct Faces {
    pub regular: Face,
    pub bold: Face,
    pub emoji: Face,
}

/// A character as it is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Drawn<'f> {
    pub face: &'f Face,
    pub glyph: GlyphId,
    /// In parts of the size, with the gap before the next character.
    pub advance: f32,
}

impl Faces {
    /// # Errors
    /// `Bug` when the fonts that were built in cannot be read.
    pub fn get() -> Result<&'static Self> {
        static FACES: OnceLock<Option<Faces>> = OnceLock::new();
        let read = || Some(Self { regular: Face::read(REGULAR)?, bold: Face::read(BOLD)?, emoji: Face::read(EMOJI)? });
        FACES.get_or_init(read).as_ref().ok_or_else(|| Error::bug("the fonts of the report cannot be read"))
    }

    /// How `c` is drawn before `next`.
    pub fn drawn(&self, c: char, next: Option<char>, is_bold: bool) -> Drawn<'_> {
        let main = if is_bold { &self.bold } else { &self.regular };
        let gap = if next.is_some_and(|next| meet(c, next)) { GAP } else { 0.0 };
        for face in [main, &self.emoji] {
            if let Some((glyph, advance)) = face.glyph(c) {
                return Drawn { face, glyph, advance: advance + gap };
            }
        }
        let advance = main.metrics.advance_width(skrifa::GlyphId::NOTDEF).unwrap_or(1.0);
        Drawn { face: main, glyph: GlyphId::new(0), advance }
    }

    /// Width of a line at a size, in points.
    pub fn width(&self, text: &str, size: f32, is_bold: bool) -> f32 {
        let mut chars = text.chars().peekable();
        let mut width = 0.0;
        while let Some(c) = chars.next() {
            width += self.drawn(c, chars.peek().copied(), is_bold).advance;
        }
        width * size
    }
}

/// Han and Latin beside each other without a space.
fn meet(one: char, other: char) -> bool {
    is_han(one) && other.is_ascii_alphanumeric() || one.is_ascii_alphanumeric() && is_han(other)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
