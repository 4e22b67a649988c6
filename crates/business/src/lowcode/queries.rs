//! What is defined, for forms and for who looks after it.

use std::collections::BTreeMap;

use kernel::{Moment, Page, Result, page};
use platform::db::{self, Sql, View};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::book::book;
use super::pack::Pack;
use super::record::{Definition, DefinitionId, DefinitionKind, DefinitionStatus};

/// The company's current definitions, put together.
pub(super) async fn current(view: &View, _: (), _: Nothing) -> Result<Pack> {
    Ok(book(view).await?.pack.clone())
}

/// A pack that can be installed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PackOffered {
    pub code: String,
    pub version: u32,
    pub name: formula::Label,
    pub about: formula::Label,
    /// The version that is installed, if any.
    pub installed: Option<i64>,
}

pub(super) async fn packs(view: &View, _: (), _: Nothing) -> Result<Page<PackOffered>> {
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ? AND kind = ? AND status = ? LIMIT 1000")
        .bind(view.actor().tenant)
        .bind(DefinitionKind::Pack)
        .bind(DefinitionStatus::Published);
    let installed: Vec<Definition> = db::select(view, sql).await?;
    let installed: BTreeMap<&str, i64> = installed.iter().map(|each| (each.code.as_str(), each.number)).collect();
    let offered = Pack::shipped().iter().map(|pack| PackOffered {
        code: pack.code.clone(),
        version: pack.version,
        name: pack.name.clone(),
        about: pack.about.clone(),
        installed: installed.get(pack.code.as_str()).copied(),
    });
    Ok(Page { items: offered.collect(), next: None })
}

/// What the list of definitions can be narrowed by.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefinitionFilter {
    pub kind: Option<DefinitionKind>,
    pub code: Option<String>,
    pub status: Option<DefinitionStatus>,
    /// The `next` of the page before.
    pub after: Option<DefinitionId>,
    pub limit: Option<i64>,
}

/// A definition as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DefinitionShown {
    pub id: DefinitionId,
    pub kind: DefinitionKind,
    pub code: String,
    pub number: i64,
    pub status: DefinitionStatus,
    pub source: String,
    pub body: Value,
    pub created_at: Moment,
    pub version: i64,
}

impl From<Definition> for DefinitionShown {
    fn from(each: Definition) -> Self {
        Self {
            id: each.id,
            kind: each.kind,
            code: each.code,
            number: each.number,
            status: each.status,
            source: each.source,
            body: each.body.0,
            created_at: each.created_at,
            version: each.version,
        }
    }
}

pub(super) async fn list(view: &View, _: (), filter: DefinitionFilter) -> Result<Page<DefinitionShown>> {
    let limit = page::limit_of(filter.limit);
    let sql = Sql::new("SELECT * FROM definition WHERE tenant_id = ?")
        .bind(view.actor().tenant)
        .and(" AND kind = ?", filter.kind)
        .and(" AND code = ?", filter.code)
        .and(" AND status = ?", filter.status)
        .and(" AND id > ?", filter.after);
    let found: Vec<Definition> = db::select(view, sql.push(" ORDER BY id LIMIT ?").bind(limit + 1)).await?;
    let page = Page::of(found, limit, |each| each.id.to_string());
    Ok(page.map(DefinitionShown::from))
}
