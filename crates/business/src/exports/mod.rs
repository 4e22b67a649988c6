//! Exports: every list that the console shows, taken away as an Excel file by the server: by the list's own query, right, scope and masks, and
//! with a line in the log of who took what (M3, M5).
//!
//! ```text
//! a room's exported.rs ──Listed──► sheet (page by page) ──► names (ids and codes into words) ──► .xlsx
//!                                                                    └─► event export.made
//! ```
//! A new list is one line below; a new column is one line in its room. Who takes every list away takes it whole; a desk or a dispatcher
//! takes the pool and the customers, masked, so many rows a day (`day`).

mod asked;
mod day;
mod http;
mod names;
mod progress;
mod sheet;

use axum::routing::post;
use platform::http::{May, Op, Routes};

use crate::identity::may;
use crate::listed::Listed;
use crate::{
    catalogue, customers, identity, imports, insight, leads, money, notices, orders, people, quality, sales, webhooks,
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

macro_rules! lists {
    ($($list:ty => $path:literal $id:literal $what:literal),+ $(,)?) => {
        fn every_list(routes: &mut Routes) {
            $(list::<$list>(routes, Op::post($path, $id, May::With(<$list>::TAKEN_BY), $what));)+
        }
        /// Every list with the headings of its columns.
        #[cfg(test)]
        fn headings() -> Vec<(&'static str, Vec<&'static str>)> {
            vec![$((<$list>::LIST, <$list>::columns().iter().map(|column| column.heading).collect())),+]
        }
    };
}

lists! {
    orders::exported::Orders => "/exports/orders" "exportOrders" "The pool as a sheet.",
    customers::exported::Customers => "/exports/customers" "exportCustomers" "Customers as a sheet.",
    customers::exported::Assets => "/exports/assets" "exportAssets" "Machines as a sheet.",
    people::exported::Technicians => "/exports/technicians" "exportTechnicians" "Technicians as a sheet.",
    catalogue::exported::Products => "/exports/products" "exportProducts" "Products as a sheet.",
    catalogue::exported::Brands => "/exports/brands" "exportBrands" "Brands as a sheet.",
    identity::exported::Users => "/exports/users" "exportUsers" "Users as a sheet.",
    identity::exported::Audit => "/exports/audit" "exportAudit" "The audit log as a sheet.",
    sales::exported::Sales => "/exports/sales" "exportSales" "Sales as a sheet.",
    quality::exported::Reviews => "/exports/reviews" "exportReviews" "Reviews as a sheet.",
    money::exported::Postings => "/exports/ledger" "exportLedger" "The ledger's postings as a sheet.",
    money::exported::TrialBalance => "/exports/trial_balance" "exportTrialBalance" "The accounts' sums as a sheet.",
    money::exported::Prices => "/exports/prices" "exportPrices" "The price list as a sheet.",
    insight::exported::ExceptionsList => "/exports/exceptions" "exportExceptions" "Exceptions as a sheet.",
    insight::exported::Failures => "/exports/failures" "exportFailures" "What is repaired most, as a sheet.",
    insight::exported::Ranking => "/exports/ranking" "exportRanking" "The ranking of technicians as a sheet.",
    insight::exported::Productivity => "/exports/productivity" "exportProductivity" "What technicians got done, as a sheet.",
    insight::exported::Areas => "/exports/areas" "exportAreas" "Work and time by district, as a sheet.",
    insight::exported::PartUse => "/exports/part_use" "exportPartUse" "Parts that were fitted, as a sheet.",
    insight::exported::Repeats => "/exports/repeats" "exportRepeats" "Repeats with their money, as a sheet.",
    insight::exported::Satisfaction => "/exports/satisfaction" "exportSatisfaction" "How customers judged, as a sheet.",
    insight::exported::Margin => "/exports/margin" "exportMargin" "Income, cost and margin, as a sheet.",
    notices::exported::Notices => "/exports/notices" "exportNotices" "The outbox as a sheet.",
    imports::exported::Imports => "/exports/imports" "exportImports" "Import runs as a sheet.",
    leads::exported::Leads => "/exports/leads" "exportLeads" "Leads as a sheet.",
    money::exported::Expenses => "/exports/expenses" "exportExpenses" "What visits cost on the way, as a sheet.",
    identity::exported::Units => "/exports/units" "exportUnits" "Units as a sheet.",
    identity::exported::Keys => "/exports/api_keys" "exportApiKeys" "API keys as a sheet, without their secrets.",
    webhooks::exported::Deliveries => "/exports/deliveries" "exportDeliveries" "A webhook's log as a sheet.",
}

pub fn routes(routes: &mut Routes) {
    every_list(routes.room("exports"));
    routes.query(
        Op::get(
            "/exports/{key}/progress",
            "exportProgress",
            May::With(may::EXPORTS_DAILY),
            "How many rows a running export has written.",
        ),
        progress::read,
    );
    let day =
        Op::get("/exports/day", "exportDay", May::With(may::EXPORTS_DAILY), "What the caller may take away today.");
    routes.query(day, day::read);
}

fn list<L: Listed>(routes: &mut Routes, mut op: Op) {
    op.shape.query = Some(routes.schema::<L::Asked>());
    op.shape.body = Some(routes.schema::<asked::ExportAsked>());
    op.shape.is_command = true;
    routes.raw(op.answers(XLSX), post(http::export::<L>));
}

#[cfg(test)]
mod tests;
