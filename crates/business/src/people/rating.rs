//! Ratings: each review adds its stars to the technicians who were there.

use kernel::id::UserId;
use kernel::{Error, Result};
use platform::db::{Sql, Tx};

/// Adds a review's stars (1 to 5) to a technician's mean. Somebody without a profile is passed over. The review records the event.
///
/// # Errors
/// `Invalid` for stars outside 1 to 5.
pub async fn note_rating(tx: &Tx, user: UserId, stars: i64) -> Result<()> {
    if !(1..=5).contains(&stars) {
        return Err(Error::invalid("stars", "field.not_a_choice"));
    }
    let sql = Sql::new(
        "UPDATE technician SET rating_total = rating_total + ?, rating_count = rating_count + 1 WHERE tenant_id = ? AND id = ?",
    );
    tx.run(sql.bind(stars * 100).bind(tx.actor().tenant).bind(user)).await.map(|_| ())
}
