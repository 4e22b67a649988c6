//! Blocks of a report on pages: the head, headings, facts, words; tables and pictures have files of their own.

mod pictures;
mod tables;

use crate::flow::{ACCENT, BODY, Flow, INK, LEFT, Look, MUTED, Op, RIGHT, RULE, SHADE, SMALL, WIDTH};
use crate::paint::small;
use crate::pictures::Pictures;
use crate::sheet::{Block, Fact};

const TITLE: Look = Look { size: 21.0, lead: 28.0, is_bold: true, color: INK };
const HEADING: Look = Look { size: 11.5, lead: 17.0, is_bold: true, color: ACCENT };
const PART: Look = Look { size: 10.0, lead: 16.0, is_bold: true, color: INK };
const CODE_SIDE: f32 = 72.0;
const LABEL_WIDTH: f32 = 62.0;
const GUTTER: f32 = 18.0;

/// Lays out the whole sheet.
pub(crate) fn lay(flow: &mut Flow, pictures: &Pictures) {
    head(flow);
    for (at, block) in flow.sheet.blocks.iter().enumerate() {
        let following = flow.sheet.blocks.get(at + 1).map_or(0.0, least);
        match block {
            Block::Heading(title) => heading(flow, title, following),
            Block::Part { title, note } => part(flow, title, note, following),
            Block::Facts(facts) => lay_facts(flow, facts),
            Block::Words(text) => words(flow, text, BODY),
            Block::Note(text) => words(flow, text, SMALL),
            Block::Table(table) => tables::lay(flow, table),
            Block::Pictures(shown) => pictures::lay(flow, shown, pictures),
            Block::Signatures(signatures) => pictures::signatures(flow, signatures, pictures),
        }
    }
}

/// A heading takes what follows with it: so much of it at least, points.
fn least(block: &Block) -> f32 {
    match block {
        Block::Pictures(_) => pictures::HEIGHT_MIN + 44.0,
        Block::Signatures(_) => pictures::SIGNATURES_HEIGHT,
        Block::Table(_) => 60.0,
        Block::Part { .. } => 76.0,
        _ => 46.0,
    }
}

fn head(flow: &mut Flow) {
    let sheet = flow.sheet;
    let top = flow.y;
    let code_room = if sheet.code.is_some() { CODE_SIDE + 28.0 } else { 0.0 };
    let company = Look { size: 10.0, lead: 15.0, is_bold: false, color: MUTED };
    for line in flow.lines(&sheet.company, company, WIDTH - code_room) {
        flow.text(LEFT, flow.y, &line, company);
        flow.y += company.lead;
    }
    flow.y += 3.0;
    for line in flow.lines(&sheet.title, TITLE, WIDTH - code_room) {
        flow.text(LEFT, flow.y, &line, TITLE);
        flow.y += TITLE.lead;
    }
    flow.y += 5.0;
    let (label, value) = (Look { color: MUTED, ..BODY }, BODY);
    for (name, text) in &sheet.head {
        for (at, line) in flow.lines(text, value, WIDTH - code_room - LABEL_WIDTH).iter().enumerate() {
            if at == 0 {
                flow.text(LEFT, flow.y, name, label);
            }
            flow.text(LEFT + LABEL_WIDTH, flow.y, line, value);
            flow.y += value.lead;
        }
    }
    if let Some(code) = &sheet.code {
        let x = RIGHT - CODE_SIDE;
        flow.draw(Op::Code { content: code.content.clone(), x, y: top + 2.0, side: CODE_SIDE });
        let caption = Look { size: 7.5, lead: 11.0, ..SMALL };
        let lines = crate::lines::broken_at_most(flow.faces, &code.caption, (caption.size, false), CODE_SIDE + 24.0, 2);
        for (at, line) in lines.iter().enumerate() {
            flow.text_centre(x + CODE_SIDE / 2.0, top + CODE_SIDE + 6.0 + caption.lead * small(at), line, caption);
        }
        flow.y = flow.y.max(top + CODE_SIDE + 6.0 + caption.lead * small(lines.len()));
    }
    flow.y += 8.0;
    flow.draw(Op::Stroke { points: vec![(LEFT, flow.y), (RIGHT, flow.y)], width: 1.4, color: ACCENT });
    flow.y += 8.0;
    if let Some(remark) = &sheet.remark {
        let look = Look { size: 9.0, lead: 14.0, ..BODY };
        let lines = flow.lines(remark, look, WIDTH - 20.0);
        let height = look.lead * small(lines.len()) + 10.0;
        flow.draw(Op::Box { x: LEFT, y: flow.y, w: WIDTH, h: height, color: SHADE });
        for (at, line) in lines.iter().enumerate() {
            flow.text(LEFT + 10.0, flow.y + 5.0 + look.lead * small(at), line, look);
        }
        flow.y += height + 4.0;
    }
}

fn heading(flow: &mut Flow, title: &str, following: f32) {
    let lines = flow.lines(title, HEADING, WIDTH - 12.0);
    let height = HEADING.lead * small(lines.len());
    if !flow.need(14.0 + height + following) {
        flow.y += 12.0;
    }
    flow.draw(Op::Box { x: LEFT, y: flow.y + 3.0, w: 3.0, h: height - 6.0, color: ACCENT });
    for line in &lines {
        flow.text(LEFT + 10.0, flow.y, line, HEADING);
        flow.y += HEADING.lead;
    }
    flow.y += 5.0;
}

fn part(flow: &mut Flow, title: &str, note: &str, following: f32) {
    let note_width = flow.faces.width(note, SMALL.size, false).min(WIDTH / 2.0);
    let lines = flow.lines(title, PART, WIDTH - note_width - GUTTER);
    if !flow.need(8.0 + PART.lead * small(lines.len()) + following) {
        flow.y += 6.0;
    }
    let notes = crate::lines::broken_at_most(flow.faces, note, (SMALL.size, false), note_width + 0.5, 1);
    for line in &notes {
        flow.text_right(RIGHT, flow.y + 2.0, line, SMALL);
    }
    for line in &lines {
        flow.text(LEFT, flow.y, line, PART);
        flow.y += PART.lead;
    }
    flow.y += 1.0;
    flow.rule(flow.y);
    flow.y += 5.0;
}

/// Two facts on a line where both are short, so that their labels stand below each other.
fn lay_facts(flow: &mut Flow, facts: &[Fact]) {
    let half = (WIDTH - GUTTER) / 2.0;
    let mut rest = facts;
    while let Some((first, others)) = rest.split_first() {
        let second = others.first().filter(|second| !first.is_wide && !second.is_wide);
        rest = if second.is_some() { others.get(1..).unwrap_or_default() } else { others };
        let room = if first.is_wide { WIDTH } else { half };
        let left = FactLines::of(flow, first, room);
        let right = second.map(|second| FactLines::of(flow, second, half));
        let count = left.lines.len().max(right.as_ref().map_or(0, |right| right.lines.len()));
        for line in 0..count {
            flow.need(BODY.lead);
            left.line(flow, LEFT, line);
            if let Some(right) = &right {
                right.line(flow, LEFT + half + GUTTER, line);
            }
            flow.y += BODY.lead;
        }
        flow.y += 1.5;
    }
    flow.y += 3.0;
}

struct FactLines<'f> {
    label: &'f str,
    label_width: f32,
    lines: Vec<String>,
}

impl<'f> FactLines<'f> {
    fn of(flow: &Flow, fact: &'f Fact, room: f32) -> Self {
        let own = flow.faces.width(&fact.label, BODY.size, false) + 10.0;
        let label_width = own.clamp(LABEL_WIDTH, room / 2.0);
        let mut lines = flow.lines(&fact.value, BODY, room - label_width);
        if lines.is_empty() {
            lines.push("—".to_owned());
        }
        Self { label: &fact.label, label_width, lines }
    }

    fn line(&self, flow: &mut Flow, x: f32, line: usize) {
        if line == 0 {
            flow.text(x, flow.y, self.label, Look { color: MUTED, ..BODY });
        }
        if let Some(text) = self.lines.get(line) {
            flow.text(x + self.label_width, flow.y, text, BODY);
        }
    }
}

fn words(flow: &mut Flow, text: &str, look: Look) {
    for line in flow.lines(text, look, WIDTH) {
        flow.need(look.lead);
        flow.text(LEFT, flow.y, &line, look);
        flow.y += look.lead;
    }
    flow.y += 4.0;
}

/// A thin frame.
fn frame(flow: &mut Flow, (x, y, w, h): (f32, f32, f32, f32)) {
    let points = vec![(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)];
    flow.draw(Op::Stroke { points, width: 0.5, color: RULE });
}
