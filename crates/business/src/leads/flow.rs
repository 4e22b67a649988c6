//! The way of a lead to its sale, and of a quote to its acceptance, as data.

use kernel::{Error, Result, code};

use super::record::{LeadStatus, QuoteStatus};

code! {
    /// What is done with a lead.
    pub enum LeadStep as "lead_step" {
        FollowUp = "follow_up",
        Quote = "quote",
        Win = "win",
        Lose = "lose",
        Reopen = "reopen",
    }
}
code! {
    /// What is done with a quote.
    pub enum QuoteStep as "quote_step" {
        Approve = "approve",
        Decline = "decline",
        Replace = "replace",
        Withdraw = "withdraw",
        Accept = "accept",
    }
}

/// Everything that may happen to a lead; what is not here is refused. A sale is called off as a sale: its lead stays won.
pub const LEAD_FLOW: &[(LeadStatus, LeadStep, LeadStatus)] = {
    use LeadStatus::{Contacted, Lost, New, Quoted, Won};
    use LeadStep::{FollowUp, Lose, Quote, Reopen, Win};
    &[
        (New, FollowUp, Contacted),
        (New, Quote, Quoted),
        (New, Win, Won),
        (New, Lose, Lost),
        (Contacted, FollowUp, Contacted),
        (Contacted, Quote, Quoted),
        (Contacted, Win, Won),
        (Contacted, Lose, Lost),
        (Quoted, FollowUp, Quoted),
        (Quoted, Quote, Quoted),
        (Quoted, Win, Won),
        (Quoted, Lose, Lost),
        (Lost, Reopen, Contacted),
    ]
};

/// Everything that may happen to a version of a quote. One whose discount was refused is changed, not accepted.
pub const QUOTE_FLOW: &[(QuoteStatus, QuoteStep, QuoteStatus)] = {
    use QuoteStatus::{Accepted, Declined, Open, Replaced, Waiting, Withdrawn};
    use QuoteStep::{Accept, Approve, Decline, Replace, Withdraw};
    &[
        (Waiting, Approve, Open),
        (Waiting, Decline, Declined),
        (Waiting, Replace, Replaced),
        (Waiting, Withdraw, Withdrawn),
        (Open, Replace, Replaced),
        (Open, Withdraw, Withdrawn),
        (Open, Accept, Accepted),
        (Declined, Replace, Replaced),
        (Declined, Withdraw, Withdrawn),
    ]
};

/// The lead's status after a step.
///
/// # Errors
/// `Refused("lead.not_now")`
pub fn lead_after(status: LeadStatus, step: LeadStep) -> Result<LeadStatus> {
    let found = LEAD_FLOW.iter().find(|(from, by, _)| *from == status && *by == step);
    let refusal = || Error::refused("lead.not_now").with("status", status.to_string()).with("step", step.to_string());
    found.map(|(_, _, to)| *to).ok_or_else(refusal)
}

/// The quote's status after a step.
///
/// # Errors
/// `Refused("quote.not_now")`
pub fn quote_after(status: QuoteStatus, step: QuoteStep) -> Result<QuoteStatus> {
    let found = QUOTE_FLOW.iter().find(|(from, by, _)| *from == status && *by == step);
    let refusal = || Error::refused("quote.not_now").with("status", status.to_string()).with("step", step.to_string());
    found.map(|(_, _, to)| *to).ok_or_else(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::code::Code;

    #[test]
    fn every_step_of_a_lead_that_is_not_in_the_table_is_refused() {
        let mut allowed = 0;
        for status in LeadStatus::ALL {
            for step in LeadStep::ALL {
                let listed = LEAD_FLOW.iter().filter(|(from, by, _)| from == status && by == step).count();
                assert!(listed <= 1, "{status} {step} leads to two places");
                assert_eq!(lead_after(*status, *step).is_ok(), listed == 1, "{status} {step}");
                allowed += listed;
            }
        }
        assert_eq!(allowed, LEAD_FLOW.len());
    }

    #[test]
    fn every_step_of_a_quote_that_is_not_in_the_table_is_refused() {
        let mut allowed = 0;
        for status in QuoteStatus::ALL {
            for step in QuoteStep::ALL {
                let listed = QUOTE_FLOW.iter().filter(|(from, by, _)| from == status && by == step).count();
                assert!(listed <= 1, "{status} {step} leads to two places");
                assert_eq!(quote_after(*status, *step).is_ok(), listed == 1, "{status} {step}");
                allowed += listed;
            }
        }
        assert_eq!(allowed, QUOTE_FLOW.len());
    }

    #[test]
    fn a_sale_is_not_undone_by_its_lead_and_an_unapproved_discount_is_not_accepted() {
        for step in LeadStep::ALL {
            assert_eq!(lead_after(LeadStatus::Won, *step).unwrap_err().code(), "lead.not_now");
        }
        for status in [QuoteStatus::Waiting, QuoteStatus::Declined, QuoteStatus::Replaced, QuoteStatus::Withdrawn] {
            assert!(quote_after(status, QuoteStep::Accept).is_err(), "{status}");
        }
    }
}
