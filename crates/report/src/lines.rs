//! Text into lines: by the Unicode rules (UAX #14), so that no line begins with 、 or 。 and none ends with （; what nowhere may be
//! broken is broken where the line is full.

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_normalization::UnicodeNormalization;

use crate::faces::Faces;

/// The lines of `text` at a size within `width` points; none for an empty text.
pub(crate) fn broken(faces: &Faces, text: &str, size: f32, is_bold: bool, width: f32) -> Vec<String> {
    let text = clean(text);
    let mut lines = vec![];
    for paragraph in text.trim_end().split('\n') {
        wrap(faces, paragraph, (size, is_bold), width, &mut lines);
    }
    if lines.iter().all(String::is_empty) {
        return vec![];
    }
    lines
}

/// As [`broken`], with at most `most` lines; what was left out is told by an ellipsis.
pub(crate) fn broken_at_most(
    faces: &Faces,
    text: &str,
    (size, is_bold): (f32, bool),
    width: f32,
    most: usize,
) -> Vec<String> {
    let mut lines = broken(faces, text, size, is_bold, width);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
            while faces.width(last, size, is_bold) > width && last.chars().count() > 1 {
                last.pop();
                last.pop();
                last.push('…');
            }
        }
    }
    lines
}

fn wrap(faces: &Faces, paragraph: &str, (size, is_bold): (f32, bool), width: f32, lines: &mut Vec<String>) {
    let measure = |text: &str| faces.width(text, size, is_bold);
    let (mut line, mut line_width) = (String::new(), 0.0);
    let mut from = 0;
    let ends = linebreaks(paragraph).map(|(at, _): (usize, BreakOpportunity)| at);
    for to in ends {
        let piece = paragraph.get(from..to).unwrap_or_default();
        from = to;
        // the gap between Han and Latin across pieces: measured with what comes before
        let seam = line.chars().next_back().map_or(0.0, |last| seam(&measure, last, piece));
        if line_width + seam + measure(piece.trim_end()) <= width {
            line.push_str(piece);
            line_width += seam + measure(piece);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            line_width = 0.0;
        }
        for c in piece.chars() {
            let wide = measure(c.encode_utf8(&mut [0; 4]));
            if line_width + wide > width && !line.is_empty() && !c.is_whitespace() {
                lines.push(std::mem::take(&mut line));
                line_width = 0.0;
            }
            line.push(c);
            line_width += wide;
        }
        line_width = line_width.max(measure(&line));
    }
    lines.push(line.trim_end().to_owned());
}

fn seam(measure: &impl Fn(&str) -> f32, last: char, piece: &str) -> f32 {
    let Some(first) = piece.chars().next() else { return 0.0 };
    let both: String = [last, first].iter().collect();
    measure(&both) - measure(last.encode_utf8(&mut [0; 4])) - measure(first.encode_utf8(&mut [0; 4]))
}

/// Without what no paper shows: controls, marks of direction, joiners, variation selectors.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace(['\t', '\u{a0}'], " ");
    let is_shown = |c: &char| {
        *c == '\n'
            || !(c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
                || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}' | '\u{1f3fb}'..='\u{1f3ff}'))
    };
    // composed: the fonts have é, and no accent by itself
    text.nfc().filter(is_shown).collect()
}
