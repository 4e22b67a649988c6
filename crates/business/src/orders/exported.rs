//! The pool as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::queries::{OrderFilter, OrderRow, pool};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, Trade, column};

pub struct Orders;

impl Listed for Orders {
    const LIST: &'static str = "orders";
    const MAY: Permission = may::ORDERS_READ;
    const TAKEN_BY: Permission = may::EXPORTS_DAILY;
    const IS_PERSONAL: bool = true;
    type Asked = OrderFilter;
    type Row = OrderRow;

    async fn page(view: &View, asked: OrderFilter, reach: Reach) -> Result<Page<OrderRow>> {
        pool(view, asked, Some(reach.into())).await
    }

    fn columns() -> Vec<Column<OrderRow>> {
        vec![
            column("order", |row| (&row.number).into()),
            column("order_type", |row| Cell::trade(Trade::OrderType, Some(&row.r#type))),
            column("phase", |row| Cell::code(row.phase)),
            column("urgency", |row| Cell::code(row.urgency)),
            column("channel", |row| Cell::code(row.channel)),
            column("customer", |row| row.customer.as_ref().map_or(&row.contact_name, |customer| &customer.name).into()),
            column("contact", |row| (&row.contact_name).into()),
            column("phone", |row| Cell::phone(row.phone.as_deref())),
            column("region", |row| Cell::region(&row.region)),
            column("address", |row| row.address.clone().into()),
            column("category", |row| Cell::category(&row.category)),
            column("fault", |row| Cell::trade(Trade::Fault, row.fault.as_deref())),
            column("subject", |row| (&row.subject).into()),
            column("warranty", |row| Cell::code_of(row.warranty)),
            column("unit", |row| row.unit_id.into()),
            column("technicians", |row| Cell::several(row.technicians.iter().map(|each| (&each.name).into()))),
            column("window_from", |row| row.visit.as_ref().map_or(row.wanted_from_at, |visit| visit.from_at).into()),
            column("window_to", |row| row.visit.as_ref().map_or(row.wanted_to_at, |visit| visit.to_at).into()),
            column("due_at", |row| row.due_at.into()),
            column("late", |row| row.late.into()),
            column("hold_reason", |row| Cell::trade(Trade::HoldReason, row.hold_reason.as_deref())),
            column("chased", |row| row.chased.into()),
            column("repeat", |row| row.repeat.into()),
            column("opened_at", |row| row.opened_at.into()),
            column("finished_at", |row| row.finished_at.into()),
        ]
    }
}
