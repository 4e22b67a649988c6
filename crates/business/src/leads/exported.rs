//! Leads as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::queries::{LeadFilter, LeadRow, list_at};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

pub struct Leads;

impl Listed for Leads {
    const LIST: &'static str = "leads";
    const MAY: Permission = may::LEADS_READ;
    const IS_PERSONAL: bool = true;
    type Asked = LeadFilter;
    type Row = LeadRow;

    async fn page(view: &View, asked: LeadFilter, reach: Reach) -> Result<Page<LeadRow>> {
        list_at(view, asked, reach.into()).await
    }

    fn columns() -> Vec<Column<LeadRow>> {
        vec![
            column("name", |row| (&row.name).into()),
            column("phone", |row| Cell::phone(row.phone.as_deref())),
            column("status", |row| Cell::code(row.status)),
            column("lead_source", |row| Cell::code(row.source)),
            column("category", |row| Cell::several(row.categories.iter().map(|code| Cell::category(code)))),
            column("product", |row| Cell::several(row.products.iter().map(|each| (&each.name).into()))),
            column("budget", |row| row.budget_minor.into()),
            column("wanted_on", |row| row.wanted_on.into()),
            column("guide", |row| (&row.guide_name).into()),
            column("unit", |row| row.unit_id.into()),
            column("next_contact_on", |row| row.next_on.into()),
            column("contacted_at", |row| row.contacted_at.into()),
            column("quoted_at", |row| row.quoted_at.into()),
            column("lost_reason", |row| Cell::code_of(row.lost_reason)),
            column("lost_note", |row| (&row.lost_note).into()),
            column("customer", |row| row.customer_id.into()),
            column("sale", |row| row.sale_id.into()),
            column("closed_at", |row| row.closed_at.into()),
            column("note", |row| (&row.note).into()),
            column("came_at", |row| row.created_at.into()),
        ]
    }
}
