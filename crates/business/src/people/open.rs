//! Opening a technician's profile for a user who has the role.

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Error, Point, Result};
use platform::db::{self, Event, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::queries::TechnicianShown;
use super::record::{Employment, Technician, TechnicianStatus};
use super::skills::{NewCertificate, SkillLevel};
use crate::identity::{AppUser, Role, Unit};

/// Minutes on site a day when nothing else is said: eight hours.
pub const DAILY_MINUTES: i64 = 480;

/// A technician's profile as it is opened.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTechnician {
    pub user_id: UserId,
    /// By default the user's own unit.
    pub unit_id: Option<UnitId>,
    /// 1 apprentice … 5 master; 2 unless said otherwise.
    pub grade: Option<i64>,
    pub employment: Option<Employment>,
    /// Minutes on site a day at most; 480 unless said otherwise.
    pub daily_minutes_max: Option<i64>,
    /// Where the day starts; the unit's place unless said otherwise.
    pub start_place: Option<Point>,
    #[serde(default)]
    pub skills: Vec<SkillLevel>,
    #[serde(default)]
    pub certificates: Vec<NewCertificate>,
    /// Codes of the districts served.
    #[serde(default)]
    pub areas: Vec<String>,
}

pub(super) fn check_profile(check: &mut Check, grade: Option<i64>, daily: Option<i64>, place: Option<Point>) {
    check
        .that(grade.is_none_or(|grade| (1..=5).contains(&grade)), "grade", "field.not_a_choice")
        .that(daily.is_none_or(|minutes| (0..=1_440).contains(&minutes)), "daily_minutes_max", "field.out_of_range")
        .that(place.is_none_or(Point::is_on_earth), "start_place", "field.not_a_place");
}

/// Opens the profile of a user with the role technician, with what they can do and where.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown or hidden user or unit; `Refused("technician.role_missing")`,
/// `Refused("technician.unit_missing")`, `Refused("technician.exists")`.
pub async fn open_technician(tx: &Tx, new: NewTechnician) -> Result<Technician> {
    let mut check = Check::new();
    check_profile(&mut check, new.grade, new.daily_minutes_max, new.start_place);
    check.done()?;
    let user: AppUser = db::get(tx, new.user_id).await?;
    if !user.roles.contains(&Role::Technician) {
        return Err(Error::refused("technician.role_missing"));
    }
    let unit_id = new.unit_id.or(user.unit_id).ok_or_else(|| Error::refused("technician.unit_missing"))?;
    if !tx.actor().scope.covers(Some(unit_id)) {
        return Err(Error::NotFound("unit"));
    }
    let unit: Unit = db::get(tx, unit_id).await?;
    let technician = Technician {
        id: user.id,
        name: user.name,
        unit_id,
        grade: new.grade.unwrap_or(2),
        employment: new.employment.unwrap_or(Employment::Employed),
        daily_minutes_max: new.daily_minutes_max.unwrap_or(DAILY_MINUTES),
        start_place: new.start_place.or(unit.place),
        last_place: None,
        last_place_at: None,
        rating_total: 0,
        rating_count: 0,
        status: TechnicianStatus::Active,
        created_at: tx.now(),
        version: 1,
    };
    let technician = db::insert(tx, technician).await.map_err(|error| {
        if db::is_duplicate(&error, &["technician_pkey", "technician.id"]) {
            return Error::refused("technician.exists");
        }
        error
    })?;
    let data = json!({ "employment": technician.employment, "grade": technician.grade });
    tx.record(event("technician.opened", &technician).with(data)).await?;
    if !new.skills.is_empty() {
        super::set_skills(tx, technician.id, new.skills).await?;
    }
    if !new.certificates.is_empty() {
        super::set_certificates(tx, technician.id, new.certificates).await?;
    }
    if !new.areas.is_empty() {
        super::set_areas(tx, technician.id, new.areas).await?;
    }
    Ok(technician)
}

/// An event about a technician, seen by their unit and by themselves.
pub(super) fn event(kind: &'static str, technician: &Technician) -> Event {
    Event::new(kind).in_unit(Some(technician.unit_id)).about(technician.id).concerning(Some(technician.id))
}

pub(super) async fn open(tx: &Tx, _: (), new: NewTechnician) -> Result<TechnicianShown> {
    let technician = open_technician(tx, new).await?;
    super::queries::shown(tx, technician).await
}
