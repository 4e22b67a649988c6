//! Booking: the planned stay on site takes a technician's time in 5-minute slots, and the table's key takes each slot once (E9).

use kernel::id::UserId;
use kernel::time::MINUTE;
use kernel::{Error, Moment, Result};
use platform::db::{Sql, Tx, read};

use super::record::{Visit, VisitId};

/// Length of a slot. Slots are counted from 1970 UTC.
pub const SLOT_MINUTES: i64 = 5;
/// Rows of one statement: four values each, well below what the engines bind.
const ROWS_MAX: usize = 1_000;

/// The slots that a stay touches.
pub fn slots(from: Moment, to: Moment) -> std::ops::Range<i64> {
    let length = SLOT_MINUTES * MINUTE;
    from.ms().div_euclid(length)..(to.ms() + length - 1).div_euclid(length)
}

/// Books the planned stay of a visit for these people. Two transactions that want the same slot wait for each other at the key, and
/// the second inserts nothing: so what was refused is told without a failed statement, which would end a transaction on PostgreSQL.
///
/// # Errors
/// `visit.no_time` without a planned stay; `dispatch.double_booking` with the other visit's `order`, `from` and `to`.
pub async fn book(tx: &Tx, visit: &Visit, who: &[UserId]) -> Result<()> {
    let Some((from, to)) = visit.planned_from_at.zip(visit.planned_to_at) else {
        return Err(Error::refused("visit.no_time"));
    };
    // in one order for everybody, so that two crews that want each other's people wait instead of locking each other out
    let mut who = who.to_vec();
    who.sort_unstable();
    who.dedup();
    let wanted: Vec<(UserId, i64)> =
        who.iter().flat_map(|technician| slots(from, to).map(|slot| (*technician, slot))).collect();
    for some in wanted.chunks(ROWS_MAX) {
        let rows = vec!["(?, ?, ?, ?)"; some.len()].join(", ");
        let sql =
            Sql::new(&format!("INSERT INTO booking_slot (tenant_id, technician_id, slot, visit_id) VALUES {rows}"));
        let sql = some.iter().fold(sql, |sql, (technician, slot)| {
            sql.bind(tx.actor().tenant).bind(*technician).bind(*slot).bind(visit.id)
        });
        let booked = tx.run(sql.push(" ON CONFLICT DO NOTHING")).await?;
        if usize::try_from(booked).ok() != Some(some.len()) {
            return Err(double_booking(tx, visit, &who, slots(from, to)).await?);
        }
    }
    Ok(())
}

/// Gives the booked time back: of one member, or of the whole crew.
///
/// # Errors
/// Those of the database.
pub async fn unbook(tx: &Tx, visit: VisitId, who: Option<UserId>) -> Result<()> {
    let sql = Sql::new("DELETE FROM booking_slot WHERE tenant_id = ? AND visit_id = ?");
    tx.run(sql.bind(tx.actor().tenant).bind(visit).and(" AND technician_id = ?", who)).await.map(|_| ())
}

/// Moves the booking to the visit's planned stay: delete, then insert, in one transaction.
///
/// # Errors
/// As [`book`].
pub async fn rebook(tx: &Tx, visit: &Visit, who: &[UserId]) -> Result<()> {
    unbook(tx, visit.id, None).await?;
    book(tx, visit, who).await
}

/// Frees what is left of the stay after the visit has ended; what was used stays booked.
///
/// # Errors
/// Those of the database.
pub async fn free_rest(tx: &Tx, visit: VisitId, ended_at: Moment) -> Result<()> {
    let sql = Sql::new("DELETE FROM booking_slot WHERE tenant_id = ? AND visit_id = ? AND slot >= ?");
    let first_free = slots(ended_at, ended_at).end;
    tx.run(sql.bind(tx.actor().tenant).bind(visit).bind(first_free)).await.map(|_| ())
}

async fn double_booking(tx: &Tx, visit: &Visit, who: &[UserId], slots: std::ops::Range<i64>) -> Result<Error> {
    let sql = Sql::new(
        "SELECT o.number, v.planned_from_at, v.planned_to_at, b.technician_id FROM booking_slot b
         JOIN visit v ON v.tenant_id = b.tenant_id AND v.id = b.visit_id
         JOIN work_order o ON o.tenant_id = v.tenant_id AND o.id = v.order_id
         WHERE b.tenant_id = ? AND b.slot >= ? AND b.slot < ? AND b.visit_id <> ? AND",
    )
    .bind(tx.actor().tenant)
    .bind(slots.start)
    .bind(slots.end)
    .bind(visit.id)
    .within("b.technician_id", who.iter().copied())
    .push(" ORDER BY b.slot LIMIT 1");
    let refused = Error::refused("dispatch.double_booking");
    // the other may have been taken back since: then the words have no number, and trying again will do
    let Some(other) = tx.one(sql).await? else { return Ok(refused.with("order", "")) };
    let moment = |name| read::<Option<Moment>>(&other, name).map(|at| at.map(|at| at.to_string()));
    Ok(refused
        .with("order", read::<String>(&other, "number")?)
        .with("technician_id", read::<UserId>(&other, "technician_id")?.to_string())
        .with("from", moment("planned_from_at")?)
        .with("to", moment("planned_to_at")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stay_takes_every_slot_it_touches_and_the_next_may_begin_when_it_ends() {
        let from: Moment = "2026-11-21T02:30:00Z".parse().unwrap();
        assert_eq!(slots(from, from.plus_minutes(60)).count(), 12);
        assert_eq!(slots(from.plus_minutes(2), from.plus_minutes(61)).count(), 13);
        assert_eq!(slots(from, from.plus_minutes(60)).end, slots(from.plus_minutes(60), from.plus_minutes(90)).start);
    }
}
