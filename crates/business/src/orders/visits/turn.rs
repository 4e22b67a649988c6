//! Turns: whoever promises a time of a day waits for the one before who promised one that day, so that of two who saw the last free
//! time the second sees that it is gone.

use kernel::{Moment, Result};
use platform::db::{Sql, Tx};

/// Takes the turn of the day in which a window opens; it is kept until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn take_turn(tx: &Tx, from: Moment) -> Result<()> {
    let sql = Sql::new(
        "INSERT INTO slot_turn (tenant_id, day, turns) VALUES (?, ?, 1)
         ON CONFLICT (tenant_id, day) DO UPDATE SET turns = slot_turn.turns + 1",
    );
    tx.run(sql.bind(tx.actor().tenant).bind(tx.actor().zone.day_of(from))).await.map(|_| ())
}
