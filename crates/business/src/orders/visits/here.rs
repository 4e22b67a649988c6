//! Where a deed was done, as the phone tells it.

use kernel::{Error, Moment, Point, Result};
use platform::db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::people;

/// A deed on the way, with the phone's position where it has one.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Here {
    #[serde(default)]
    pub place: Option<Point>,
}

impl Here {
    /// Checks the position and notes it as the technician's newest.
    ///
    /// # Errors
    /// `Invalid` at `place` for one that is not on Earth.
    pub async fn noted(self, tx: &Tx, at: Moment) -> Result<Option<Point>> {
        let Some(place) = self.place else { return Ok(None) };
        if !place.is_on_earth() {
            return Err(Error::invalid("place", "field.not_a_place"));
        }
        people::note_position(tx, tx.actor().user, place, at).await?;
        Ok(Some(place))
    }
}
