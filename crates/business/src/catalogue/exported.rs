//! Products and brands as sheets.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::brands::{self, BrandShown};
use super::products::{self, ProductFilter, ProductShown};
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, column};

pub struct Products;

impl Listed for Products {
    const LIST: &'static str = "products";
    const MAY: Permission = may::CATALOGUE_READ;
    type Asked = ProductFilter;
    type Row = ProductShown;

    async fn page(view: &View, asked: ProductFilter, _: Reach) -> Result<Page<ProductShown>> {
        products::list(view, (), asked).await
    }

    fn columns() -> Vec<Column<ProductShown>> {
        vec![
            column("product_code", |row| (&row.code).into()),
            column("product", |row| (&row.name).into()),
            column("brand", |row| row.brand.clone().into()),
            column("category", |row| Cell::category(&row.category)),
            column("model", |row| row.model.clone().into()),
            column("price", |row| row.price_minor.into()),
            column("status", |row| Cell::code(row.status)),
            column("created_at", |row| row.created_at.into()),
        ]
    }
}

pub struct Brands;

impl Listed for Brands {
    const LIST: &'static str = "brands";
    const MAY: Permission = may::CATALOGUE_READ;
    type Asked = brands::BrandFilter;
    type Row = BrandShown;

    async fn page(view: &View, asked: brands::BrandFilter, _: Reach) -> Result<Page<BrandShown>> {
        brands::list(view, (), asked).await
    }

    fn columns() -> Vec<Column<BrandShown>> {
        vec![
            column("brand", |row| (&row.name).into()),
            column("merged", |row| row.merged_into.is_some().into()),
            column("created_at", |row| row.created_at.into()),
        ]
    }
}
