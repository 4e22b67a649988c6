//! Finds the header among the first rows; the rule stands at [`Table`].

use kernel::{Error, Result, text::tidy};

use super::table::{Cell, Grid, Limits, Row, Table, cell_name, too_many_rows};

const LOOK_AT: usize = 20;

/// Splits rows into header and content.
///
/// # Errors
/// `import.empty_file`, `import.header_missing`, `import.header_merged`, `import.too_many_rows`
pub fn split(grid: Grid, sheet: Option<String>, limits: &Limits) -> Result<Table> {
    if grid.rows.is_empty() {
        return Err(Error::refused("import.empty_file"));
    }
    let typical = typical_width(&grid.rows);
    let wide = |row: &Row| filled(row) >= typical.min(2) && filled(row) * 2 >= typical && !is_remark(row, typical);
    let at = grid.rows.iter().take(LOOK_AT).position(wide);
    let Some(at) = at.filter(|at| is_header(&grid.rows[*at])) else {
        let line = grid.rows[at.unwrap_or(0)].line;
        return Err(Error::refused("import.header_missing").with("line", line));
    };
    let line = grid.rows[at].line;
    if let Some((left, top, right, bottom)) =
        grid.merged.iter().find(|(_, top, _, bottom)| (*top..=*bottom).contains(&line))
    {
        let cells = format!("{}:{}", cell_name(*left as usize, *top), cell_name(*right as usize, *bottom));
        return Err(Error::refused("import.header_merged").with("cells", cells));
    }
    let headers = grid.rows[at].cells.iter().map(|cell| tidy(cell.shown(), false)).collect();
    let mut rows = grid.rows;
    rows.drain(..=at);
    if rows.len() > limits.rows {
        return Err(too_many_rows(limits));
    }
    Ok(Table { sheet, headers, header_line: line, rows })
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_blank()).count()
}

/// `导出时间： | 2026-11-21`: a label with its value above the table, narrower than the table.
fn is_remark(row: &Row, typical: usize) -> bool {
    let first = row.cells.iter().find(|cell| !cell.is_blank());
    filled(row) < typical && first.is_some_and(|cell| cell.shown().trim_end().ends_with([':', '：']))
}

fn typical_width(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().take(50).map(filled).collect();
    widths.sort_unstable();
    widths[widths.len() / 2]
}

fn is_header(row: &Row) -> bool {
    row.cells.iter().all(|cell| match cell {
        Cell::Blank => true,
        Cell::Text(text) => !looks_like_content(text.trim()),
        Cell::Broken(_) => false,
    })
}

/// Numbers, amounts, dates, times, phone numbers and mail addresses are content, never the name of a column.
fn looks_like_content(text: &str) -> bool {
    let numeric = |c: char| c.is_ascii_digit() || " +-./:,%¥￥()年月日".contains(c);
    (text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(numeric))
        || (text.contains('@') && text.contains('.'))
}
