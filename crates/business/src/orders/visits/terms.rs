//! The definitions a visit works by: its order's type and leg, its SOP, the company's reasons. Asked for in this one place.

use std::sync::Arc;

use kernel::{Error, Result};
use platform::db::View;

use super::record::Visit;
use crate::lowcode;
use crate::lowcode::pack::{Leg, OrderType, Outcome, Payer, Reason, ReasonKind, Sop};
use crate::orders::record::WorkOrder;

/// The order's type at the version the order keeps.
///
/// # Errors
/// `NotFound` for a type nobody defined, as imported history may have.
pub async fn order_type(view: &View, order: &WorkOrder) -> Result<Arc<OrderType>> {
    lowcode::order_type(view, &order.r#type, Some(order.type_version)).await
}

/// The leg of the order's type with this code.
///
/// # Errors
/// `Invalid` at `leg`.
pub fn leg<'t>(of: &'t OrderType, code: &str) -> Result<&'t Leg> {
    of.leg(code).ok_or_else(|| Error::invalid("leg", "field.not_a_choice"))
}

/// The SOP for a leg and a category, as it stands now.
///
/// # Errors
/// Those of the database.
pub async fn sop_for(view: &View, leg: &Leg, category: &str) -> Result<Option<(String, i64)>> {
    Ok(lowcode::book(view).await?.pack.sop_for(leg, category).map(|sop| (sop.code.clone(), i64::from(sop.version))))
}

/// The SOP of a visit at the version it keeps.
///
/// # Errors
/// `NotFound` when the definition is gone.
pub async fn sop(view: &View, visit: &Visit) -> Result<Option<Arc<Sop>>> {
    match &visit.sop {
        Some(code) => lowcode::sop(view, code, visit.sop_version).await.map(Some),
        None => Ok(None),
    }
}

/// The company's reason with this code, explained in words where it asks for them.
///
/// # Errors
/// `Invalid` at `reason` or `note`.
pub async fn reason(view: &View, kind: ReasonKind, code: &str, note: &str) -> Result<Reason> {
    let book = lowcode::book(view).await?;
    let reason = book.pack.reason(kind, code).ok_or_else(|| Error::invalid("reason", "field.not_a_choice"))?;
    if reason.note && note.trim().is_empty() {
        return Err(Error::invalid("note", "field.required"));
    }
    Ok(reason.clone())
}

/// What the company says of an outcome.
///
/// # Errors
/// Those of the database.
pub async fn outcome(view: &View, code: &str) -> Result<Option<Outcome>> {
    Ok(lowcode::book(view).await?.pack.outcomes.iter().find(|each| each.code == code).cloned())
}

/// The cause of a void trip, as the company defines it now.
///
/// # Errors
/// Those of the database.
pub async fn cause_of_void(view: &View, cause: Option<&str>) -> Result<Option<Reason>> {
    let Some(code) = cause else { return Ok(None) };
    Ok(lowcode::book(view).await?.pack.reason(ReasonKind::VoidTrip, code).cloned())
}

/// Who pays for coming again after a void trip of this cause.
///
/// # Errors
/// Those of the database.
pub async fn payer_of_void(view: &View, cause: Option<&str>) -> Result<Option<Payer>> {
    Ok(cause_of_void(view, cause).await?.and_then(|cause| cause.payer))
}
