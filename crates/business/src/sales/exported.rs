//! Sales as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::queries::{SaleFilter, SaleRow, list};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

pub struct Sales;

impl Listed for Sales {
    const LIST: &'static str = "sales";
    const MAY: Permission = may::SALES_READ;
    type Asked = SaleFilter;
    type Row = SaleRow;

    async fn page(view: &View, asked: SaleFilter, _: Reach) -> Result<Page<SaleRow>> {
        list(view, (), asked).await
    }

    fn columns() -> Vec<Column<SaleRow>> {
        vec![
            column("sale", |row| (&row.number).into()),
            column("status", |row| Cell::code(row.status)),
            column("customer", |row| (&row.customer_name).into()),
            column("unit", |row| row.unit_id.into()),
            column("guide", |row| row.guide_id.into()),
            column("sold_on", |row| row.sold_on.into()),
            column("total", |row| row.total_minor.into()),
            column("deposit", |row| row.deposit_minor.into()),
            column("prepared_at", |row| row.prepared_at.into()),
            column("shipped_at", |row| row.shipped_at.into()),
            column("delivered_at", |row| row.delivered_at.into()),
            column("installed_at", |row| row.installed_at.into()),
            column("accepted_at", |row| row.accepted_at.into()),
            column("cancelled_at", |row| row.cancelled_at.into()),
            column("note", |row| (&row.note).into()),
            column("created_at", |row| row.created_at.into()),
        ]
    }
}
