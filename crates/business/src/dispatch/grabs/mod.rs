//! The pool of grabs 抢单 (E5): a visit is shown to all who fit it, and the first who takes it has it, booked at once. Nobody, and it is
//! the dispatchers' again.
//!
//! ```text
//! planned visit ──put in (dispatcher | rule, after offers came to nothing)──► open ─► taken | expired | withdrawn
//! ```
//! One wins: the row is turned from open to taken by one statement, which a second one then finds done (decision 0061).

mod chore;
mod list;
mod open;
mod take;

pub use chore::grabs_expire;
pub(super) use open::open_by_rule;

use kernel::id::{UnitId, UserId};
use kernel::{Moment, Result, code};
use platform::db::{Event, Sql, Tx};
use platform::http::{May, Op, Routes};
use platform::record;

use crate::identity::may;
use crate::nouns::{GrabCandidateId, GrabId, OrderId, VisitId};

code! {
    /// What became of a visit in the pool.
    pub enum GrabStatus as "grab_status" {
        Open = "open",
        Taken = "taken",
        /// Nobody took it in time.
        Expired = "expired",
        /// A dispatcher took it out, or gave the visit to somebody.
        Withdrawn = "withdrawn",
    }
}

record! {
    /// A visit in the pool.
    pub struct Grab in "grab" as "grab" (GrabId), versioned {
        pub id: GrabId,
        pub visit_id: VisitId,
        pub order_id: OrderId,
        pub unit_id: Option<UnitId>,
        pub status: GrabStatus,
        pub by_rule: bool,
        pub opened_at: Moment,
        pub opened_by: UserId,
        pub expires_at: Moment,
        pub taken_by: Option<UserId>,
        pub closed_at: Option<Moment>,
    }
}
record! {
    /// Somebody who fitted when it was put in, and when they would begin.
    pub struct GrabCandidate in "grab_candidate" as "grab_candidate" (GrabCandidateId) {
        pub id: GrabCandidateId,
        pub grab_id: GrabId,
        pub technician_id: UserId,
        pub begins_at: Moment,
        pub travel_minutes: i64,
    }
}

/// So many are shown a visit: those who fit best.
const CANDIDATES_MAX: usize = 50;

/// Ends what is open; false where somebody else did meanwhile.
async fn close(tx: &Tx, grab: &Grab, status: GrabStatus, taken_by: Option<UserId>) -> Result<bool> {
    let sql = Sql::new(
        "UPDATE grab SET status = ?, taken_by = ?, closed_at = ?, version = version + 1
         WHERE tenant_id = ? AND id = ? AND status = ?",
    );
    let sql = sql.bind(status).bind(taken_by).bind(tx.now()).bind(tx.actor().tenant).bind(grab.id);
    Ok(tx.run(sql.bind(GrabStatus::Open)).await? == 1)
}

/// An event to the unit and to all who see the visit in the pool.
async fn event(tx: &Tx, grab: &Grab, event: Event) -> Result<Event> {
    let sql = Sql::new("SELECT technician_id FROM grab_candidate WHERE tenant_id = ? AND grab_id = ? LIMIT 50");
    let people: Vec<UserId> = tx.column(sql.bind(tx.actor().tenant).bind(grab.id)).await?;
    let event = event.in_unit(grab.unit_id).about(grab.order_id).about(grab.visit_id).about(grab.id);
    Ok(people.into_iter().fold(event, |event, who| event.concerning(Some(who))))
}

pub fn routes(routes: &mut Routes) {
    const ASSIGN: May = May::With(may::DISPATCH_ASSIGN);
    const WORK: May = May::With(may::VISITS_WORK);
    routes
        .command(
            Op::post("/visits/{id}/grab", "openGrab", ASSIGN, "Shows a visit to all who fit it; the first takes it.")
                .creates(),
            open::open,
        )
        .command(
            Op::delete("/visits/{id}/grab", "withdrawGrab", ASSIGN, "Takes a visit out of the pool of grabs."),
            open::withdraw,
        )
        .query(
            Op::get("/grabs", "listGrabs", WORK, "Visits that the caller may take, the first to end first."),
            list::list,
        )
        .command(
            Op::post("/grabs/{id}/taking", "takeGrab", WORK, "Takes a visit out of the pool: the first has it."),
            take::take,
        );
}

#[cfg(test)]
mod tests;
