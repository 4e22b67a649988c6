//! Who reads which file: who sees everything, who brought it, who sees an order that it belongs to; what guides is everybody's.

use kernel::id::UserId;
use kernel::{Error, Moment, Result, Scope};
use platform::db::{self, Sql, View, is_duplicate};
use platform::files::Taken;
use platform::http::Nothing;
use serde::Serialize;

use super::record::{FileId, StoredFile};
use crate::orders;

/// A file as it is told.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct FileFacts {
    pub id: FileId,
    pub sha256: String,
    pub bytes: i64,
    /// By its content: `image/jpeg`.
    pub media: String,
    pub name: String,
    /// Pixels of a picture, upright.
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub has_thumbnail: bool,
    /// What the camera wrote: a hint, no proof.
    pub taken: Taken,
    pub added_at: Moment,
    pub added_by: UserId,
}

impl From<StoredFile> for FileFacts {
    fn from(file: StoredFile) -> Self {
        Self {
            id: file.id,
            sha256: file.sha256,
            bytes: file.bytes,
            media: file.media,
            name: file.name,
            width: file.width,
            height: file.height,
            has_thumbnail: file.has_thumbnail,
            taken: file.metadata.0,
            added_at: file.added_at,
            added_by: file.added_by,
        }
    }
}

/// `GET /files/{sha256}/facts`
///
/// # Errors
/// `NotFound`
pub async fn facts(view: &View, sha256: String, _: Nothing) -> Result<FileFacts> {
    get_visible(view, &sha256).await.map(FileFacts::from)
}

/// The file with this hash, if the actor may see it.
///
/// # Errors
/// `NotFound`, also for what exists and is not theirs to see.
pub async fn get_visible(view: &View, sha256: &str) -> Result<StoredFile> {
    let file = by_hash(view, sha256).await?.ok_or(Error::NotFound("file"))?;
    let is_known = matches!(view.actor().scope, Scope::Everything) || file.added_by == view.actor().user;
    if is_known || belongs_to_visible_order(view, sha256).await? || is_guidance(view, sha256).await? {
        return Ok(file);
    }
    Err(Error::NotFound("file"))
}

/// The file with this hash, whoever may see it: upper floors decide.
///
/// # Errors
/// Those of the database.
pub async fn by_hash(view: &View, sha256: &str) -> Result<Option<StoredFile>> {
    let sql = Sql::new("SELECT * FROM stored_file WHERE tenant_id = ? AND sha256 = ?").bind(view.actor().tenant);
    db::select_one(view, sql.bind(sha256.to_owned())).await
}

/// Pictures of procedures, drawings and manuals are for everybody who works for the company.
async fn is_guidance(view: &View, sha256: &str) -> Result<bool> {
    let sql = Sql::new(
        "SELECT (SELECT COUNT(*) FROM guide_picture WHERE tenant_id = ? AND sha256 = ?)
              + (SELECT COUNT(*) FROM product_paper WHERE tenant_id = ? AND sha256 = ?)",
    );
    let (tenant, hash) = (view.actor().tenant, sha256.to_owned());
    Ok(view.value::<i64>(sql.bind(tenant).bind(hash.clone()).bind(tenant).bind(hash)).await? > 0)
}

/// As evidence, also as such that was taken back, as a signature on a visit or a price, or in the conversation.
async fn belongs_to_visible_order(view: &View, sha256: &str) -> Result<bool> {
    let (tenant, hash) = (view.actor().tenant, sha256.to_owned());
    let sql = Sql::new(
        "SELECT COUNT(*) FROM work_order o WHERE o.tenant_id = ? AND o.id IN (
           SELECT order_id FROM evidence WHERE tenant_id = ? AND sha256 = ?
           UNION SELECT order_id FROM evidence_withdrawn WHERE tenant_id = ? AND sha256 = ?
           UNION SELECT order_id FROM visit WHERE tenant_id = ? AND signature = ?
           UNION SELECT order_id FROM price_approval WHERE tenant_id = ? AND signature = ?
           UNION SELECT order_id FROM order_message WHERE tenant_id = ? AND files <> '[]' AND files LIKE ?)",
    )
    .bind(tenant)
    .bind(tenant)
    .bind(hash.clone())
    .bind(tenant)
    .bind(hash.clone())
    .bind(tenant)
    .bind(hash.clone())
    .bind(tenant)
    .bind(hash.clone())
    .bind(tenant)
    .bind(format!("%{hash}%"));
    let found: i64 = view.value(orders::visible_sql(sql, view, "o")).await?;
    Ok(found > 0)
}

/// Two uploads of the same bytes at the same time: the second finds the first's row.
pub(super) fn is_known_already(error: &Error) -> bool {
    is_duplicate(error, &["stored_file_sha", "stored_file.sha256"])
}
