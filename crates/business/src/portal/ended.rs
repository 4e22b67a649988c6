//! `GET /portal/service-line/{company}`: whom to call, for whoever holds a link that has ended or leads nowhere. It tells nothing else: the number
//! stands on every page of the company's customers.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::id::UnitId;
use kernel::{Lang, Result};
use platform::db::{Sql, View};
use platform::http::{App, input, problem, via_of};
use schemars::JsonSchema;
use serde::Serialize;

use crate::identity::{self, CompanyStatus, ServiceLine, session};

/// Whom to call.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct WhomToCall {
    /// The company's name, where it has a number.
    pub company: Option<String>,
    pub service_line: Option<ServiceLine>,
}

pub(super) async fn whom_to_call(State(app): State<App>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let wants_english =
        parts.headers.get(header::ACCEPT_LANGUAGE).is_some_and(|value| value.as_bytes().starts_with(b"en"));
    let answer = match input::path_of::<String>(&mut parts).await {
        Ok(company) => match session::may_look(&via_of(&app, &parts)) {
            Ok(()) => known(&app, &company, &parts.headers).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let mut response = match answer {
        Ok(known) => Json(known).into_response(),
        Err(error) => problem(&error, &app.words, if wants_english { Lang::En } else { Lang::Zh }),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Nothing for a company that there is none of, or that has no number.
async fn known(app: &App, company: &str, headers: &HeaderMap) -> Result<WhomToCall> {
    let db = app.db_before_sign_in();
    let company = identity::by_code(db, company).await?.filter(|company| company.status == CompanyStatus::Active);
    let Some(company) = company else { return Ok(WhomToCall::default()) };
    let view = db.read(identity::system_actor(&company, "service_line", app.clock.now()));
    let line = identity::service_line(&view, unit_of(&view, headers).await?).await?;
    Ok(WhomToCall { company: line.is_some().then_some(company.name), service_line: line })
}

/// The outlet of the order that the caller's link led to.
async fn unit_of(view: &View, headers: &HeaderMap) -> Result<Option<UnitId>> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = shown.and_then(|value| value.strip_prefix("Bearer ")).filter(|token| token.starts_with("fll."))
    else {
        return Ok(None);
    };
    let sql = Sql::new(
        "SELECT o.unit_id FROM customer_link l JOIN work_order o ON o.tenant_id = l.tenant_id AND o.id = l.order_id
         WHERE l.tenant_id = ? AND l.token_hash = ? AND o.unit_id IS NOT NULL LIMIT 1",
    );
    let sql = sql.bind(view.actor().tenant).bind(platform::random::sha256_hex(token.as_bytes()));
    let found: Vec<UnitId> = view.column(sql).await?;
    Ok(found.into_iter().next())
}
