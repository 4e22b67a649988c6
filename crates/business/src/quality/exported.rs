//! Reviews as a sheet.

use kernel::{Page, Permission, Result};
use platform::db::View;

use super::queries::{ReviewFilter, list};
use super::review::ReviewShown;
use crate::identity::may;
use crate::listed::{Cell, Column, Listed, Reach, Trade, column};

pub struct Reviews;

impl Listed for Reviews {
    const LIST: &'static str = "reviews";
    const MAY: Permission = may::REVIEWS_READ;
    type Asked = ReviewFilter;
    type Row = ReviewShown;

    async fn page(view: &View, asked: ReviewFilter, _: Reach) -> Result<Page<ReviewShown>> {
        list(view, (), asked).await
    }

    fn columns() -> Vec<Column<ReviewShown>> {
        vec![
            column("order", |row| row.order_id.into()),
            column("technician", |row| row.technician_id.into()),
            column("stars", |row| row.stars.into()),
            column("below_standard", |row| row.below_standard.into()),
            column("tags", |row| Cell::several(row.tags.iter().map(|tag| Cell::trade(Trade::ReviewTag, Some(tag))))),
            column("review_words", |row| (&row.words).into()),
            column("nps", |row| row.nps.into()),
            column("channel", |row| Cell::code(row.channel)),
            column("given_at", |row| row.given_at.into()),
        ]
    }
}
