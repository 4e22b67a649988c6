//! Money on paper: each line with who pays it and why, what warranty and others bear, what the customer pays.

use kernel::Money;
use report::{Block, Cell, Column, Table};
use serde_json::json;

use super::super::facts::ChargeFact;
use super::{Desk, muted};
use crate::lowcode::pack::Payer;
use crate::money::PaymentKind;

impl Desk<'_> {
    pub(super) fn charges(&self, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(self.say("paper.charges")));
        if self.facts.charges.is_empty() {
            blocks.push(Block::Words(self.say("paper.no_charges")));
            return;
        }
        let column = |key: &str, width: u16, is_number: bool| Column { title: self.say(key), width, is_number };
        let columns = vec![
            column("paper.charge", 41, false),
            column("paper.quantity", 9, true),
            column("paper.price", 15, true),
            column("paper.amount", 16, true),
            column("paper.payer", 19, false),
        ];
        let rows = self.facts.charges.iter().map(|line| self.line(line)).collect();
        blocks.push(Block::Table(Table { columns, rows, totals: self.totals() }));
    }

    fn line(&self, line: &ChargeFact) -> Vec<Cell> {
        let reason = match line.reason.starts_with("payer_reason.") {
            true => self.say(&line.reason),
            false => line.reason.clone(),
        };
        vec![
            Cell::text(line.name.clone()),
            Cell::text(line.quantity.to_string()),
            Cell::text(self.money(line.price_minor)),
            Cell::text(self.money(line.amount_minor)),
            Cell { note: reason, ..muted(self.say(&format!("payer.{}", line.payer))) },
        ]
    }

    fn totals(&self) -> Vec<(String, String)> {
        let sums = &self.facts.sums;
        let mut totals = vec![];
        let others = sums.by_payer.iter().filter(|(payer, amount)| *payer != Payer::Customer && *amount != Money::ZERO);
        let others: Vec<_> = others.collect();
        if !others.is_empty() {
            totals.push((self.say("paper.total"), self.money(sums.total_minor)));
        }
        for (payer, amount) in others {
            let payer = self.say(&format!("payer.{payer}"));
            totals.push((self.say_with("paper.borne_by", json!({ "payer": payer })), self.money(-*amount)));
        }
        for (kind, amount) in &sums.payments {
            let signed = if *kind == PaymentKind::Refund { *amount } else { -*amount };
            let word = self.say(&format!("payment_kind.{kind}"));
            totals.push((word, self.money(signed)));
        }
        let customer = (self.say("paper.customer_pays"), self.money(sums.customer_minor));
        if sums.payments.is_empty() {
            totals.push(customer);
        } else {
            // what was paid is told after what there was to pay
            let at = totals.len() - sums.payments.len();
            totals.insert(at, customer);
            totals.push((self.say("paper.due"), self.money(sums.due_minor)));
        }
        totals
    }

    pub(super) fn money(&self, amount: Money) -> String {
        money_text(amount, &self.facts.currency)
    }
}

/// `¥1,250.00`, `-¥268.00`; another currency by its code: `USD 12.50`.
pub(in crate::reports) fn money_text(amount: Money, currency: &str) -> String {
    let minor = amount.minor();
    let (sign, whole, cents) =
        (if minor < 0 { "-" } else { "" }, minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let symbol = match currency {
        "CNY" => "¥".to_owned(),
        other => format!("{other} "),
    };
    format!("{sign}{symbol}{grouped}.{cents:02}")
}
