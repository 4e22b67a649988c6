//! Installing a pack: the company gets its own copy, definition by definition; a newer pack adds numbers and keeps the old ones.

use std::collections::{HashMap, HashSet};

use kernel::{Error, Id, Json, Result};
use platform::db::{self, Event, Sql, Tx};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::book::forget;
use super::pack::Pack;
use super::pieces::{self, Piece};
use super::record::{Definition, DefinitionId, DefinitionKind, DefinitionStatus, OWN};

/// What an installation changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Installed {
    pub code: String,
    pub version: u32,
    /// Definitions that are current now and were not before.
    pub published: usize,
    /// The pack's new states of what the company had changed itself: drafts beside the company's own.
    pub drafts: usize,
    /// Definitions that are no longer offered.
    pub retired: usize,
}

/// Copies a pack into the company. A version that is installed already changes nothing; what the company changed itself stays current.
///
/// # Errors
/// Those of the database.
pub async fn install(tx: &Tx, pack: &Pack) -> Result<Installed> {
    let tenant = tx.actor().tenant;
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? ORDER BY number LIMIT 50000").bind(tenant);
    let before: Vec<Definition> = db::select(tx, sql).await?;
    let mut done = Installed { code: pack.code.clone(), version: pack.version, ..Installed::default() };
    let is_pack = |each: &&Definition| each.kind == DefinitionKind::Pack && each.code == pack.code;
    if before.iter().filter(is_pack).any(|each| each.number >= i64::from(pack.version)) {
        return Ok(done);
    }
    let header = Piece {
        kind: DefinitionKind::Pack,
        code: pack.code.clone(),
        number: i64::from(pack.version),
        body: pieces::header(pack),
    };
    let wanted: Vec<Piece> = std::iter::once(header).chain(pieces::pieces(pack)?).collect();
    let plan = plan(tx, &before, wanted, &format!("pack:{}", pack.code));
    done.published = plan.new.iter().filter(|each| each.status == DefinitionStatus::Published).count();
    done.drafts = plan.new.len() - done.published;
    done.retired = plan.gone;
    retire(tx, &plan.retired).await?;
    db::insert_all(tx, plan.new).await?;
    forget(tx);
    let data =
        json!({ "code": pack.code, "version": pack.version, "published": done.published, "drafts": done.drafts });
    tx.record(Event::new("pack.installed").with(data)).await?;
    Ok(done)
}

struct Plan {
    new: Vec<Definition>,
    retired: Vec<DefinitionId>,
    /// Of the retired, those that nothing replaces.
    gone: usize,
}

fn plan(tx: &Tx, before: &[Definition], wanted: Vec<Piece>, source: &str) -> Plan {
    // in order of number: the last one seen is the newest
    let newest: HashMap<_, _> = before.iter().map(|each| ((each.kind, each.code.as_str()), each.number)).collect();
    let published: HashMap<_, _> = before
        .iter()
        .filter(|each| each.status == DefinitionStatus::Published)
        .map(|each| ((each.kind, each.code.as_str()), each))
        .collect();
    let names: HashSet<(DefinitionKind, String)> = wanted.iter().map(|each| (each.kind, each.code.clone())).collect();
    let mut plan = Plan { new: vec![], retired: vec![], gone: 0 };
    for piece in wanted {
        let current = published.get(&(piece.kind, piece.code.as_str())).copied();
        let is_news = piece.kind == DefinitionKind::Pack;
        if !is_news && current.is_some_and(|each| pieces::is_same(&each.body.0, &piece.body)) {
            continue;
        }
        let status = match current {
            Some(own) if own.source == OWN => DefinitionStatus::Draft,
            Some(old) => {
                plan.retired.push(old.id);
                DefinitionStatus::Published
            }
            None => DefinitionStatus::Published,
        };
        let number =
            newest.get(&(piece.kind, piece.code.as_str())).map_or(piece.number, |last| piece.number.max(last + 1));
        plan.new.push(definition(tx, piece, number, status, source));
    }
    let gone =
        published.values().filter(|each| each.source == source && !names.contains(&(each.kind, each.code.clone())));
    let gone: Vec<DefinitionId> = gone.map(|each| each.id).collect();
    plan.gone = gone.len();
    plan.retired.extend(gone);
    plan
}

fn definition(tx: &Tx, piece: Piece, number: i64, status: DefinitionStatus, source: &str) -> Definition {
    Definition {
        id: DefinitionId::new(),
        kind: piece.kind,
        code: piece.code,
        number,
        status,
        source: source.to_owned(),
        body: Json(pieces::numbered(piece.body, number)),
        created_at: tx.now(),
        version: 1,
    }
}

async fn retire(tx: &Tx, ids: &[DefinitionId]) -> Result<()> {
    for some in ids.chunks(1_000) {
        let sql = Sql::new("UPDATE definition SET status = ?, version = version + 1 WHERE tenant_id = ? AND")
            .bind(DefinitionStatus::Retired)
            .bind(tx.actor().tenant)
            .within("id", some.iter().copied());
        tx.run(sql).await?;
    }
    Ok(())
}

/// Publishes the company's own state of a definition as its next number. `seen` is the number the change was made on (0: none yet).
///
/// # Errors
/// `Stale` when another number is current by now.
pub(crate) async fn publish(
    tx: &Tx,
    kind: DefinitionKind,
    code: &str,
    body: serde_json::Value,
    seen: Option<i64>,
) -> Result<Definition> {
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? AND kind = ? AND code = ? ORDER BY number")
        .bind(tx.actor().tenant)
        .bind(kind)
        .bind(code.to_owned());
    let before: Vec<Definition> = db::select(tx, sql).await?;
    let current = before.iter().find(|each| each.status == DefinitionStatus::Published);
    let current_number = current.map_or(0, |each| each.number);
    if seen.is_some_and(|seen| seen != current_number) {
        return Err(Error::Stale { noun: "definition", current: current_number });
    }
    let number = before.last().map_or(1, |each| each.number + 1);
    retire(tx, &current.map(|each| each.id).into_iter().collect::<Vec<_>>()).await?;
    let piece = Piece { kind, code: code.to_owned(), number, body };
    let stored = db::insert(tx, definition(tx, piece, number, DefinitionStatus::Published, OWN)).await;
    forget(tx);
    stored.map_err(|error| {
        // on PostgreSQL two may publish at once: one of them took the number
        if db::is_duplicate(&error, &["definition_number", "definition.number"]) {
            return Error::Stale { noun: "definition", current: number };
        }
        error
    })
}

/// The route: installs a shipped pack.
pub(super) async fn install_shipped(tx: &Tx, code: String, _: Nothing) -> Result<Installed> {
    let pack = Pack::of_trade(&code).ok_or(Error::NotFound("pack"))?;
    install(tx, pack).await
}
