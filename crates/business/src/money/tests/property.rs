//! Whatever is done in whatever order: every entry balances, the ledger sums to zero, and what an order owes is what was posted to its
//! customer less what they paid.

use db_test::db_test;
use kernel::{Money, Result};
use platform::db::{Sql, Tx};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::{a_repair, balance_of, ledger_sum};
use crate::lowcode::pack::Payer;
use crate::money::{
    self, Account, Approve, ChargeStatus, EntryId, PaymentMethod, Receive, Refund, Tick, TickLine, Withdraw,
};
use crate::nouns::{OrderId, Verdict};
use crate::world::World;

#[derive(Clone, Debug)]
enum Deed {
    Tick(&'static str, i64),
    Withdraw(usize),
    Approve,
    Post,
    Pay(i64),
    Refund(i64),
    Reverse(usize),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        3 => (prop_oneof![Just("visit_fee"), Just("carry_stairs"), Just("far_travel")], 1i64..6).prop_map(|(code, n)| Deed::Tick(code, n)),
        1 => (0usize..6).prop_map(Deed::Withdraw),
        3 => Just(Deed::Approve),
        2 => Just(Deed::Post),
        3 => (1i64..20_000).prop_map(Deed::Pay),
        1 => (1i64..20_000).prop_map(Deed::Refund),
        1 => (0usize..12).prop_map(Deed::Reverse),
    ];
    proptest::collection::vec(deed, 1..30)
}

async fn done(tx: &Tx, order: OrderId, deed: &Deed) -> Result<()> {
    let charges = money::bill::charges(tx, order).await?;
    match deed {
        Deed::Tick(code, quantity) => {
            let line = TickLine { code: Some((*code).to_owned()), quantity: *quantity, ..TickLine::default() };
            money::tick(tx, order, Tick { visit_id: None, lines: vec![line] }).await.map(drop)
        }
        Deed::Withdraw(at) => match charges.get(*at) {
            Some(charge) => money::withdraw(tx, charge.id, Withdraw { reason: "x".into() }).await.map(drop),
            None => Ok(()),
        },
        Deed::Approve => {
            let total_minor = money::order_money(tx, order).await?.customer_minor;
            let method = money::ApprovalMethod::Desk;
            let yes = Approve { visit_id: None, total_minor, by_name: "张三".into(), method, signature: None };
            money::approve(tx, order, yes).await.map(drop)
        }
        Deed::Post => money::post_charges(tx, order).await.map(drop),
        Deed::Pay(amount) => {
            let body = Receive { amount_minor: Money(*amount), method: PaymentMethod::Cash, reference: String::new() };
            money::receive(tx, order, body).await.map(drop)
        }
        Deed::Refund(amount) => {
            let amount_minor = Money(*amount);
            let (method, reference) = (PaymentMethod::Cash, String::new());
            money::refund(tx, order, Refund { amount_minor, method, reference, reason: "x".into() }).await.map(drop)
        }
        Deed::Reverse(at) => {
            let sql = Sql::new("SELECT id FROM ledger_entry WHERE tenant_id = ? ORDER BY id").bind(tx.actor().tenant);
            match tx.column::<EntryId>(sql).await?.get(*at) {
                Some(entry) => money::reverse(tx, *entry, "x").await.map(drop),
                None => Ok(()),
            }
        }
    }
}

#[db_test]
async fn every_sequence_of_deeds_leaves_a_ledger_that_balances(world: World) {
    let config = Config { rng_seed: RngSeed::Fixed(20_261_121), ..Config::default() };
    let mut runner = TestRunner::new(config);
    let verdicts = [Verdict::OutOfWarranty, Verdict::InWarranty, Verdict::Unknown, Verdict::UnderContract];
    let mut refused = 0;
    let mut carried_out = 0;
    for round in 0..16 {
        let order = a_repair(&world, "ac", &[Some(verdicts[round % 4])]).await.id;
        let story = deeds().new_tree(&mut runner).unwrap().current();
        for deed in &story {
            let tx = world.begin().await;
            match done(&tx, order, deed).await {
                Ok(()) => {
                    carried_out += 1;
                    tx.commit().await.unwrap();
                }
                Err(kernel::Error::Refused { .. }) => {
                    refused += 1;
                    tx.undo().await.unwrap();
                }
                Err(other) => panic!("{deed:?} after {story:?}: {other}"),
            }
        }
        assert_eq!(ledger_sum(&world).await, (0, 0), "{story:?}");
        let charges = money::bill::charges(&world.read(), order).await.unwrap();
        let is_posted =
            |charge: &&money::Charge| charge.status == ChargeStatus::Posted && charge.payer == Payer::Customer;
        let posted: Money = charges.iter().filter(is_posted).map(|charge| charge.amount_minor).sum();
        let paid = money::order_money(&world.read(), order).await.unwrap().paid_minor;
        assert_eq!(Money(balance_of(&world, order, Account::Receivable).await), posted - paid, "{story:?}");
    }
    assert!(carried_out > 50 && refused > 5, "{carried_out} done, {refused} refused: the stories must reach both");
}
