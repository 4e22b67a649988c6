//! A customer complains by a link (G4): it becomes an exception at once, with somebody whose it is and a next step.

use kernel::id::{UnitId, UserId};
use kernel::{Id, Lang, Moment, Result};
use platform::db::{self, Event, Sql, Tx, View};
use serde_json::json;

use super::exceptions::ExceptionKind;
use super::record::{Case, CaseId};
use crate::calendar;
use crate::identity::{Role, UserStatus};
use crate::portal::{self, Complained, CustomerWords, Written};

/// Working minutes until somebody has to have called.
const ANSWER_MINUTES: i64 = 240;

/// `POST /portal/complaints`
///
/// # Errors
/// `portal.no_order`; `Invalid` by field.
pub(super) async fn complain(tx: &Tx, (): (), body: CustomerWords) -> Result<Written> {
    let Complained { order, complaint, written, tx } = portal::complain(tx, body).await?;
    let known = Sql::new(
        "SELECT * FROM exception_case WHERE tenant_id = ? AND kind = ? AND order_id = ? AND since_at = ? LIMIT 1",
    );
    let known = known.bind(tx.actor().tenant).bind(ExceptionKind::Complaint).bind(order.id).bind(complaint.made_at);
    if db::select_one::<Case>(&tx, known).await?.is_some() {
        return Ok(written);
    }
    let owner_id = owner(&tx, order.unit_id).await?;
    let next_step = if tx.actor().lang == Lang::En { "Call the customer" } else { "联系客户，了解情况" };
    let case = Case {
        id: CaseId::new(),
        kind: ExceptionKind::Complaint,
        order_id: order.id,
        visit_key: String::new(),
        since_at: complaint.made_at,
        owner_id,
        next_step: next_step.to_owned(),
        next_step_at: Some(due(&tx, complaint.made_at).await?),
        handled_by: tx.actor().user,
        handled_at: tx.now(),
        settled_by: None,
        settled_at: None,
        note: String::new(),
        version: 1,
    };
    let case = db::insert(&tx, case).await?;
    let event = Event::new("exception.opened").in_unit(order.unit_id).about(order.id).about(case.id);
    let data = json!({ "kind": case.kind, "owner": case.owner_id, "next_step_at": case.next_step_at });
    tx.record(event.concerning(owner_id).with(data)).await?;
    Ok(written)
}

/// By the company's working time; by the clock where it has none in the coming weeks.
async fn due(view: &View, at: Moment) -> Result<Moment> {
    let calendar = calendar::of_company(view).await?;
    Ok(calendar.plus_working_minutes(at, ANSWER_MINUTES).unwrap_or_else(|_| at.plus_minutes(ANSWER_MINUTES)))
}

/// Whose a complaint is until somebody says otherwise: quality's before a manager's, of the order's unit before others; nobody's where the
/// company has neither.
async fn owner(view: &View, unit: Option<UnitId>) -> Result<Option<UserId>> {
    let sql = Sql::new(
        "SELECT id FROM app_user WHERE tenant_id = ? AND status = ? AND (roles LIKE ? OR roles LIKE ?)
         ORDER BY CASE WHEN roles LIKE ? THEN 0 ELSE 1 END",
    );
    let (quality, manager) = (format!("%\"{}\"%", Role::Quality), format!("%\"{}\"%", Role::Manager));
    let sql = sql.bind(view.actor().tenant).bind(UserStatus::Active).bind(quality.clone()).bind(manager).bind(quality);
    let sql = match unit {
        Some(unit) => sql.push(", CASE WHEN unit_id = ? THEN 0 ELSE 1 END").bind(unit),
        None => sql,
    };
    Ok(view.column(sql.push(", id LIMIT 1")).await?.first().copied())
}
