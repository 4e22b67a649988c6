//! Calls as the person whose telephone it is sees them: nobody else's.

use kernel::time::HOUR;
use kernel::{Moment, Page, Result};
use platform::db::{Sql, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{Call, CallId};
use super::ring::is_ringing;
use crate::customers;
use crate::nouns::CustomerId;

/// So far back they are listed.
const HOURS: i64 = 24;

/// A call to one's own telephone.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CallShown {
    pub id: CallId,
    /// As it stands on the telephone's own display.
    pub phone: String,
    pub customer_id: Option<CustomerId>,
    /// Where the reader may see the customer.
    pub customer_name: Option<String>,
    pub rang_at: Moment,
    pub taken_at: Option<Moment>,
    pub is_ringing: bool,
}

pub(super) async fn own(view: &View, (): (), _: Nothing) -> Result<Page<CallShown>> {
    let sql = Sql::new("SELECT * FROM incoming_call WHERE tenant_id = ? AND user_id = ? AND rang_at > ? ORDER BY rang_at DESC, id DESC LIMIT 50")
        .bind(view.actor().tenant)
        .bind(view.actor().user)
        .bind(view.now() + -(HOURS * HOUR));
    let calls: Vec<Call> = platform::db::select(view, sql).await?;
    let seen = Sql::new("SELECT c.id, c.name FROM customer c WHERE c.tenant_id = ? AND").bind(view.actor().tenant);
    let seen = seen.within("c.id", calls.iter().filter_map(|call| call.customer_id));
    let names = view.all(customers::visible(seen, view, "c").push(" LIMIT 50")).await?;
    let names = names
        .iter()
        .map(|row| Ok((read::<CustomerId>(row, "id")?, read::<String>(row, "name")?)))
        .collect::<Result<std::collections::BTreeMap<_, _>>>()?;
    let shown = |call: Call| CallShown {
        is_ringing: is_ringing(&call, view.now()),
        customer_name: call.customer_id.and_then(|id| names.get(&id).cloned()),
        id: call.id,
        phone: call.phone.e164().to_owned(),
        customer_id: call.customer_id,
        rang_at: call.rang_at,
        taken_at: call.taken_at,
    };
    Ok(Page { items: calls.into_iter().map(shown).collect(), next: None })
}
