//! Mappings: those that ship, those that the company keeps, and the one that fits a table.

use kernel::error::Check;
use kernel::{Error, FieldError, Id, Json, Moment, Page, Result};
use platform::db::{self, Event, Sql, Tx, View};
use platform::http::Nothing;
use platform::sheets::{Mapping, Table};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::file::MapChoice;
use super::record::{ImportKind, ImportMapping, ImportMappingId};

/// The name under which the mapping that was used last without a name of its own is kept.
const LAST: &str = "last";

/// What ships: kind, name, file.
const SHIPPED: &[(ImportKind, &str, &str)] = &[
    (ImportKind::Repairs, "open-repair", include_str!("../../../../packs/imports/open-repair.toml")),
    (ImportKind::Orders, "standard", include_str!("../../../../packs/imports/orders.toml")),
    (ImportKind::Customers, "standard", include_str!("../../../../packs/imports/customers.toml")),
    (ImportKind::Assets, "standard", include_str!("../../../../packs/imports/assets.toml")),
    (ImportKind::Products, "standard", include_str!("../../../../packs/imports/products.toml")),
    (ImportKind::Users, "standard", include_str!("../../../../packs/imports/users.toml")),
];

/// A mapping as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MappingShown {
    pub kind: ImportKind,
    pub name: String,
    /// Comes with the program; putting one of the same name stands before it.
    pub shipped: bool,
    pub mapping: Mapping,
    pub changed_at: Option<Moment>,
    pub version: i64,
}

impl From<ImportMapping> for MappingShown {
    fn from(kept: ImportMapping) -> Self {
        Self {
            kind: kept.kind,
            name: kept.name,
            shipped: false,
            mapping: kept.body.0,
            changed_at: Some(kept.changed_at),
            version: kept.version,
        }
    }
}

/// The mapping that ships for a kind; templates are made from it.
///
/// # Errors
/// `Bug` when the file does not parse; a test reads them all.
pub(super) fn shipped(kind: ImportKind) -> Result<(&'static str, Mapping)> {
    let found = SHIPPED.iter().find(|each| each.0 == kind).ok_or_else(|| Error::bug("a kind without a mapping"))?;
    Ok((found.1, Mapping::from_toml(found.2)?))
}

/// What the command line's `--map` names: the text of a TOML file, or the name of a mapping.
///
/// # Errors
/// `import.mapping_broken`
pub fn read_map(toml: &str) -> Result<MapChoice> {
    Mapping::from_toml(toml).map(MapChoice::Given)
}

fn other_kind(mapping: &Mapping) -> Error {
    Error::refused("import.mapping_broken").with("why", "other_kind").with("at", format!("kind = {}", mapping.kind))
}

/// The mapping for a table, its name, and whether it is worth remembering.
pub(super) struct Chosen {
    pub mapping: Mapping,
    pub name: String,
    pub remember: bool,
}

/// Finds the mapping that was asked for, or the one that fits: the company's own, latest first, then the one that ships, then a guess.
///
/// # Errors
/// `NotFound` for a name that nobody knows; `Invalid` with `import.column_missing` when no mapping fits.
pub(super) async fn choose(view: &View, kind: ImportKind, choice: MapChoice, table: &Table) -> Result<Chosen> {
    let (shipped_name, standard) = shipped(kind)?;
    match choice {
        MapChoice::Given(mapping) => {
            if mapping.kind != kind.to_string() {
                return Err(other_kind(&mapping));
            }
            Ok(Chosen { mapping, name: LAST.into(), remember: true })
        }
        MapChoice::Named(name) => match kept(view, kind, &name).await? {
            Some(kept) => Ok(Chosen { mapping: kept.body.0, name, remember: false }),
            None if name == shipped_name => Ok(Chosen { mapping: standard, name, remember: false }),
            None => Err(Error::NotFound("import_mapping")),
        },
        MapChoice::Fitting => {
            let head =
                Table { rows: vec![], sheet: None, headers: table.headers.clone(), header_line: table.header_line };
            let fits = |mapping: &Mapping| mapping.apply(&head).err();
            for kept in all_kept(view, kind).await? {
                // one that was kept by an earlier program may name what nobody reads
                if wrong_fields(&standard, &kept.body).is_empty() && fits(&kept.body).is_none() {
                    return Ok(Chosen { mapping: kept.body.0, name: kept.name, remember: false });
                }
            }
            let Some(misfit) = fits(&standard) else {
                return Ok(Chosen { mapping: standard, name: shipped_name.into(), remember: false });
            };
            let guess = Mapping::guess(&kind.to_string(), &standard.fields, &table.headers);
            if !guess.missing.is_empty() || fits(&guess.mapping).is_some() {
                return Err(misfit);
            }
            Ok(Chosen { mapping: guess.mapping, name: LAST.into(), remember: true })
        }
    }
}

async fn kept(view: &View, kind: ImportKind, name: &str) -> Result<Option<ImportMapping>> {
    let sql = Sql::new("SELECT * FROM import_mapping WHERE tenant_id = ? AND kind = ? AND name = ?")
        .bind(view.actor().tenant)
        .bind(kind)
        .bind(name.to_owned());
    db::select_one(view, sql).await
}

async fn all_kept(view: &View, kind: ImportKind) -> Result<Vec<ImportMapping>> {
    let sql = Sql::new(
        "SELECT * FROM import_mapping WHERE tenant_id = ? AND kind = ? ORDER BY changed_at DESC, name LIMIT 200",
    );
    db::select(view, sql.bind(view.actor().tenant).bind(kind)).await
}

/// Fields that nobody of this kind reads, and required ones that the mapping leaves out.
fn wrong_fields(standard: &Mapping, mapping: &Mapping) -> Vec<FieldError> {
    let path = |field: &String| format!("fields.{field}");
    let unknown = mapping.fields.keys().filter(|field| !standard.fields.contains_key(*field));
    let required = standard.fields.iter().filter(|(_, rule)| rule.required).map(|(field, _)| field);
    let missing = required.filter(|field| !mapping.fields.contains_key(*field));
    let unknown = unknown.map(|field| FieldError::new(path(field), "field.unknown"));
    unknown.chain(missing.map(|field| FieldError::new(path(field), "field.required"))).collect()
}

/// Keeps a mapping under a name, in place of the one of that name.
///
/// # Errors
/// `Invalid` for an unusable name, an unknown field, a required one left out; `import.mapping_broken`; `Stale` where the caller saw another version.
pub(super) async fn keep(tx: &Tx, kind: ImportKind, name: &str, mapping: Mapping) -> Result<ImportMapping> {
    let mut check = Check::new();
    check.text("name", name, 60);
    check.done()?;
    let mapping = mapping.checked()?;
    if mapping.kind != kind.to_string() {
        return Err(other_kind(&mapping));
    }
    let wrong = wrong_fields(&shipped(kind)?.1, &mapping);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let saved = match kept(tx, kind, name).await? {
        Some(before) => {
            tx.said().as_seen("import_mapping", before.version)?;
            db::update(tx, ImportMapping { body: Json(mapping), changed_at: tx.now(), ..before }).await?
        }
        None => {
            let new = ImportMapping {
                id: ImportMappingId::new(),
                kind,
                name: name.to_owned(),
                body: Json(mapping),
                changed_at: tx.now(),
                version: 1,
            };
            db::insert(tx, new).await?
        }
    };
    let data = json!({ "kind": kind, "version": saved.version });
    tx.record(Event::new("import_mapping.kept").about(saved.id).with(data)).await?;
    Ok(saved)
}

/// Remembers what was used without a name.
pub(super) async fn remember(tx: &Tx, kind: ImportKind, chosen: &str, mapping: &Mapping) -> Result<()> {
    match kept(tx, kind, chosen).await? {
        Some(before) if before.body.0 == *mapping => Ok(()),
        _ => keep(tx, kind, chosen, mapping.clone()).await.map(|_| ()),
    }
}

/// `GET /import-mappings/{kind}`: the company's own, then what ships.
pub(super) async fn list(view: &View, kind: ImportKind, _: Nothing) -> Result<Page<MappingShown>> {
    let mut items: Vec<MappingShown> = all_kept(view, kind).await?.into_iter().map(MappingShown::from).collect();
    let (name, mapping) = shipped(kind)?;
    items.push(MappingShown { kind, name: name.into(), shipped: true, mapping, changed_at: None, version: 0 });
    Ok(Page { items, next: None })
}

/// `GET /import-mappings/{kind}/{name}`
pub(super) async fn one(view: &View, (kind, name): (ImportKind, String), _: Nothing) -> Result<MappingShown> {
    if let Some(kept) = kept(view, kind, &name).await? {
        return Ok(kept.into());
    }
    let (shipped_name, mapping) = shipped(kind)?;
    if shipped_name != name {
        return Err(Error::NotFound("import_mapping"));
    }
    Ok(MappingShown { kind, name, shipped: true, mapping, changed_at: None, version: 0 })
}

/// `PUT /import-mappings/{kind}/{name}`
pub(super) async fn put(tx: &Tx, (kind, name): (ImportKind, String), mapping: Mapping) -> Result<MappingShown> {
    keep(tx, kind, &name, mapping).await.map(MappingShown::from)
}
