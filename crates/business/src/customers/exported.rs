//! Customers and their machines as sheets.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::asset_file::AssetShown;
use super::list::{AssetFilter, CustomerFilter, CustomerListed, assets, customers_at};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

pub struct Customers;

impl Listed for Customers {
    const LIST: &'static str = "customers";
    const MAY: Permission = may::CUSTOMERS_READ;
    const TAKEN_BY: Permission = may::EXPORTS_DAILY;
    const IS_PERSONAL: bool = true;
    type Asked = CustomerFilter;
    type Row = CustomerListed;

    async fn page(view: &View, asked: CustomerFilter, reach: Reach) -> Result<Page<CustomerListed>> {
        customers_at(view, asked, reach.into()).await
    }

    fn columns() -> Vec<Column<CustomerListed>> {
        vec![
            column("customer_number", |row| (&row.customer.number).into()),
            column("customer", |row| (&row.customer.name).into()),
            column("customer_kind", |row| Cell::code(row.customer.kind)),
            column("phone", |row| Cell::phone(row.customer.phone.as_deref())),
            column("address", |row| row.address.clone().into()),
            column("assets_count", |row| row.assets_count.into()),
            column("unit", |row| row.customer.unit_id.into()),
            column("guide", |row| row.customer.guide_id.into()),
            column("note", |row| (&row.customer.note).into()),
            column("created_at", |row| row.customer.created_at.into()),
        ]
    }
}

pub struct Assets;

impl Listed for Assets {
    const LIST: &'static str = "assets";
    const MAY: Permission = may::ASSETS_READ;
    type Asked = AssetFilter;
    type Row = AssetShown;

    async fn page(view: &View, asked: AssetFilter, _: Reach) -> Result<Page<AssetShown>> {
        assets(view, (), asked).await
    }

    fn columns() -> Vec<Column<AssetShown>> {
        vec![
            column("serial", |row| row.serial.clone().into()),
            column("asset", |row| (&row.name).into()),
            column("brand", |row| row.brand.clone().into()),
            column("product", |row| row.product_id.into()),
            column("category", |row| Cell::category(&row.category)),
            column("status", |row| Cell::code(row.status)),
            column("customer", |row| row.customer_id.into()),
            column("produced_on", |row| row.produced_on.into()),
            column("sold_on", |row| row.sold_on.into()),
            column("installed_on", |row| row.installed_on.into()),
            column("extended_months", |row| row.extended_months.into()),
            column("warranty_until", |row| row.warranty_until.into()),
            column("warranty", |row| Cell::code(row.warranty)),
            column("created_at", |row| row.created_at.into()),
        ]
    }
}
