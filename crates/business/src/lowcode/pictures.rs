//! Pictures that guide through a SOP's steps. Setting them publishes the SOP's next number: a visit that has begun keeps the pictures of the
//! number that it began with.

use std::collections::BTreeMap;

use kernel::error::{Check, FieldError};
use kernel::text::tidy;
use kernel::{Error, Result};
use platform::db::{Event, Sql, Tx, View, read};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::book::book;
use super::install::publish;
use super::pack::{Sop, StepPicture};
use super::record::DefinitionKind;

/// So many pictures guide through one step.
const PICTURES_MAX: usize = 12;
const CAPTION_MAX: usize = 120;

/// The pictures of a step, in their order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPictures {
    pub pictures: Vec<StepPicture>,
}

/// `PUT /sops/{code}/steps/{step}/pictures`, at the number of the SOP that was seen (`If-Match`).
///
/// # Errors
/// `NotFound("sop")`, `NotFound("step")`; `Stale`; `Invalid` by field for what is no stored picture.
pub(super) async fn set(tx: &Tx, (code, step): (String, String), body: SetPictures) -> Result<Sop> {
    let current = book(tx).await?.sop(&code).cloned().ok_or(Error::NotFound("sop"))?;
    let mut sop = Sop::clone(&current);
    let to_change = sop.steps.iter_mut().find(|each| each.code == step).ok_or(Error::NotFound("step"))?;
    check(tx, &body.pictures).await?;
    let tidied = |each: StepPicture| StepPicture { caption: tidy(&each.caption, false), ..each };
    to_change.pictures = body.pictures.into_iter().map(tidied).collect();
    let (count, shown) = (to_change.pictures.len(), to_change.pictures.clone());
    for picture in shown {
        let sql = Sql::new("INSERT INTO guide_picture (tenant_id, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING");
        tx.run(sql.bind(tx.actor().tenant).bind(picture.sha256)).await?;
    }
    let value = serde_json::to_value(&sop).map_err(Error::bug)?;
    let seen = tx.said().version.or(Some(i64::from(current.version)));
    let stored = publish(tx, DefinitionKind::Sop, &code, value, seen).await?;
    let data = json!({ "code": code, "step": step, "count": count, "number": stored.number });
    tx.record(Event::new("sop.pictures_changed").about(stored.id).with(data)).await?;
    super::pieces::body(&stored)
}

async fn check(tx: &Tx, pictures: &[StepPicture]) -> Result<()> {
    let mut check = Check::new();
    if pictures.len() > PICTURES_MAX {
        check.note(FieldError::new("pictures", "field.too_many").with("max", PICTURES_MAX));
    }
    let media = media_of(tx, pictures.iter().map(|each| each.sha256.clone())).await?;
    for (at, picture) in pictures.iter().enumerate().take(PICTURES_MAX) {
        check.at_most(&format!("pictures[{at}].caption"), &picture.caption, CAPTION_MAX);
        let is_picture = media.get(&picture.sha256).is_some_and(|media| media.starts_with("image/"));
        check.that(is_picture, format!("pictures[{at}].sha256"), "field.not_a_picture");
        let is_twice = pictures[..at].iter().any(|each| each.sha256 == picture.sha256);
        check.that(!is_twice, format!("pictures[{at}].sha256"), "field.twice");
    }
    check.done()
}

/// What each of these files is, by its hash; those that nobody stored are absent.
///
/// # Errors
/// Those of the database.
pub(crate) async fn media_of(
    view: &View,
    hashes: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, String>> {
    let sql = Sql::new("SELECT sha256, media FROM stored_file WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    let rows = view.all(sql.within("sha256", hashes)).await?;
    rows.iter().map(|row| Ok((read(row, "sha256")?, read(row, "media")?))).collect()
}
