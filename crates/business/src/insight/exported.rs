//! Exceptions, failures, the ranking of technicians and the analyses as sheets.

use kernel::code::Code;
use kernel::{Error, Page, Permission, Result};
use platform::db::View;

use super::analyses::{
    AreaFigures, MarginAsked, MarginBy, MarginFigures, PartFigures, RepeatFigures, RepeatsAsked, SatisfactionPoint,
    TechnicianFigures, areas, margin, part_use, productivity, repeats, satisfaction,
};
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
            column("fixed_percent", |row| Cell::hundredths(row.fixed_bp)),
            column("in_service", |row| row.in_service.into()),
            column("failed_percent", |row| Cell::hundredths(row.failed_bp)),
            column("repair_minutes", |row| row.repair_minutes.into()),
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
            column("on_time_percent", |row| Cell::hundredths(row.on_time_bp)),
            column("stars", |row| Cell::hundredths(row.stars_hundredths)),
        ]
    }
}

pub struct Productivity;

impl Listed for Productivity {
    const LIST: &'static str = "productivity";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = CockpitAsked;
    type Row = TechnicianFigures;

    async fn page(view: &View, asked: CockpitAsked, _: Reach) -> Result<Page<TechnicianFigures>> {
        Ok(Page { items: productivity(view, (), asked).await?.technicians, next: None })
    }

    fn columns() -> Vec<Column<TechnicianFigures>> {
        vec![
            column("technician", |row| (&row.name).into()),
            column("visits_done", |row| row.visits.into()),
            column("orders", |row| row.orders.into()),
            column("days_worked", |row| row.days.into()),
            column("visits_a_day", |row| Cell::hundredths(row.per_day_hundredths)),
            column("visits_helped", |row| row.helped.into()),
            column("void_trips", |row| row.void_trips.into()),
            column("solved_percent", |row| Cell::hundredths(row.solved_bp)),
            column("site_minutes", |row| row.site_minutes.into()),
            column("way_minutes", |row| row.way_minutes.into()),
            column("stars", |row| Cell::hundredths(row.stars_hundredths)),
            column("reviews", |row| row.reviews.into()),
        ]
    }
}

pub struct Areas;

impl Listed for Areas {
    const LIST: &'static str = "areas";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = CockpitAsked;
    type Row = AreaFigures;

    async fn page(view: &View, asked: CockpitAsked, _: Reach) -> Result<Page<AreaFigures>> {
        Ok(Page { items: areas(view, (), asked).await?.districts, next: None })
    }

    fn columns() -> Vec<Column<AreaFigures>> {
        vec![
            column("region", |row| Cell::region(&row.region)),
            column("opened", |row| row.opened.into()),
            column("open_now", |row| row.open.into()),
            column("late_now", |row| row.late.into()),
            column("on_time_percent", |row| Cell::hundredths(row.on_time_bp)),
            column("visits_planned", |row| row.visits.into()),
            column("minutes_asked", |row| row.minutes_asked.into()),
            column("technicians_there", |row| row.technicians.into()),
            column("minutes_there", |row| row.minutes_there.into()),
            column("saturation_percent", |row| Cell::hundredths(row.saturation_bp)),
        ]
    }
}

pub struct PartUse;

impl Listed for PartUse {
    const LIST: &'static str = "part_use";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = CockpitAsked;
    type Row = PartFigures;

    async fn page(view: &View, asked: CockpitAsked, _: Reach) -> Result<Page<PartFigures>> {
        Ok(Page { items: part_use(view, (), asked).await?.parts, next: None })
    }

    fn columns() -> Vec<Column<PartFigures>> {
        vec![
            column("part", |row| (&row.name).into()),
            column("code", |row| (&row.key).into()),
            column("pieces", |row| row.quantity.into()),
            column("orders", |row| row.orders.into()),
            column("assets", |row| row.machines.into()),
            column("fitted_again", |row| row.again.into()),
            column("unplanned", |row| row.unplanned.into()),
            column("under_warranty", |row| row.in_warranty.into()),
            column("past_warranty", |row| row.out_of_warranty.into()),
            column("repair_minutes", |row| row.repair_minutes.into()),
        ]
    }
}

pub struct Repeats;

impl Listed for Repeats {
    const LIST: &'static str = "repeats";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = RepeatsAsked;
    type Row = RepeatFigures;

    async fn page(view: &View, asked: RepeatsAsked, _: Reach) -> Result<Page<RepeatFigures>> {
        Ok(Page { items: repeats(view, (), asked).await?.rows, next: None })
    }

    fn columns() -> Vec<Column<RepeatFigures>> {
        vec![
            column("name", |row| (&row.name).into()),
            column("repeats", |row| row.orders.into()),
            column("visits_done", |row| row.visits.into()),
            column("minutes_spent", |row| row.minutes.into()),
            column("expenses", |row| row.expenses_minor.into()),
            column("goodwill", |row| row.goodwill_minor.into()),
            column("lost", |row| row.lost_minor.into()),
            column("charged_to_others", |row| row.others_minor.into()),
            column("charged_to_customers", |row| row.charged_minor.into()),
        ]
    }
}

pub struct Satisfaction;

impl Listed for Satisfaction {
    const LIST: &'static str = "satisfaction";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = CockpitAsked;
    type Row = SatisfactionPoint;

    async fn page(view: &View, asked: CockpitAsked, _: Reach) -> Result<Page<SatisfactionPoint>> {
        Ok(Page { items: satisfaction(view, (), asked).await?.points, next: None })
    }

    fn columns() -> Vec<Column<SatisfactionPoint>> {
        vec![
            column("from_day", |row| row.from.into()),
            column("to_day", |row| row.to.into()),
            column("reviews", |row| row.judged.reviews.into()),
            column("stars", |row| Cell::hundredths(row.judged.stars_hundredths)),
            column("below_standard", |row| row.judged.below_standard.into()),
            column("nps_answers", |row| row.judged.nps_answers.into()),
            column("nps_score", |row| row.judged.nps.into()),
        ]
    }
}

/// A row with how it was told apart: a district's key is a place, all others have their names.
pub struct MarginRow {
    by: MarginBy,
    of: MarginFigures,
}

pub struct Margin;

impl Listed for Margin {
    const LIST: &'static str = "margin";
    const MAY: Permission = may::INSIGHT_READ;
    const CURSOR: Option<&'static str> = None;
    type Asked = MarginAsked;
    type Row = MarginRow;

    async fn page(view: &View, asked: MarginAsked, _: Reach) -> Result<Page<MarginRow>> {
        let found = margin(view, (), asked).await?;
        let rows = found.rows.into_iter().map(|of| MarginRow { by: found.by, of });
        Ok(Page { items: rows.collect(), next: None })
    }

    fn columns() -> Vec<Column<MarginRow>> {
        vec![
            column("name", |row| match row.by {
                MarginBy::Region => Cell::region(&row.of.key),
                _ => (&row.of.name).into(),
            }),
            column("orders", |row| row.of.sums.orders.into()),
            column("income", |row| row.of.sums.income_minor.into()),
            column("service_income", |row| row.of.sums.service_minor.into()),
            column("parts_income", |row| row.of.sums.parts_minor.into()),
            column("fee_income", |row| row.of.sums.fees_minor.into()),
            column("goodwill", |row| row.of.sums.goodwill_minor.into()),
            column("expenses", |row| row.of.sums.expenses_minor.into()),
            column("margin", |row| row.of.sums.margin_minor.into()),
            column("margin_percent", |row| Cell::hundredths(row.of.sums.margin_bp)),
        ]
    }
}
