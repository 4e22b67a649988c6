//! `GET /report-checks/{company}/{code}`: whether a report is genuine, for whoever holds it. It tells nothing of what the report says.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::id::TenantId;
use kernel::{Error, Lang, Moment, Result};
use platform::db::{self, Sql};
use platform::http::{App, input, problem, via_of};
use schemars::JsonSchema;
use serde::Serialize;

use super::issue::{CODE_LENGTH, newest};
use super::queries::grouped;
use super::record::ServiceReport;
use crate::identity::{self, Company};
use crate::orders::WorkOrder;

/// Questions about one company from one address in a minute: a code has 2^60 possibilities.
const PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Beyond so many addresses, those that have long been quiet are forgotten.
const ADDRESSES_MAX: usize = 50_000;

/// What is known of a report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportCheck {
    pub company: String,
    pub order_number: String,
    pub code: String,
    pub version: i64,
    pub issued_at: Moment,
    /// No newer version has replaced it.
    pub is_current: bool,
    /// The newest version, and when it was issued.
    pub newest_version: i64,
    pub newest_issued_at: Moment,
    /// The company's zone, in which the moments are told.
    pub zone: String,
}

pub(super) async fn check(State(app): State<App>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let wants_english =
        parts.headers.get(header::ACCEPT_LANGUAGE).is_some_and(|value| value.as_bytes().starts_with(b"en"));
    let lang = if wants_english { Lang::En } else { Lang::Zh };
    let address = via_of(&app, &parts).address.unwrap_or_default();
    let asked = input::path_of::<(String, String)>(&mut parts).await;
    let answer = match asked {
        Ok((company, code)) => checked(&app, address, &company, &code).await,
        Err(error) => Err(error),
    };
    let mut response = match answer {
        Ok(known) => Json(known).into_response(),
        Err(error) => problem(&error, &app.words, lang),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn checked(app: &App, address: String, company: &str, code: &str) -> Result<ReportCheck> {
    let db = app.db_before_sign_in();
    let company = identity::by_code(db, company).await?;
    if !may_ask(address, company.as_ref()) {
        return Err(Error::TooMany { code: "report.too_many_checks", retry_after_seconds: 60 });
    }
    let not_found = || Error::NotFound("report");
    let code = plain(code).ok_or_else(not_found)?;
    let company = company.ok_or_else(not_found)?;
    let view = db.read(identity::system_actor(&company, "report_check", app.clock.now()));
    let sql = Sql::new("SELECT * FROM service_report WHERE tenant_id = ? AND code = ?");
    let report: Option<ServiceReport> = db::select_one(&view, sql.bind(company.id).bind(code)).await?;
    let report = report.ok_or_else(not_found)?;
    let order: WorkOrder = db::get(&view, report.order_id).await?;
    let last = newest(&view, report.order_id).await?.ok_or_else(not_found)?;
    Ok(ReportCheck {
        company: company.name,
        order_number: order.number,
        code: grouped(&report.code),
        version: report.number,
        issued_at: report.issued_at,
        is_current: last.number == report.number,
        newest_version: last.number,
        newest_issued_at: last.issued_at,
        zone: company.zone.name().to_owned(),
    })
}

/// The code as it is kept, however it was typed: in small letters, in groups, with O for 0 and I or L for 1.
fn plain(code: &str) -> Option<String> {
    let kept = code.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let kept: String = kept.take(CODE_LENGTH + 1).collect();
    (kept.len() == CODE_LENGTH).then_some(kept)
}

/// Counts a question. Companies that do not exist are one: otherwise every invented name would be asked anew, and remembered.
fn may_ask(address: String, company: Option<&Company>) -> bool {
    static ASKED: LazyLock<DefaultKeyedRateLimiter<(String, Option<TenantId>)>> =
        LazyLock::new(|| RateLimiter::keyed(Quota::per_minute(PER_MINUTE)));
    if ASKED.len() > ADDRESSES_MAX {
        ASKED.retain_recent();
    }
    ASKED.check_key(&(address, company.map(|company| company.id))).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_understood_as_people_type_it() {
        assert_eq!(plain("7f3k-9q2m-4x8w").as_deref(), Some("7F3K9Q2M4X8W"));
        assert_eq!(plain("7F3K 9Q2M OIL8").as_deref(), Some("7F3K9Q2M0118"));
        assert_eq!(plain("7f3k"), None);
        assert_eq!(plain("7F3K9Q2M4X8W7"), None);
    }
}
