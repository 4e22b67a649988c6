//! What nobody took in time goes back to the dispatchers, and what somebody was given meanwhile leaves the pool.

use kernel::{Moment, Result};
use platform::db::{self, Db, Event, Sql};

use super::{Grab, GrabStatus, close, event};
use crate::identity::{Company, system_actor};
use crate::orders::visits::VisitStatus;

/// So many end in one tick at most.
const ENDED_MAX: i64 = 100;

/// Ends what is over.
///
/// # Errors
/// Those of the database.
pub async fn grabs_expire(db: &Db, company: &Company, now: Moment) -> Result<()> {
    let actor = system_actor(company, "dispatch", now);
    let sql = Sql::new(
        "SELECT g.* FROM grab g JOIN visit v ON v.tenant_id = g.tenant_id AND v.id = g.visit_id
         WHERE g.tenant_id = ? AND g.status = ? AND (g.expires_at < ? OR v.status <> ?) ORDER BY g.expires_at, g.id LIMIT ?",
    );
    let sql = sql.bind(company.id).bind(GrabStatus::Open).bind(now).bind(VisitStatus::Planned).bind(ENDED_MAX);
    let over: Vec<Grab> = db::select(&db.read(actor.clone()), sql).await?;
    for grab in over {
        let tx = db.begin(actor.clone()).await?;
        let (status, told) = if grab.expires_at < now {
            (GrabStatus::Expired, Event::new("visit.grab_expired"))
        } else {
            (GrabStatus::Withdrawn, Event::new("visit.grab_withdrawn"))
        };
        if close(&tx, &grab, status, None).await? {
            tx.record(event(&tx, &grab, told).await?).await?;
            tx.commit().await?;
        } else {
            tx.undo().await?;
        }
    }
    Ok(())
}
