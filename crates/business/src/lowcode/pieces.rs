//! A pack taken apart into definitions, and put together again from them.

use kernel::code::Code;
use kernel::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::pack::Pack;
use super::record::{Definition, DefinitionKind};

/// One part of a pack as it is stored.
pub(super) struct Piece {
    pub kind: DefinitionKind,
    pub code: String,
    /// The version that the pack gives it; 1 where it gives none.
    pub number: i64,
    pub body: Value,
}

/// The parts of a pack, in its order; without the pack's own line.
pub(super) fn pieces(pack: &Pack) -> Result<Vec<Piece>> {
    use DefinitionKind as Kind;
    let mut all = vec![];
    add(&mut all, Kind::Skill, &pack.skills, |each| each.code.clone())?;
    add(&mut all, Kind::Category, &pack.categories, |each| each.code.clone())?;
    add(&mut all, Kind::Fault, &pack.faults, |each| each.code.clone())?;
    add(&mut all, Kind::OrderType, &pack.order_types, |each| each.code.clone())?;
    add(&mut all, Kind::Sop, &pack.sops, |each| each.code.clone())?;
    add(&mut all, Kind::SlaPolicy, &pack.sla_policies, |each| each.code.clone())?;
    add(&mut all, Kind::Reason, &pack.reasons, |each| format!("{}.{}", each.kind.code(), each.code))?;
    add(&mut all, Kind::Outcome, &pack.outcomes, |each| each.code.clone())?;
    add(&mut all, Kind::Price, &pack.prices, |each| each.code.clone())?;
    add(&mut all, Kind::Warranty, &pack.warranties, |each| each.code.clone())?;
    add(&mut all, Kind::Promise, &pack.promises, |each| each.code.clone())?;
    add(&mut all, Kind::ReviewTag, &pack.review_tags, |each| each.code.clone())?;
    add(&mut all, Kind::Standard, &pack.standards, |each| each.code.clone())?;
    add(&mut all, Kind::Review, pack.review.as_slice(), |_| "review".to_owned())?;
    Ok(all)
}

/// The pack's own line.
pub(super) fn header(pack: &Pack) -> Value {
    json!({ "name": pack.name, "about": pack.about })
}

fn add<T: Serialize>(all: &mut Vec<Piece>, kind: DefinitionKind, parts: &[T], code: fn(&T) -> String) -> Result<()> {
    for part in parts {
        let body = serde_json::to_value(part).map_err(Error::bug)?;
        let number = body.get("version").and_then(Value::as_i64).unwrap_or(1).max(1);
        all.push(Piece { kind, code: code(part), number, body });
    }
    Ok(())
}

/// Do two bodies say the same, whatever version they bear?
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    let without = |body: &Value| {
        let mut body = body.clone();
        if let Some(fields) = body.as_object_mut() {
            fields.shift_remove("version");
        }
        body
    };
    without(one) == without(other)
}

/// Gives a body the number under which it is stored, where its kind bears one.
pub(super) fn numbered(mut body: Value, number: i64) -> Value {
    if let Some(version) = body.get_mut("version") {
        *version = number.into();
    }
    body
}

/// Puts definitions together; the first pack line names the whole.
pub(super) fn assemble(definitions: Vec<Definition>) -> Result<Pack> {
    use DefinitionKind as Kind;
    let mut pack = Pack::default();
    for each in definitions {
        match each.kind {
            Kind::Pack if pack.code.is_empty() => {
                let named: Pack = body(&each)?;
                (pack.name, pack.about) = (named.name, named.about);
                pack.version = u32::try_from(each.number).map_err(Error::bug)?;
                pack.code = each.code;
            }
            Kind::Pack | Kind::Calendar | Kind::DispatchRule => {}
            Kind::Skill => pack.skills.push(body(&each)?),
            Kind::Category => pack.categories.push(body(&each)?),
            Kind::Fault => pack.faults.push(body(&each)?),
            Kind::OrderType => pack.order_types.push(body(&each)?),
            Kind::Sop => pack.sops.push(body(&each)?),
            Kind::SlaPolicy => pack.sla_policies.push(body(&each)?),
            Kind::Reason => pack.reasons.push(body(&each)?),
            Kind::Outcome => pack.outcomes.push(body(&each)?),
            Kind::Price => pack.prices.push(body(&each)?),
            Kind::Warranty => pack.warranties.push(body(&each)?),
            Kind::Promise => pack.promises.push(body(&each)?),
            Kind::ReviewTag => pack.review_tags.push(body(&each)?),
            Kind::Standard => pack.standards.push(body(&each)?),
            Kind::Review => pack.review = Some(body(&each)?),
        }
    }
    Ok(pack)
}

/// What a stored definition says.
pub(super) fn body<T: DeserializeOwned>(stored: &Definition) -> Result<T> {
    serde_json::from_value(stored.body.0.clone())
        .map_err(|why| Error::bug(format!("definition {} {} {}: {why}", stored.kind, stored.code, stored.number)))
}
