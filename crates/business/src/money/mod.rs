//! Money: prices ticked to charges, the customer's yes, payments, and a ledger that always balances.

pub mod record;

pub use record::*;

use platform::http::Routes;

pub fn routes(routes: &mut Routes) {
    routes.room("money");
}
