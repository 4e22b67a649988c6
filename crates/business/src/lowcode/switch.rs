//! Switching off what a company does not use of its pack, and on again: it is offered no more, and what began with it goes on. The next
//! number of the definition says so, so that a newer pack does not switch it on behind the company's back.

use kernel::code::Code;
use kernel::{Error, Result};
use platform::db::{self, Event, Sql, Tx};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::book::book;
use super::install::publish;
use super::queries::DefinitionShown;
use super::record::{Definition, DefinitionKind, DefinitionStatus};

/// What can be switched.
const SWITCHED: [DefinitionKind; 4] =
    [DefinitionKind::OrderType, DefinitionKind::Sop, DefinitionKind::Price, DefinitionKind::SlaPolicy];

/// Whether it is offered.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switched {
    pub is_off: bool,
}

/// `PUT /definitions/{kind}/{code}/switch`, at the number that was seen (`If-Match`).
///
/// # Errors
/// `NotFound("definition")` for another kind and for what is not published; `Refused("definition.last_type")`; `Stale`.
pub(super) async fn switch(tx: &Tx, (kind, code): (String, String), body: Switched) -> Result<DefinitionShown> {
    let kind = DefinitionKind::from_code(&kind).filter(|kind| SWITCHED.contains(kind));
    let kind = kind.ok_or(Error::NotFound("definition"))?;
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? AND kind = ? AND code = ? AND status = ?")
        .bind(tx.actor().tenant)
        .bind(kind)
        .bind(code.clone())
        .bind(DefinitionStatus::Published);
    let current: Option<Definition> = db::select_one(tx, sql).await?;
    let current = current.ok_or(Error::NotFound("definition"))?;
    if is_off(&current.body.0) == body.is_off {
        return Ok(current.into());
    }
    if body.is_off && kind == DefinitionKind::OrderType {
        let book = book(tx).await?;
        let is_other = |each: &&super::pack::OrderType| each.code != code && !each.is_off;
        if !book.pack.order_types.iter().any(|each| is_other(&each)) {
            return Err(Error::refused("definition.last_type"));
        }
    }
    let mut value = current.body.0.clone();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("is_off".to_owned(), body.is_off.into());
    }
    let seen = tx.said().version.or(Some(current.number));
    let stored = publish(tx, kind, &code, value, seen).await?;
    let data = json!({ "kind": kind, "code": code, "is_off": body.is_off, "number": stored.number });
    tx.record(Event::new("definition.switched").about(stored.id).with(data)).await?;
    Ok(stored.into())
}

fn is_off(body: &Value) -> bool {
    body.get("is_off").and_then(Value::as_bool).unwrap_or(false)
}
