//! Which verb an order takes in which phase: the whole table, read by every verb and tested with its forbidden half.

use kernel::code::Code;
use kernel::{Error, Result, code};

use super::record::OrderPhase;
use OrderPhase::{Accepted, Cancelled, Closed, Dispatched, Finished, OnHold, Received, Reviewed, Serving, ToDispatch};

code! {
    /// What may be done to an order as a whole; what is done to its visits has a table of its own.
    pub enum OrderVerb as "order_verb" {
        TakeIn = "take_in",
        Edit = "edit",
        Escalate = "escalate",
        Hold = "hold",
        Release = "release",
        Transfer = "transfer",
        PlanVisit = "plan_visit",
        Chase = "chase",
        Talk = "talk",
        Link = "link",
        Merge = "merge",
        OverrideWarranty = "override_warranty",
        Cancel = "cancel",
        Review = "review",
        Close = "close",
    }
}

/// Verb by verb, the phases in which it may be done.
pub const FLOW: &[(OrderVerb, &[OrderPhase])] = &[
    (OrderVerb::TakeIn, &[Received]),
    (OrderVerb::Edit, &[Received, ToDispatch, Dispatched, Accepted, Serving, OnHold]),
    (OrderVerb::Escalate, &[Received, ToDispatch, Dispatched, Accepted, Serving, OnHold]),
    (OrderVerb::Hold, &[Received, ToDispatch, Dispatched, Accepted, Serving]),
    (OrderVerb::Release, &[OnHold]),
    (OrderVerb::Transfer, &[Received, ToDispatch, OnHold]),
    (OrderVerb::PlanVisit, &[ToDispatch, Dispatched, Accepted, Serving, OnHold]),
    (OrderVerb::Chase, &[Received, ToDispatch, Dispatched, Accepted, Serving, Finished, OnHold]),
    (OrderVerb::Talk, OrderPhase::ALL),
    (OrderVerb::Link, OrderPhase::ALL),
    (OrderVerb::Merge, &[Received, ToDispatch, OnHold]),
    (OrderVerb::OverrideWarranty, &[Received, ToDispatch, Dispatched, Accepted, Serving, Finished, OnHold]),
    (OrderVerb::Cancel, &[Received, ToDispatch, Dispatched, Accepted, Serving, OnHold]),
    (OrderVerb::Review, &[Finished, Reviewed]),
    (OrderVerb::Close, &[Finished, Reviewed]),
];

/// What an outlet may still do about an order that it handed over and reads (D9): speak of it.
pub const FOR_READERS: &[OrderVerb] = &[OrderVerb::Chase, OrderVerb::Talk];

/// Whether an order in this phase takes the verb.
///
/// # Errors
/// `Refused("order.not_in_phase")` with the verb and the phase.
pub fn may(verb: OrderVerb, phase: OrderPhase) -> Result<()> {
    let takes = FLOW.iter().any(|(each, phases)| *each == verb && phases.contains(&phase));
    if takes {
        return Ok(());
    }
    Err(Error::refused("order.not_in_phase").with("verb", verb.code()).with("phase", phase.code()))
}

/// The verbs an order takes in this phase, for the buttons of its page.
pub fn verbs_in(phase: OrderPhase) -> Vec<OrderVerb> {
    FLOW.iter().filter(|(_, phases)| phases.contains(&phase)).map(|(verb, _)| *verb).collect()
}

/// Phases of work still to be done.
pub const OPEN: &[OrderPhase] = &[Received, ToDispatch, Dispatched, Accepted, Serving, OnHold];
/// Phases after which nothing happens any more.
pub const OVER: &[OrderPhase] = &[Closed, Cancelled];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_stands_in_the_table_once() {
        for verb in OrderVerb::ALL {
            assert_eq!(FLOW.iter().filter(|(each, _)| each == verb).count(), 1, "{verb}");
        }
    }

    #[test]
    fn nothing_but_talking_and_linking_is_done_to_an_order_that_is_over() {
        for verb in OrderVerb::ALL {
            for phase in OVER {
                let allowed = matches!(verb, OrderVerb::Talk | OrderVerb::Link);
                assert_eq!(may(*verb, *phase).is_ok(), allowed, "{verb} in {phase}");
            }
        }
    }

    #[test]
    fn the_forbidden_half_is_refused_with_verb_and_phase() {
        // one row a verb, one letter a phase in the order of their life, then hold and cancelled
        let table = [
            (OrderVerb::TakeIn, "x........."),
            (OrderVerb::Edit, "xxxxx...x."),
            (OrderVerb::Escalate, "xxxxx...x."),
            (OrderVerb::Hold, "xxxxx....."),
            (OrderVerb::Release, "........x."),
            (OrderVerb::Transfer, "xx......x."),
            (OrderVerb::PlanVisit, ".xxxx...x."),
            (OrderVerb::Chase, "xxxxxx..x."),
            (OrderVerb::Talk, "xxxxxxxxxx"),
            (OrderVerb::Link, "xxxxxxxxxx"),
            (OrderVerb::Merge, "xx......x."),
            (OrderVerb::OverrideWarranty, "xxxxxx..x."),
            (OrderVerb::Cancel, "xxxxx...x."),
            (OrderVerb::Review, ".....xx..."),
            (OrderVerb::Close, ".....xx..."),
        ];
        assert_eq!(table.len(), OrderVerb::ALL.len());
        for (verb, row) in table {
            for (phase, mark) in OrderPhase::ALL.iter().zip(row.chars()) {
                match may(verb, *phase) {
                    Ok(()) => assert_eq!(mark, 'x', "{verb} in {phase}"),
                    Err(error) => {
                        assert_eq!(mark, '.', "{verb} in {phase}");
                        assert_eq!(error.code(), "order.not_in_phase");
                    }
                }
            }
        }
    }
}
