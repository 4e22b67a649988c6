//! Opening an order (A1, A5, A6, A7): whoever it comes from and however little is known, one verb, a dozen statements.

mod ask;
mod history;
mod household;
mod items;
mod shown;
mod split;
mod unit;
mod who;
mod write;

pub use ask::{Caller, NewItem, NewOrder, OnDuplicate};
pub use history::{Linked, LinkedWhy};
pub use items::worst_verdict;
pub use shown::{OrderOpened, VerdictShown};

pub(in crate::orders) use ask::check_window;
pub(in crate::orders) use split::{plan_first, plan_leg};
pub(in crate::orders) use who::may_take_in;

use kernel::Result;
use platform::db::Tx;

use self::history::History;
use super::record::WorkOrder;
use crate::calendar;
use crate::lowcode;
use crate::nouns::Channel;

/// Opens an order. The caller's words are kept verbatim; category, fault and urgency are proposed from them where not given.
///
/// # Errors
/// `Invalid` by field; `NotFound` for an unknown customer, site, asset, product or type; `order.type_not_for_channel`,
/// `order.asset_required`, `asset.not_in_service`, `order.asset_of_other_customer`, `order.duplicate`, `order.outside_ref_taken`.
pub async fn open(tx: &Tx, new: NewOrder) -> Result<WorkOrder> {
    open_shown(tx, new).await.map(|(order, _)| order)
}

/// The route: as [`open`], for what the caller sees and types that the caller's roles may open, answered with what was recognised.
/// Upper floors have decided both.
pub(super) async fn open_order(tx: &Tx, (): (), new: NewOrder) -> Result<OrderOpened> {
    who::are_seen(tx, &new).await?;
    let book = lowcode::book(tx).await?;
    if let Some(r#type) = book.order_type(&new.r#type) {
        who::may_open(tx, r#type, new.channel()).await?;
    }
    open_shown(tx, new).await.map(|(_, opened)| opened)
}

async fn open_shown(tx: &Tx, new: NewOrder) -> Result<(WorkOrder, OrderOpened)> {
    new.check(tx.now())?;
    let book = lowcode::book(tx).await?;
    let r#type = who::type_of(&book, &new, tx.actor().lang)?;
    who::may_come(&r#type, new.channel(), tx.actor().lang)?;
    let known = items::known(tx, &new).await?;
    let household = household::of(tx, &new, &known).await?;
    let words = new.words();
    let proposal = (!words.is_empty()).then(|| book.propose(&words));
    let items = items::resolve(&new, &known, &book.pack, &r#type, proposal.as_ref())?;
    let is_taken_in = new.channel() != Channel::CustomerPage;
    who::may_take_in(&r#type, is_taken_in, items.iter().any(|item| item.asset_id.is_some()), tx.actor().lang)?;
    let items = items::judge(tx, items, &known).await?;
    let history = History::of(tx, &household, &items).await?.judged(&r#type, &items, tx.now());
    let duplicate = history.duplicates().next().cloned();
    if let Some(earlier) = duplicate {
        match new.on_duplicate {
            OnDuplicate::Open => {}
            OnDuplicate::Refuse => return Err(history::refused(&earlier)),
            OnDuplicate::Link => return write::tell_earlier(tx, &new, &earlier, household, history).await,
        }
    }
    let draft = write::Draft {
        unit_id: unit::of(tx, new.unit_id, household.site.as_ref()).await?,
        calendar: calendar::of_company(tx).await?,
        book,
        r#type,
        household,
        items,
        proposal,
        history,
        is_taken_in,
        new,
    };
    // the first leg may be an order of its own
    Box::pin(write::write(tx, draft)).await
}
