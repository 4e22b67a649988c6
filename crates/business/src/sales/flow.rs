//! The way of a sale to its customer, as data.

use kernel::{Error, Result, code};

use super::record::SaleStatus;

code! {
    /// What is done with a sale.
    pub enum SaleStep as "sale_step" {
        Prepare = "prepare",
        Ship = "ship",
        Deliver = "deliver",
        /// All its installation orders are finished.
        Install = "install",
        Accept = "accept",
        Cancel = "cancel",
    }
}

use SaleStatus::{Accepted, Cancelled, Delivered, Installed, Placed, Prepared, Shipped};
use SaleStep::{Accept, Cancel, Deliver, Install, Prepare, Ship};

/// Everything that may happen; what is not here is refused. What was fetched at the counter is delivered without being shipped; what
/// hangs on the wall was delivered, whether somebody said so or not; what needs no installation is accepted as delivered. What was
/// delivered is not cancelled but returned.
pub const FLOW: &[(SaleStatus, SaleStep, SaleStatus)] = &[
    (Placed, Prepare, Prepared),
    (Placed, Deliver, Delivered),
    (Placed, Install, Installed),
    (Placed, Cancel, Cancelled),
    (Prepared, Ship, Shipped),
    (Prepared, Deliver, Delivered),
    (Prepared, Install, Installed),
    (Prepared, Cancel, Cancelled),
    (Shipped, Deliver, Delivered),
    (Shipped, Install, Installed),
    (Shipped, Cancel, Cancelled),
    (Delivered, Install, Installed),
    (Delivered, Accept, Accepted),
    (Installed, Accept, Accepted),
];

/// The status after a step.
///
/// # Errors
/// `Refused("sale.not_now")`
pub fn after(status: SaleStatus, step: SaleStep) -> Result<SaleStatus> {
    let found = FLOW.iter().find(|(from, by, _)| *from == status && *by == step);
    let refusal = || Error::refused("sale.not_now").with("status", status.to_string()).with("step", step.to_string());
    found.map(|(_, _, to)| *to).ok_or_else(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::code::Code;

    #[test]
    fn every_step_that_is_not_in_the_table_is_refused() {
        let mut allowed = 0;
        for status in SaleStatus::ALL {
            for step in SaleStep::ALL {
                let listed = FLOW.iter().filter(|(from, by, _)| from == status && by == step).count();
                assert!(listed <= 1, "{status} {step} leads to two places");
                assert_eq!(after(*status, *step).is_ok(), listed == 1, "{status} {step}");
                allowed += listed;
            }
        }
        assert_eq!(allowed, FLOW.len());
    }

    #[test]
    fn nothing_happens_to_a_sale_that_is_accepted_or_cancelled() {
        for step in SaleStep::ALL {
            assert_eq!(after(Accepted, *step).unwrap_err().code(), "sale.not_now");
            assert_eq!(after(Cancelled, *step).unwrap_err().code(), "sale.not_now");
        }
    }

    #[test]
    fn what_was_delivered_is_not_cancelled() {
        for status in [Delivered, Installed, Accepted] {
            assert!(after(status, Cancel).is_err(), "{status}");
        }
    }
}
