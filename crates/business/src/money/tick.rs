//! Ticking what an order costs: lines from the price list, each with its payer and the reason; off the list only by the office.

use kernel::error::Check;
use kernel::{Error, FieldError, Id, Money, Result};
use platform::db::{self, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::bill::{self, Bill, BilledItem};
use super::order_money::{OrderMoney, order_money};
use super::record::{Charge, ChargeId, ChargeStatus};
use super::{rules, withdraw};
use crate::customers::{self, Asset};
use crate::identity::may;
use crate::lowcode;
use crate::lowcode::pack::{Pack, Payer, PriceItem, PriceKind};
use crate::nouns::{ItemId, OrderId, Verdict, VisitId};

/// Lines to be ticked, on a visit or at the desk.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    pub visit_id: Option<VisitId>,
    /// 1 to 50.
    pub lines: Vec<TickLine>,
}

/// One line: `code` of the price list, or (office only) a `name` with a `price_minor` and a `reason`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TickLine {
    pub code: Option<String>,
    /// 1 to 999.
    pub quantity: i64,
    /// What it is for; may be left out where the order has one item.
    pub item_id: Option<ItemId>,
    /// Off the list only.
    pub name: Option<String>,
    /// Off the list only; `addon` where absent.
    pub kind: Option<PriceKind>,
    /// Off the list only: the price of one, in 分.
    pub price_minor: Option<Money>,
    /// Who pays instead of who would by the rules; takes the right to override a warranty, and a reason.
    pub payer: Option<Payer>,
    /// Why it is off the list, or why somebody else pays.
    pub reason: Option<String>,
}

/// `POST /orders/{id}/charges` and the door: adds lines. The customer's yes to the total before is withdrawn.
///
/// # Errors
/// `Invalid` by line; `Refused("charge.order_is_over")`, `charge.not_offered`, `charge.off_list_needs_office`, `charge.payer_needs_office`.
pub async fn tick(tx: &Tx, order_id: OrderId, body: Tick) -> Result<OrderMoney> {
    check(&body)?;
    let bill = Bill::hold(tx, order_id).await?;
    rules::may_change(&bill)?;
    bill::visit_is_of(tx, order_id, body.visit_id).await?;
    if bill::charges(tx, order_id).await?.len() + body.lines.len() > rules::LINES_MAX {
        return Err(Error::Invalid(vec![FieldError::new("lines", "field.too_many").with("max", rules::LINES_MAX)]));
    }
    let book = lowcode::book(tx).await?;
    let mut charges = Vec::with_capacity(body.lines.len());
    for (at, line) in body.lines.iter().enumerate() {
        let charge = charge_of(tx, &bill, &book.pack, line, &format!("lines[{at}]")).await?;
        charges.push(Charge { visit_id: body.visit_id, ..charge });
    }
    let charges = db::insert_all(tx, charges).await?;
    withdraw::withdraw_approvals(tx, &bill).await?;
    let told: Vec<_> = charges.iter().map(told).collect();
    let event = bill.event(tx, "charges.ticked").await?.about_some(body.visit_id);
    tx.record(event.with(json!({ "lines": told }))).await?;
    order_money(tx, order_id).await
}

fn told(charge: &Charge) -> serde_json::Value {
    json!({ "charge": charge.id, "code": charge.code, "quantity": charge.quantity, "amount_minor": charge.amount_minor,
            "payer": charge.payer, "reason": charge.reason, "from_list": charge.from_list })
}

fn check(body: &Tick) -> Result<()> {
    let mut check = Check::new();
    check.that(!body.lines.is_empty(), "lines", "field.required");
    if body.lines.len() > 50 {
        check.note(FieldError::new("lines", "field.too_many").with("max", 50));
    }
    for (at, line) in body.lines.iter().take(50).enumerate() {
        let path = |field: &str| format!("lines[{at}].{field}");
        if line.quantity < 1 {
            check.note(FieldError::new(path("quantity"), "field.too_small").with("min", 1).with("unit", ""));
        }
        if line.quantity > rules::QUANTITY_MAX {
            let max = rules::QUANTITY_MAX;
            check.note(FieldError::new(path("quantity"), "field.too_large").with("max", max).with("unit", ""));
        }
        check.at_most(&path("reason"), line.reason.as_deref().unwrap_or_default(), 200);
        let has_reason = line.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
        check.that(line.payer.is_none() || has_reason, path("reason"), "field.required");
        if line.code.is_some() {
            check.that(line.name.is_none(), path("name"), "field.not_allowed");
            check.that(line.kind.is_none(), path("kind"), "field.not_allowed");
            // the price of a listed line is the list's
            check.that(line.price_minor.is_none(), path("price_minor"), "field.not_allowed");
        } else {
            check.text(&path("name"), line.name.as_deref().unwrap_or_default(), 100);
            check.that(
                line.price_minor.is_some_and(|price| price >= Money::ZERO),
                path("price_minor"),
                "field.required",
            );
            check.that(has_reason, path("reason"), "field.required");
        }
    }
    check.done()
}

async fn charge_of(tx: &Tx, bill: &Bill, pack: &Pack, line: &TickLine, path: &str) -> Result<Charge> {
    let item = rules::item_of(bill, line, path).map_err(|error| Error::Invalid(vec![error]))?;
    let charge = match &line.code {
        Some(code) => listed(tx, bill, pack, item, line, (code, path)).await?,
        None => off_list(tx, bill, item, line)?,
    };
    let amount_minor = rules::amount_of(charge.price_minor, line.quantity).map_err(|code| {
        let yuan = rules::AMOUNT_MAX.0 / 100;
        Error::Invalid(vec![FieldError::new(format!("{path}.quantity"), code).with("max", yuan).with("unit", "元")])
    })?;
    let charge = Charge { amount_minor, quantity: line.quantity, ..charge };
    let charge = match line.payer {
        Some(payer) if payer != charge.payer => overridden(tx, charge, payer, line)?,
        _ => charge,
    };
    let status = if rules::needs_yes(&charge) { ChargeStatus::Proposed } else { ChargeStatus::Approved };
    Ok(Charge { status, ..charge })
}

async fn listed(
    tx: &Tx,
    bill: &Bill,
    pack: &Pack,
    item: Option<&BilledItem>,
    line: &TickLine,
    (code, path): (&str, &str),
) -> Result<Charge> {
    let price = pack
        .price(code)
        .filter(|each| !each.is_off)
        .ok_or_else(|| Error::invalid(format!("{path}.code"), "field.not_a_choice"))?;
    if let Some(item) = item
        && !rules::is_offered(price, &item.category, item.service)
    {
        return Err(Error::refused("charge.not_offered").with("code", code));
    }
    let (payer, reason) = match item {
        Some(item) if is_part_covered(tx, bill, item, price).await? => {
            (price.in_warranty, "payer_reason.part_in_warranty")
        }
        _ => rules::payer_for(pack, price, item),
    };
    Ok(Charge {
        code: price.code.clone(),
        name: price.name.zh.clone(),
        kind: price.kind,
        price_minor: price.price_minor,
        payer,
        reason: reason.to_owned(),
        from_list: true,
        item_id: line.item_id.or(item.map(|item| item.id)),
        ..blank(tx, bill.order_id)
    })
}

/// A machine that is out of warranty may have parts that are covered for longer (a compressor for ten years). A verdict that somebody
/// gave by hand stands for every line.
async fn is_part_covered(tx: &Tx, bill: &Bill, item: &BilledItem, price: &PriceItem) -> Result<bool> {
    let is_part = price.kind == PriceKind::Part && price.is_covered();
    let is_asked = is_part && item.verdict == Some(Verdict::OutOfWarranty) && !item.is_overridden;
    let (true, Some(asset_id)) = (is_asked, item.asset_id) else { return Ok(false) };
    let Some(asset) = db::find::<Asset>(tx, asset_id).await? else { return Ok(false) };
    let (verdict, _) = customers::warranty::judge(tx, &asset, bill.opened_on, Some(&price.code)).await?;
    Ok(verdict == Verdict::InWarranty)
}

fn off_list(tx: &Tx, bill: &Bill, item: Option<&BilledItem>, line: &TickLine) -> Result<Charge> {
    if !tx.actor().may(may::CHARGES_OFF_LIST) {
        return Err(Error::refused("charge.off_list_needs_office"));
    }
    Ok(Charge {
        code: "off_list".to_owned(),
        name: kernel::text::tidy(line.name.as_deref().unwrap_or_default(), false),
        kind: line.kind.unwrap_or(PriceKind::Addon),
        price_minor: line.price_minor.unwrap_or_default(),
        payer: line.payer.unwrap_or(Payer::Customer),
        reason: kernel::text::tidy(line.reason.as_deref().unwrap_or_default(), false),
        from_list: false,
        item_id: item.map(|item| item.id),
        ..blank(tx, bill.order_id)
    })
}

fn overridden(tx: &Tx, charge: Charge, payer: Payer, line: &TickLine) -> Result<Charge> {
    if !tx.actor().may(may::WARRANTY_OVERRIDE) {
        return Err(Error::refused("charge.payer_needs_office"));
    }
    let reason = kernel::text::tidy(line.reason.as_deref().unwrap_or_default(), false);
    Ok(Charge { payer, reason, ..charge })
}

/// A line of nothing, to be filled in.
pub(super) fn blank(tx: &Tx, order_id: OrderId) -> Charge {
    Charge {
        id: ChargeId::new(),
        order_id,
        visit_id: None,
        item_id: None,
        code: String::new(),
        name: String::new(),
        kind: PriceKind::Service,
        quantity: 1,
        price_minor: Money::ZERO,
        amount_minor: Money::ZERO,
        payer: Payer::Customer,
        reason: String::new(),
        from_list: true,
        status: ChargeStatus::Proposed,
        entry_id: None,
        created_at: tx.now(),
        version: 1,
    }
}
