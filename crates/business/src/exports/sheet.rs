//! A list becomes a sheet: its pages are read one after the other, put into words and written, and nothing of them is kept.

use kernel::{Error, Result};
use platform::db::View;
use platform::sheets::{RowsFile, Value};
use platform::words::Words;

use super::asked::Filters;
use super::names::Names;
use crate::listed::{Cell, Listed, Noun, Reach};

/// What is longer is cut here, and says so.
pub(super) const ROWS_MAX: u32 = 50_000;

/// What is to be made.
pub(super) struct Job<'j> {
    pub filters: &'j Filters,
    pub reach: Reach,
    pub rows_max: u32,
    pub words: &'j Words,
}

/// A file that was made.
pub(super) struct Sheet {
    /// The list's name in the reader's language.
    pub title: String,
    pub bytes: Vec<u8>,
    pub rows: u32,
    /// There is more than the file has.
    pub is_cut: bool,
    /// What its reader may still take today; nothing where that is not counted.
    pub left: Option<u32>,
}

/// The sheet of a list; `told` hears how many rows are written.
///
/// # Errors
/// `Invalid` by field for filters that the list refuses; those of the database.
pub(super) async fn make<L: Listed>(view: &View, job: Job<'_>, told: impl Fn(u32)) -> Result<Sheet> {
    let mut names = Names::begin(view, job.words).await?;
    let columns = L::columns();
    let titles: Vec<String> = columns.iter().map(|column| names.word(&format!("column.{}", column.heading))).collect();
    let title = names.word(&format!("sheet.list.{}", L::LIST));
    let mut file = RowsFile::begin(&title, &titles, view.actor().zone)?;
    let mut after: Option<String> = None;
    let is_cut = loop {
        let page = L::page(view, job.filters.page::<L>(after.as_deref())?, job.reach).await?;
        let rows: Vec<Vec<Cell>> =
            page.items.iter().map(|row| columns.iter().map(|column| (column.cell)(row)).collect()).collect();
        let left = usize::try_from(job.rows_max - file.written()).unwrap_or(usize::MAX);
        names.learn(rows.iter().take(left).flatten()).await?;
        for row in rows.iter().take(left) {
            file.row(&row.iter().map(|cell| names.say(cell)).collect::<Vec<_>>())?;
        }
        told(file.written());
        match page.next {
            _ if rows.len() > left => break true,
            None => break false,
            Some(_) if rows.len() == left => break true,
            // a page may be empty and another follow; one that gives its own cursor again never ends
            Some(next) if after.as_ref() == Some(&next) => return Err(Error::bug("a list whose cursor stands still")),
            Some(next) => after = Some(next),
        }
    };
    let rows = file.written();
    let about = about::<L>(view, &job, &mut names, (rows, is_cut)).await?;
    let about_title = names.word("sheet.about");
    let bytes = tokio::task::spawn_blocking(move || file.finish(&about_title, &about)).await.map_err(Error::bug)??;
    Ok(Sheet { title, bytes, rows, is_cut, left: None })
}

/// What the second sheet says: of what list, by whom, when, narrowed how, how much of it.
async fn about<L: Listed>(
    view: &View,
    job: &Job<'_>,
    names: &mut Names<'_>,
    (rows, is_cut): (u32, bool),
) -> Result<Vec<(String, Value)>> {
    let who = Cell::Record(Noun::User, view.actor().user.to_string());
    names.learn([&who]).await?;
    let mut lines = vec![
        ("sheet.what", Value::Text(names.word(&format!("sheet.list.{}", L::LIST)))),
        ("sheet.who", names.say(&who)),
        ("sheet.when", Value::Moment(view.now())),
        ("sheet.rows", Value::Whole(i64::from(rows))),
    ];
    if is_cut {
        lines.push(("sheet.cut", Value::Text(names.said("sheet.cut_at", &[("max", &job.rows_max.to_string())]))));
    }
    if L::IS_PERSONAL {
        let key = if job.reach == Reach::InFull { "sheet.in_full" } else { "sheet.masked" };
        lines.push(("sheet.people", Value::Text(names.word(key))));
    }
    let mut lines: Vec<(String, Value)> = lines.into_iter().map(|(key, value)| (names.word(key), value)).collect();
    let filters = job.filters.logged();
    if filters.is_empty() {
        lines.push((names.word("sheet.filters"), Value::Text(names.word("sheet.no_filters"))));
    }
    for (name, value) in filters {
        lines.push((names.word(&format!("sheet_filter.{name}")), Value::Text(value)));
    }
    Ok(lines)
}
