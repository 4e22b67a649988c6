//! Exceptions, failures and the ranking of technicians as sheets.

use kernel::code::Code;
use kernel::{Error, Page, Permission, Result};
use platform::db::View;

use super::cockpit::{CockpitAsked, Ranked, ranking};
use super::exceptions::{Exception, ExceptionFilter, ExceptionKind, exceptions};
use super::failures::{Counted, FailureFilter, FailureRow, failures};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

/// Kind after kind, the longest-standing of each first.
pub struct ExceptionsList;

impl Listed for ExceptionsList {
    const LIST: &'static str = "exceptions";
    const MAY: Permission = may::INSIGHT_READ;
    type Asked = ExceptionFilter;
    type Row = Exception;

    /// The list pages within a kind; where none was asked for, the cursor says which kind it is in.
    async fn page(view: &View, asked: ExceptionFilter, _: Reach) -> Result<Page<Exception>> {
        if asked.kind.is_some() {
            let found = exceptions(view, (), asked).await?;
            return Ok(Page { items: found.items, next: found.next });
        }
        let wrong = || Error::invalid("after", "field.not_a_cursor");
        let (kind, after) = match asked.after.as_deref() {
            None => (ExceptionKind::ALL.first().copied(), None),
            Some(cursor) => {
                let (kind, after) = cursor.split_once('@').ok_or_else(wrong)?;
                (ExceptionKind::from_code(kind), Some(after.to_owned()).filter(|after| !after.is_empty()))
            }
        };
        let kind = kind.ok_or_else(wrong)?;
        let found = exceptions(view, (), ExceptionFilter { kind: Some(kind), after, ..asked }).await?;
        let following = || ExceptionKind::ALL.iter().skip_while(|each| **each != kind).nth(1);
        let next = match found.next {
            Some(after) => Some(format!("{kind}@{after}")),
            None => following().map(|kind| format!("{kind}@")),
        };
        Ok(Page { items: found.items, next })
    }

    fn columns() -> Vec<Column<Exception>> {
        vec![
            column("exception", |row| Cell::code(row.kind)),
            column("since", |row| row.since.into()),
            column("order", |row| (&row.number).into()),
            column("phase", |row| Cell::code(row.phase)),
            column("subject", |row| (&row.summary).into()),
            column("unit", |row| row.unit_id.into()),
            column("technician", |row| row.technician_id.into()),
            column("figure", |row| row.figure.into()),
            column("owner", |row| row.case.as_ref().and_then(|case| case.owner_name.clone()).into()),
            column("next_step", |row| row.case.as_ref().map(|case| case.next_step.clone()).into()),
            column("next_step_at", |row| row.case.as_ref().and_then(|case| case.next_step_at).into()),
            column("settled_by", |row| row.case.as_ref().and_then(|case| case.settled_by_name.clone()).into()),
            column("settled_at", |row| row.case.as_ref().and_then(|case| case.settled_at).into()),
            column("note", |row| row.case.as_ref().map(|case| case.note.clone()).into()),
        ]
    }
}

pub struct Failures;

impl Listed for Failures {
    const LIST: &'static str = "failures";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = Some("cursor");
    type Asked = FailureFilter;
    type Row = FailureRow;

    async fn page(view: &View, asked: FailureFilter, _: Reach) -> Result<Page<FailureRow>> {
        let page = failures(view, (), asked).await?;
        Ok(Page { items: page.items, next: page.next })
    }

    fn columns() -> Vec<Column<FailureRow>> {
        vec![
            column("name", |row| (&row.product).into()),
            column("brand", |row| row.brand.clone().into()),
            column("repairs", |row| row.orders.into()),
            column("repeats", |row| row.repeats.into()),
            column("assets", |row| row.assets.into()),
            column("fixed_percent", |row| Cell::percent(row.fixed_bp)),
            column("faults", |row| counted(&row.faults, |each| (&each.name).into())),
            column("outcomes", |row| counted(&row.outcomes, |each| Cell::Word(format!("order_outcome.{}", each.code)))),
            column("barriers", |row| counted(&row.barriers, |each| Cell::Word(format!("barrier.{}", each.code)))),
        ]
    }
}

fn counted(all: &[Counted], name: fn(&Counted) -> Cell) -> Cell {
    Cell::several(all.iter().map(|each| Cell::Together(vec![name(each), each.count.into()])))
}

pub struct Ranking;

impl Listed for Ranking {
    const LIST: &'static str = "ranking";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = CockpitAsked;
    type Row = Ranked;

    async fn page(view: &View, asked: CockpitAsked, _: Reach) -> Result<Page<Ranked>> {
        Ok(Page { items: ranking(view, asked).await?, next: None })
    }

    fn columns() -> Vec<Column<Ranked>> {
        vec![
            column("technician", |row| (&row.name).into()),
            column("visits_done", |row| row.visits.into()),
            column("on_time_percent", |row| Cell::percent(row.on_time_bp)),
            column("stars", |row| Cell::percent(row.stars_hundredths)),
        ]
    }
}
