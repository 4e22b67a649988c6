//! Service reports (图文完工报告): what was found, done and charged on an order, frozen when issued and printed as a PDF (D12).
//!
//! ```text
//! order finished or closed ─chore─┐
//! POST /orders/{id}/reports ──────┴► facts gathered ─► same as the last version's? nothing : version n + 1
//! GET …/reports/{version} ─► facts ─► sheet in the reader's language ─► crate report ─► PDF (off the async threads, kept in memory)
//! QR code ─► /c/check/{company}/{code} ─► GET /report-checks: issued when, current or replaced; nothing of what it says
//! ```
//! A quote is printed as its customer reads it ([`quote`]). A version never changes. Erasing the customer takes its facts away: then it is known that there was one, and nothing else.
//! Door: [`issue_due`], a chore.

mod check;
mod facts;
mod gather;
mod issue;
mod pdf;
mod queries;
mod quote;
pub mod record;
mod sheet;
#[cfg(test)]
mod tests;

pub use issue::issue_due;
pub use record::*;

use axum::routing::get;
use platform::http::{May, Op, Routes};

use crate::identity::may;

const PDF: &str = "application/pdf";

pub fn routes(routes: &mut Routes) {
    let (read, issued) = (May::With(may::ORDERS_READ), May::With(may::REPORTS_ISSUE));
    let by_link = May::With(may::PORTAL_ACT);
    routes
        .room("reports")
        .command(
            Op::post("/orders/{id}/reports", "issueReport", issued, "Issues a report of the order as it is now.")
                .creates(),
            issue::issue,
        )
        .query(
            Op::get("/orders/{id}/reports", "listOrderReports", read, "The reports of an order, newest first."),
            queries::of_order,
        )
        .raw(
            Op::get(
                "/orders/{id}/reports/{version}",
                "readOrderReport",
                read,
                "A report as a PDF; `lang` is zh-CN or en.",
            )
            .answers(PDF),
            get(pdf::of_order),
        )
        .query(
            Op::get(
                "/assets/{id}/reports",
                "listAssetReports",
                May::With(may::ASSETS_READ),
                "The newest reports of the orders about a machine.",
            ),
            queries::of_asset,
        )
        .query(
            Op::get("/portal/reports", "portalReports", by_link, "The reports of the order that the link leads to."),
            queries::of_link,
        )
        .raw(
            Op::get(
                "/portal/reports/{version}",
                "portalReport",
                May::With(may::PORTAL_REPORTS),
                "One of them as a PDF; also by a plain link with its `pass`.",
            )
            .answers(PDF),
            get(pdf::of_link),
        )
        .raw(
            Op::get(
                "/quotes/{id}/paper",
                "quotePaper",
                May::With(may::LEADS_READ),
                "A quote as a PDF; `lang` is zh-CN or en.",
            )
            .answers(PDF),
            get(quote::of_quote),
        )
        .raw(
            Op::get(
                "/portal/quotes/{id}/paper",
                "portalQuotePaper",
                May::With(may::PORTAL_PAPERS),
                "The quote that the link leads to, or its newest version, as a PDF; also by a plain link with its `pass`.",
            )
            .answers(PDF),
            get(quote::of_link),
        );
    let shape = routes.schema::<check::ReportCheck>();
    routes.raw(
        Op::get(
            "/report-checks/{company}/{code}",
            "checkReport",
            May::Anyone("whoever holds a report may ask whether it is genuine"),
            "Whether a report with this code was issued, and whether it is the newest.",
        )
        .gives(shape),
        get(check::check),
    );
}
