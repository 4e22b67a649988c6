//! Handling an exception: whose it is and what is done next; settling it, and opening it again.

use kernel::error::{Check, FieldError};
use kernel::id::UserId;
use kernel::{Error, Id, Moment, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::exceptions::{ExceptionKind, found};
use super::record::{Case, CaseId};
use crate::identity::{AppUser, UserStatus};
use crate::nouns::{OrderId, VisitId};
use crate::orders;

/// Which exception: as the list tells it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandleException {
    pub kind: ExceptionKind,
    pub order_id: OrderId,
    pub visit_id: Option<VisitId>,
    pub since: Moment,
    /// Whose it is; nobody's without.
    pub owner_id: Option<UserId>,
    #[serde(default)]
    pub next_step: String,
    /// Until when the next step is to be done.
    pub next_step_at: Option<Moment>,
}

/// An exception that is done with.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleException {
    pub kind: ExceptionKind,
    pub order_id: OrderId,
    pub visit_id: Option<VisitId>,
    pub since: Moment,
    /// How it was settled.
    #[serde(default)]
    pub note: String,
    /// It is not settled after all.
    #[serde(default)]
    pub reopen: bool,
}

/// What becomes of an exception.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CaseShown {
    pub id: CaseId,
    pub owner_id: Option<UserId>,
    pub owner_name: Option<String>,
    pub next_step: String,
    pub next_step_at: Option<Moment>,
    pub handled_by: UserId,
    pub handled_by_name: Option<String>,
    pub handled_at: Moment,
    pub settled_by: Option<UserId>,
    pub settled_by_name: Option<String>,
    pub settled_at: Option<Moment>,
    pub note: String,
    pub version: i64,
}

/// Says whose an exception is and what is done next, at the version seen (`If-Match`; 0 or nothing for one nobody handled yet).
///
/// # Errors
/// `NotFound`; `Refused("exception.gone")` when it is none any longer; `Refused("exception.settled")`; `Stale`; `Invalid` by field.
pub(super) async fn handle(tx: &Tx, (): (), body: HandleException) -> Result<CaseShown> {
    let mut check = Check::new();
    check.at_most("next_step", &body.next_step, 500);
    if let Some(owner) = body.owner_id {
        let user = db::find::<AppUser>(tx, owner).await?;
        if user.is_none_or(|user| user.status != UserStatus::Active) {
            check.note(FieldError::new("owner_id", "field.not_a_choice"));
        }
    }
    check.done()?;
    let which = Which { kind: body.kind, order_id: body.order_id, visit_id: body.visit_id, since: body.since };
    let case = which.case(tx).await?;
    if case.settled_at.is_some() {
        return Err(Error::refused("exception.settled"));
    }
    let case = Case {
        owner_id: body.owner_id,
        next_step: kernel::text::tidy(&body.next_step, false),
        next_step_at: body.next_step_at,
        ..case
    };
    let data = json!({ "kind": case.kind, "owner": case.owner_id, "next_step_at": case.next_step_at });
    kept(tx, &which, case, Event::new("exception.handled").with(data)).await
}

/// Settles an exception: it leaves the inbox, and comes back only when it arises anew.
///
/// # Errors
/// As [`handle`].
pub(super) async fn settle(tx: &Tx, (): (), body: SettleException) -> Result<CaseShown> {
    let mut check = Check::new();
    check.at_most("note", &body.note, 500);
    check.done()?;
    let which = Which { kind: body.kind, order_id: body.order_id, visit_id: body.visit_id, since: body.since };
    let case = which.case(tx).await?;
    if case.settled_at.is_some() != body.reopen {
        return Err(Error::refused(if body.reopen { "exception.not_settled" } else { "exception.settled" }));
    }
    let (at, by) = if body.reopen { (None, None) } else { (Some(tx.now()), Some(tx.actor().user)) };
    let case = Case { settled_at: at, settled_by: by, note: kernel::text::tidy(&body.note, true), ..case };
    let event = if body.reopen { Event::new("exception.reopened") } else { Event::new("exception.settled") };
    let event = event.with(json!({ "kind": case.kind }));
    kept(tx, &which, case, event).await
}

struct Which {
    kind: ExceptionKind,
    order_id: OrderId,
    visit_id: Option<VisitId>,
    since: Moment,
}

impl Which {
    fn visit_key(&self) -> String {
        self.visit_id.map(|id| id.to_string()).unwrap_or_default()
    }
    /// The case there is, or a new one for an exception that stands; at the version seen.
    async fn case(&self, tx: &Tx) -> Result<Case> {
        orders::get_visible(tx, self.order_id).await?;
        let sql = Sql::new(
            "SELECT * FROM exception_case WHERE tenant_id = ? AND kind = ? AND order_id = ? AND visit_key = ? AND since_at = ?",
        )
        .bind(tx.actor().tenant)
        .bind(self.kind)
        .bind(self.order_id)
        .bind(self.visit_key())
        .bind(self.since);
        let known: Option<Case> = db::select_one(tx, sql).await?;
        tx.said().as_seen("exception_case", known.as_ref().map_or(0, |case| case.version))?;
        match known {
            Some(case) => Ok(case),
            None if found(tx, self.kind, (self.order_id, self.visit_id, self.since)).await? => Ok(self.fresh(tx)),
            None => Err(Error::refused("exception.gone")),
        }
    }
    fn fresh(&self, tx: &Tx) -> Case {
        Case {
            id: CaseId::new(),
            kind: self.kind,
            order_id: self.order_id,
            visit_key: self.visit_key(),
            since_at: self.since,
            owner_id: None,
            next_step: String::new(),
            next_step_at: None,
            handled_by: tx.actor().user,
            handled_at: tx.now(),
            settled_by: None,
            settled_at: None,
            note: String::new(),
            version: 0,
        }
    }
}

async fn kept(tx: &Tx, which: &Which, case: Case, event: Event) -> Result<CaseShown> {
    let case = Case { handled_by: tx.actor().user, handled_at: tx.now(), ..case };
    let case = if case.version == 0 {
        db::insert(tx, case).await.map_err(|error| {
            // somebody else takes it at this moment
            let taken = db::is_duplicate(&error, &["exception_case_once", "exception_case.kind"]);
            if taken { Error::Stale { noun: "exception_case", current: 1 } } else { error }
        })?
    } else {
        db::update(tx, case).await?
    };
    let order = orders::get_visible(tx, which.order_id).await?;
    let event = event.in_unit(order.unit_id).about(case.order_id).about(case.id).about_some(which.visit_id);
    tx.record(event.concerning(case.owner_id)).await?;
    super::exceptions::case_of(tx, &case).await
}
