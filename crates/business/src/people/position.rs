//! Where technicians are: the newest position by time wins, whatever order the phone's batches arrive in.

use kernel::error::Check;
use kernel::id::UserId;
use kernel::time::{DAY, MINUTE};
use kernel::{Error, FieldError, Moment, Point, Result};
use platform::db::{self, Sql, Tx, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::open::event;
use super::record::Technician;
use super::track::{Fix, keep};

/// So many positions in one batch: a day's, one every two minutes.
const BATCH_MAX: usize = 720;

/// Where the phone was, and when by its corrected clock.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    pub lat: f64,
    pub lng: f64,
    pub at: Moment,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Positions {
    pub positions: Vec<Position>,
}

/// The position that stands after the batch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LastPosition {
    pub place: Option<Point>,
    pub at: Option<Moment>,
}

/// Notes where a technician was at a moment, and keeps it in their track; true when it is the newest that is known. Somebody without a
/// profile has no position.
/// The version of the profile stays: positions conflict with nothing. No event of its own, as whoever calls records what happened there.
///
/// # Errors
/// Those of the database.
pub async fn note_position(tx: &Tx, user: UserId, place: Point, at: Moment) -> Result<bool> {
    let sql = Sql::new(
        "UPDATE technician SET last_place = ?, last_place_at = ? WHERE tenant_id = ? AND id = ?
         AND (last_place_at IS NULL OR last_place_at < ?)",
    );
    let sql = sql.bind(place).bind(at).bind(tx.actor().tenant).bind(user).bind(at);
    keep(tx, user, &[Fix { at, place }]).await?;
    Ok(tx.run(sql).await? == 1)
}

/// The profile of the actor, if they are a technician.
///
/// # Errors
/// `Refused("technician.no_profile")`
pub async fn technician_of(view: &View) -> Result<Technician> {
    let found: Option<Technician> = db::find(view, view.actor().user).await?;
    found.ok_or_else(|| Error::refused("technician.no_profile"))
}

/// A batch from the caller's own phone; a position outside Earth or of a wrong clock is refused, an old one only changes nothing.
pub(super) async fn note_own(tx: &Tx, _: (), body: Positions) -> Result<LastPosition> {
    let mut check = Check::new();
    if body.positions.len() > BATCH_MAX {
        check.note(FieldError::new("positions", "field.too_many").with("max", BATCH_MAX));
    }
    for (at, each) in body.positions.iter().enumerate() {
        let path = format!("positions[{at}]");
        let in_time = each.at <= tx.now() + 10 * MINUTE && each.at >= tx.now() + -30 * DAY;
        check.that(Point::new(each.lat, each.lng).is_some(), path.clone(), "field.not_a_place").that(
            in_time,
            format!("{path}.at"),
            "field.clock_is_wrong",
        );
    }
    check.done()?;
    let technician = technician_of(tx).await?;
    let fixes =
        body.positions.iter().filter_map(|each| Some(Fix { at: each.at, place: Point::new(each.lat, each.lng)? }));
    keep(tx, technician.id, &fixes.collect::<Vec<_>>()).await?;
    let newest = body.positions.iter().max_by_key(|each| each.at);
    if let Some((newest, place)) = newest.and_then(|each| Some((each, Point::new(each.lat, each.lng)?)))
        && note_position(tx, technician.id, place, newest.at).await?
    {
        tx.record(event("technician.moved", &technician).with(json!({ "at": newest.at }))).await?;
        return Ok(LastPosition { place: Some(place), at: Some(newest.at) });
    }
    Ok(LastPosition { place: technician.last_place, at: technician.last_place_at })
}
