//! A call as it is kept.

use kernel::id::UserId;
use kernel::{Moment, Phone, id};
use platform::record;

use crate::nouns::CustomerId;

id! {
    /// A telephone that rings.
    CallId = "call",
}

record! {
    /// A call to somebody's telephone.
    pub struct Call in "incoming_call" as "call" (CallId), versioned {
        pub id: CallId,
        pub phone: Phone,
        pub extension: String,
        /// Whose extension it is.
        pub user_id: UserId,
        /// The one customer with this number, where there is one.
        pub customer_id: Option<CustomerId>,
        /// The call centre's own name for the call: announced twice, it rings once.
        pub outside_ref: Option<String>,
        pub rang_at: Moment,
        pub taken_at: Option<Moment>,
    }
}
