//! What a visit cost somebody on the way: who was on its crew notes it down, and the receipt is evidence of the visit (F9).

use kernel::Result;
use platform::db::Tx;
use platform::http::{May, Op, Routes};

use crate::identity::may;
use crate::money::{self, NewExpense, OrderCharges};
use crate::nouns::VisitId;
use crate::orders::visits::record::EvidenceKind;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{self, NewEvidence};

pub(super) fn routes(routes: &mut Routes) {
    routes.command(
        Op::post(
            "/visits/{id}/expenses",
            "recordExpense",
            May::With(may::VISITS_WORK),
            "What the caller spent on a visit, with its receipt; somebody approves or declines it.",
        )
        .creates(),
        record,
    );
}

/// Also after the visit is over and by somebody who was taken off it: what was spent was spent.
///
/// # Errors
/// `NotFound`; those of [`money::record_expense`].
async fn record(tx: &Tx, id: VisitId, new: NewExpense) -> Result<OrderCharges> {
    let scene = Scene::of_evidence(tx, id).await?;
    money::check_expense(&new)?;
    if let Some(sha256) = new.receipt.clone() {
        let receipt = NewEvidence {
            sha256,
            kind: EvidenceKind::Receipt,
            step: None,
            caption: String::new(),
            taken_at: None,
            place: None,
        };
        visits::add_evidence(tx, id, receipt).await?;
    }
    money::record_expense(tx, scene.order.id, id, new).await?;
    money::order_charges(tx, scene.order.id).await
}
