//! How many appointments a unit takes in a part of a day: closed, lowered, or open again.

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Day, Error, Id, Moment, Result};
use platform::db::{self, Event, Sql, Tx};
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rules::DayPart;
use crate::identity::Unit;
use crate::nouns::SlotQuotaId;

/// So far ahead quotas are set, in days.
const AHEAD_MAX: i64 = 366;
/// More than this is no quota.
const VISITS_MAX: i64 = 10_000;

record! {
    /// A unit, with all below it, takes no more than so many visits in a part of a day; 0 closes it.
    pub struct SlotQuota in "slot_quota" as "slot_quota" (SlotQuotaId), versioned {
        pub id: SlotQuotaId,
        pub unit_id: UnitId,
        pub day: Day,
        pub part: DayPart,
        pub visits_max: i64,
        pub note: String,
        pub set_by: UserId,
        pub set_at: Moment,
    }
}

/// What is set.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSlotQuota {
    pub unit_id: UnitId,
    /// The first day; all days through `to` where that is said, two months at most.
    pub day: Day,
    #[serde(default)]
    pub to: Option<Day>,
    pub part: DayPart,
    /// Visits at most; 0 closes, none opens again.
    #[serde(default)]
    pub visits_max: Option<i64>,
    /// Why, for colleagues.
    #[serde(default)]
    pub note: String,
}

/// How many days were changed.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct SlotQuotaSet {
    pub days: i64,
}

/// So many days are set in one deed.
const DAYS_MAX: i64 = 62;

/// `PUT /slot-quotas`: what was promised stays promised; from now on no more is.
///
/// # Errors
/// `Invalid` by field; `NotFound` for a unit that is not the actor's.
pub(super) async fn set(tx: &Tx, (): (), body: SetSlotQuota) -> Result<SlotQuotaSet> {
    let to = body.to.unwrap_or(body.day);
    let today = tx.actor().today();
    let mut check = Check::new();
    check
        .that(body.day >= today, "day", "field.in_the_past")
        .that(to <= today.plus_days(AHEAD_MAX), "to", "field.too_far_ahead")
        .that(to >= body.day, "to", "field.ends_before_start")
        .that(to.days_since(body.day) < DAYS_MAX, "to", "field.too_far_ahead")
        .that(body.visits_max.is_none_or(|most| (0..=VISITS_MAX).contains(&most)), "visits_max", "field.too_large")
        .at_most("note", &body.note, 200);
    check.done()?;
    let unit: Unit = db::get(tx, body.unit_id).await?;
    if !tx.actor().scope.covers(Some(unit.id)) {
        return Err(Error::NotFound("unit"));
    }
    let days = to.days_since(body.day) + 1;
    let cleared =
        Sql::new("DELETE FROM slot_quota WHERE tenant_id = ? AND day >= ? AND day <= ? AND unit_id = ? AND part = ?");
    let cleared = cleared.bind(tx.actor().tenant).bind(body.day).bind(to).bind(unit.id).bind(body.part);
    tx.run(cleared).await?;
    if let Some(visits_max) = body.visits_max {
        let quota = |ahead: i64| SlotQuota {
            id: SlotQuotaId::new(),
            unit_id: unit.id,
            day: body.day.plus_days(ahead),
            part: body.part,
            visits_max,
            note: body.note.trim().to_owned(),
            set_by: tx.actor().user,
            set_at: tx.now(),
            version: 1,
        };
        db::insert_all(tx, (0..days).map(quota).collect()).await?;
    }
    let data = json!({ "from_on": body.day, "to_on": to, "part": body.part, "visits_max": body.visits_max,
        "note": body.note.trim() });
    let event = match body.visits_max {
        Some(_) => Event::new("slots.quota_set"),
        None => Event::new("slots.quota_lifted"),
    };
    tx.record(event.in_unit(Some(unit.id)).with(data)).await?;
    Ok(SlotQuotaSet { days })
}
