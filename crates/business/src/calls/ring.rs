//! A telephone rings: said by the call centre with an API key, in JSON or as a form, once a call.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::error::{Check, FieldError};
use kernel::id::{UnitId, UserId};
use kernel::{Error, Id, Moment, Phone, Result};
use platform::db::{self, Event, Sql, Tx, read};
use platform::http::{Caller, input, problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{Call, CallId};
use crate::identity::UserStatus;
use crate::nouns::CustomerId;

/// Largest body, in bytes.
const LIMIT_BYTES: usize = 16 << 10;

/// What the call centre says. Fields that it sends besides are passed over: call centres say what they say.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Ringing {
    /// Who is calling, as the network shows it.
    pub phone: String,
    /// Which telephone rings.
    pub extension: String,
    /// The call centre's own name for the call; with it, the same call rings once.
    #[serde(default)]
    pub call_id: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rang {
    pub id: CallId,
    /// Whose console opens the file.
    pub user_id: UserId,
    /// The number is that of a customer.
    pub is_known: bool,
}

/// `POST /calls`
pub(super) async fn ring(caller: Caller, request: Request) -> Response {
    let answered = async {
        let (parts, body) = request.into_parts();
        let bytes = input::whole(body, LIMIT_BYTES).await?;
        let tx = caller.begin().await?;
        let rang = rung(&tx, said(&parts.headers, &bytes)?).await?;
        tx.commit().await?;
        serde_json::to_vec(&rang).map_err(Error::bug)
    };
    match answered.await {
        Ok(bytes) => {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (StatusCode::CREATED, headers, bytes).into_response()
        }
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

fn said(headers: &HeaderMap, bytes: &[u8]) -> Result<Ringing> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::invalid("", "field.not_text"))?;
        return input::form_of(text);
    }
    input::body_of(bytes)
}

/// # Errors
/// `Invalid` by field; `Refused("call.unknown_extension")`.
async fn rung(tx: &Tx, said: Ringing) -> Result<Rang> {
    let mut check = Check::new();
    let phone = check.take("phone", Phone::parse(&said.phone));
    check.text("extension", &said.extension, 20).at_most("call_id", said.call_id.as_deref().unwrap_or_default(), 100);
    let control = |text: &str| text.chars().any(char::is_control);
    if control(&said.extension) || said.call_id.as_deref().is_some_and(control) {
        check.note(FieldError::new("extension", "field.control_character"));
    }
    check.done()?;
    let phone = phone.ok_or_else(|| Error::bug("a phone that was checked"))?;
    let outside_ref = said.call_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    if let Some(known) = announced(tx, outside_ref.as_ref()).await? {
        return Ok(known.into());
    }
    let extension = said.extension.trim().to_owned();
    let (user_id, unit) = owner_of(tx, &extension).await?;
    let call = Call {
        id: CallId::new(),
        customer_id: customer_of(tx, &phone).await?,
        phone,
        extension,
        user_id,
        outside_ref: outside_ref.clone(),
        rang_at: tx.now(),
        taken_at: None,
        version: 1,
    };
    let call = db::insert(tx, call).await.map_err(|error| {
        // announced a second time while the first is being stored
        let twice = db::is_duplicate(&error, &["incoming_call_ref", "incoming_call.outside_ref"]);
        if twice { Error::Unavailable("this call is being announced".into()) } else { error }
    })?;
    let event = Event::new("call.ringing").in_unit(unit).about(call.id).about_some(call.customer_id);
    let data = serde_json::json!({ "user": user_id, "extension": call.extension });
    tx.record(event.concerning(Some(user_id)).with(data)).await?;
    Ok(call.into())
}

impl From<Call> for Rang {
    fn from(call: Call) -> Self {
        Self { id: call.id, user_id: call.user_id, is_known: call.customer_id.is_some() }
    }
}

async fn announced(tx: &Tx, outside_ref: Option<&String>) -> Result<Option<Call>> {
    let Some(outside_ref) = outside_ref else { return Ok(None) };
    let sql = Sql::new("SELECT * FROM incoming_call WHERE tenant_id = ? AND outside_ref = ?");
    db::select_one(tx, sql.bind(tx.actor().tenant).bind(outside_ref.clone())).await
}

async fn owner_of(tx: &Tx, extension: &str) -> Result<(UserId, Option<UnitId>)> {
    let sql = Sql::new("SELECT id, unit_id FROM app_user WHERE tenant_id = ? AND extension = ? AND status = ?");
    let sql = sql.bind(tx.actor().tenant).bind(extension.to_owned()).bind(UserStatus::Active);
    match tx.one(sql).await? {
        Some(row) => Ok((read(&row, "id")?, read(&row, "unit_id")?)),
        None => Err(Error::refused("call.unknown_extension").with("extension", extension)),
    }
}

/// The customer with this number, or whose contact has it; none where there are several: then the desk asks.
async fn customer_of(tx: &Tx, phone: &Phone) -> Result<Option<CustomerId>> {
    let sql = Sql::new(
        "SELECT c.id FROM customer c WHERE c.tenant_id = ? AND c.merged_into IS NULL AND (c.phone = ?
           OR c.id IN (SELECT t.customer_id FROM contact t WHERE t.tenant_id = ? AND t.phone = ?)) LIMIT 2",
    );
    let tenant = tx.actor().tenant;
    let found: Vec<CustomerId> =
        tx.column(sql.bind(tenant).bind(phone.clone()).bind(tenant).bind(phone.clone())).await?;
    Ok(if found.len() == 1 { found.first().copied() } else { None })
}

/// A call that nobody took has stopped ringing after so long.
pub(super) const RINGS: i64 = kernel::time::MINUTE;

/// Does it ring still?
pub(super) fn is_ringing(call: &Call, now: Moment) -> bool {
    call.taken_at.is_none() && call.rang_at + RINGS > now
}
