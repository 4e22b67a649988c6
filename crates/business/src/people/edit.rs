//! Changing a technician's profile: unit, grade, employment, daily cap, start place, status.

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Error, Point, Result};
use platform::db::{self, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::open::{check_profile, event};
use super::queries::{TechnicianShown, get_visible, shown};
use super::record::{Employment, Technician, TechnicianStatus};
use crate::identity::Unit;

/// What changes; absent fields stay.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChangeTechnician {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employment: Option<Employment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_minutes_max: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_place: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TechnicianStatus>,
}

/// Changes a profile. A suspended technician keeps what was accepted and is offered nothing new.
///
/// # Errors
/// `Invalid` by field; `NotFound` for a technician or unit outside the scope; `Stale`.
pub async fn change(tx: &Tx, id: UserId, body: ChangeTechnician) -> Result<TechnicianShown> {
    let mut check = Check::new();
    check_profile(&mut check, body.grade, body.daily_minutes_max, body.start_place);
    check.done()?;
    let was = get_visible(tx, id).await?;
    tx.said().as_seen("technician", was.version)?;
    if let Some(unit) = body.unit_id {
        if !tx.actor().scope.covers(Some(unit)) {
            return Err(Error::NotFound("unit"));
        }
        db::get::<Unit>(tx, unit).await?;
    }
    // where somebody lives is nobody's reading in the trail
    let told = serde_json::to_value(ChangeTechnician { start_place: None, ..body.clone() }).map_err(Error::bug)?;
    let technician = Technician {
        unit_id: body.unit_id.unwrap_or(was.unit_id),
        grade: body.grade.unwrap_or(was.grade),
        employment: body.employment.unwrap_or(was.employment),
        daily_minutes_max: body.daily_minutes_max.unwrap_or(was.daily_minutes_max),
        start_place: body.start_place.or(was.start_place),
        status: body.status.unwrap_or(was.status),
        ..was
    };
    let technician = db::update(tx, technician).await?;
    tx.record(event("technician.changed", &technician).with(told)).await?;
    shown(tx, technician).await
}
