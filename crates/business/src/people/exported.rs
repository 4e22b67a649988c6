//! Technicians as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::queries::{TechnicianFilter, TechnicianShown, list};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, Trade, column};

pub struct Technicians;

impl Listed for Technicians {
    const LIST: &'static str = "technicians";
    const MAY: Permission = may::PEOPLE_READ;
    type Asked = TechnicianFilter;
    type Row = TechnicianShown;

    async fn page(view: &View, asked: TechnicianFilter, _: Reach) -> Result<Page<TechnicianShown>> {
        list(view, (), asked).await
    }

    fn columns() -> Vec<Column<TechnicianShown>> {
        vec![
            column("name", |row| (&row.name).into()),
            column("unit", |row| row.unit_id.into()),
            column("status", |row| Cell::code(row.status)),
            column("employment", |row| Cell::code(row.employment)),
            column("grade", |row| row.grade.into()),
            column("daily_minutes_max", |row| row.daily_minutes_max.into()),
            column("skills", |row| Cell::several(row.skills.iter().map(skill))),
            column("certificates", |row| Cell::several(row.certificates.iter().map(|held| (&held.certificate).into()))),
            column("certificate_expires_on", |row| {
                row.certificates.iter().filter_map(|held| held.expires_on).min().into()
            }),
            column("areas", |row| {
                let drawn = row.drawn_areas.iter().map(|area| Cell::from(&area.name));
                Cell::several(row.areas.iter().map(|code| Cell::region(code)).chain(drawn))
            }),
            column("stars", |row| Cell::hundredths(row.rating_hundredths)),
            column("reviews", |row| row.rating_count.into()),
        ]
    }
}

fn skill(held: &super::SkillLevel) -> Cell {
    Cell::Together(vec![Cell::trade(Trade::Skill, Some(&held.skill)), held.level.into()])
}
