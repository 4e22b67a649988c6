//! Tables: the head comes again on every page, numbers stand at the right, a row is parted only when no page holds it.

use crate::flow::{BAD, Flow, GOOD, INK, LEFT, Look, MUTED, Op, RIGHT, RULE, Rgb, SHADE, SMALL, WIDTH};
use crate::paint::small;
use crate::sheet::{Cell, Column, Table};

const HEAD: Look = Look { size: 8.5, lead: 13.0, is_bold: false, color: MUTED };
const TEXT: Look = Look { size: 9.0, lead: 14.0, is_bold: false, color: INK };
const TOTAL: Look = Look { size: 9.5, lead: 16.0, is_bold: false, color: INK };
const PAD_X: f32 = 6.0;
const PAD_Y: f32 = 4.0;
const MARK: f32 = 13.0;

/// A column's place on the page.
struct Place {
    x: f32,
    width: f32,
    is_number: bool,
}

/// A line of a cell.
struct CellLine {
    text: String,
    look: Look,
}

struct CellLines {
    lines: Vec<CellLine>,
    mark: Option<bool>,
}

pub(super) fn lay(flow: &mut Flow, table: &Table) {
    let places = places(&table.columns);
    let first = table.rows.first().map(|row| cells(flow, row, &places));
    let first_height = first.map_or(0.0, |cells| PAD_Y * 2.0 + TEXT.lead * small(deepest(&cells)));
    flow.need((HEAD.lead + PAD_Y * 2.0 + first_height).min(Flow::fresh() / 2.0));
    head(flow, table, &places);
    for row in &table.rows {
        let cells = cells(flow, row, &places);
        row_on_pages(flow, table, &places, &cells);
    }
    totals(flow, &table.totals);
    flow.y += 6.0;
}

fn places(columns: &[Column]) -> Vec<Place> {
    let sum: f32 = columns.iter().map(|column| f32::from(column.width)).sum();
    let mut x = LEFT;
    let place = |column: &Column| {
        let width = WIDTH * f32::from(column.width) / sum.max(1.0);
        let place = Place { x, width, is_number: column.is_number };
        x += width;
        place
    };
    columns.iter().map(place).collect()
}

fn head(flow: &mut Flow, table: &Table, places: &[Place]) {
    if table.columns.iter().all(|column| column.title.is_empty()) {
        flow.rule(flow.y);
        return;
    }
    let titles = table.columns.iter().zip(places);
    let titles: Vec<Vec<String>> =
        titles.map(|(column, place)| flow.lines(&column.title, HEAD, place.width - PAD_X * 2.0)).collect();
    let deepest = titles.iter().map(Vec::len).max().unwrap_or(1);
    let height = HEAD.lead * small(deepest) + PAD_Y * 2.0 - 1.0;
    flow.draw(Op::Box { x: LEFT, y: flow.y, w: WIDTH, h: height, color: SHADE });
    for (lines, place) in titles.iter().zip(places) {
        for (at, line) in lines.iter().enumerate() {
            at_place(flow, place, flow.y + PAD_Y + HEAD.lead * small(at), line, HEAD);
        }
    }
    flow.y += height;
}

fn at_place(flow: &mut Flow, place: &Place, y: f32, text: &str, look: Look) {
    if place.is_number {
        flow.text_right(place.x + place.width - PAD_X, y, text, look);
    } else {
        flow.text(place.x + PAD_X, y, text, look);
    }
}

fn cells(flow: &Flow, row: &[Cell], places: &[Place]) -> Vec<CellLines> {
    row.iter().zip(places).map(|(cell, place)| cell_lines(flow, cell, place)).collect()
}

fn cell_lines(flow: &Flow, cell: &Cell, place: &Place) -> CellLines {
    let room = place.width - PAD_X * 2.0 - if cell.mark.is_some() { MARK } else { 0.0 };
    let look = TEXT.toned(cell.tone);
    let line = |look: Look| move |text: String| CellLine { text, look };
    let mut lines: Vec<CellLine> = flow.lines(&cell.text, look, room).into_iter().map(line(look)).collect();
    let note = Look { size: SMALL.size, color: MUTED, ..TEXT };
    lines.extend(flow.lines(&cell.note, note, room).into_iter().map(line(note)));
    CellLines { lines, mark: cell.mark }
}

fn deepest(cells: &[CellLines]) -> usize {
    cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1)
}

/// A row with the line below it, on a new page where it does not fit, in parts where no page would hold it.
fn row_on_pages(flow: &mut Flow, table: &Table, places: &[Place], cells: &[CellLines]) {
    let count = deepest(cells);
    let (mut from, most) = (0, lines_in(Flow::fresh() - 60.0));
    while from < count {
        let left = count - from;
        let room = lines_in(flow.rest());
        let is_whole_elsewhere = left > room && left <= most;
        if room == 0 || is_whole_elsewhere {
            flow.next_page();
            head(flow, table, places);
            continue;
        }
        let taken = left.min(room);
        for (cell, place) in cells.iter().zip(places) {
            draw_cell(flow, place, cell, from..from + taken);
        }
        flow.y += PAD_Y * 2.0 + TEXT.lead * small(taken);
        flow.draw(Op::Stroke { points: vec![(LEFT, flow.y), (RIGHT, flow.y)], width: 0.5, color: RULE });
        from += taken;
    }
}

fn lines_in(height: f32) -> usize {
    let mut count = 0;
    while PAD_Y * 2.0 + TEXT.lead * small(count + 1) <= height {
        count += 1;
    }
    count
}

fn draw_cell(flow: &mut Flow, place: &Place, cell: &CellLines, lines: std::ops::Range<usize>) {
    let from = lines.start;
    let indent = if cell.mark.is_some() { MARK } else { 0.0 };
    for at in lines {
        let Some(line) = cell.lines.get(at) else { break };
        let y = flow.y + PAD_Y + TEXT.lead * small(at - from);
        if place.is_number {
            flow.text_right(place.x + place.width - PAD_X, y, &line.text, line.look);
        } else {
            flow.text(place.x + PAD_X + indent, y, &line.text, line.look);
        }
    }
    if let Some(is_done) = cell.mark.filter(|_| from == 0) {
        mark(flow, (place.x + PAD_X, flow.y + PAD_Y + 3.5), is_done);
    }
}

/// A tick or a cross, drawn.
fn mark(flow: &mut Flow, (x, y): (f32, f32), is_done: bool) {
    let mut line = |points: &[(f32, f32)], color: Rgb| {
        let points = points.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        flow.draw(Op::Stroke { points, width: 1.3, color });
    };
    if is_done {
        line(&[(0.0, 4.0), (2.8, 6.8), (8.0, 0.8)], GOOD);
    } else {
        line(&[(1.0, 0.8), (7.0, 6.8)], BAD);
        line(&[(7.0, 0.8), (1.0, 6.8)], BAD);
    }
}

fn totals(flow: &mut Flow, totals: &[(String, String)]) {
    if totals.is_empty() {
        return;
    }
    flow.need(TOTAL.lead * small(totals.len()) + 6.0);
    flow.y += 4.0;
    for (at, (label, amount)) in totals.iter().enumerate() {
        let is_last = at + 1 == totals.len();
        let look = Look { is_bold: is_last, size: if is_last { 10.5 } else { TOTAL.size }, ..TOTAL };
        flow.text_right(RIGHT - PAD_X - 92.0, flow.y, label, Look { color: if is_last { INK } else { MUTED }, ..look });
        flow.text_right(RIGHT - PAD_X, flow.y, amount, look);
        flow.y += TOTAL.lead;
    }
}
