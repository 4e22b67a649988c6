//! The crew of a visit: lead and helpers, their shares of the pay and their working time (D6).

use kernel::id::UserId;
use kernel::{BasisPoints, Error, Id, Result};
use platform::db::{self, Sql, Tx, View};

use super::record::{CrewMember, CrewMemberId, CrewRole, Visit};
use crate::people::{Technician, TechnicianStatus};

/// Somebody who can be sent.
///
/// # Errors
/// `Invalid` at `technician_id` for nobody known; `visit.technician_not_active`.
pub(super) async fn is_technician(view: &View, id: UserId) -> Result<Technician> {
    let technician: Option<Technician> = db::find(view, id).await?;
    let technician = technician.ok_or_else(|| Error::invalid("technician_id", "field.not_found"))?;
    if technician.status != TechnicianStatus::Active {
        return Err(Error::refused("visit.technician_not_active"));
    }
    Ok(technician)
}

/// Puts somebody on the crew; one who was taken off it before comes back on the same row.
pub(super) async fn join(
    tx: &Tx,
    visit: &Visit,
    who: UserId,
    role: CrewRole,
    share: BasisPoints,
) -> Result<CrewMember> {
    let sql = Sql::new("SELECT * FROM crew_member WHERE tenant_id = ? AND visit_id = ? AND technician_id = ?");
    let former: Option<CrewMember> = db::select_one(tx, sql.bind(tx.actor().tenant).bind(visit.id).bind(who)).await?;
    if let Some(former) = former {
        let back = CrewMember { role, share_bp: share, released_at: None, started_at: None, ended_at: None, ..former };
        return db::update(tx, back).await;
    }
    let member = CrewMember {
        id: CrewMemberId::new(),
        visit_id: visit.id,
        order_id: visit.order_id,
        technician_id: who,
        role,
        share_bp: share,
        started_at: None,
        ended_at: None,
        released_at: None,
        created_at: tx.now(),
        version: 1,
    };
    db::insert(tx, member).await
}
