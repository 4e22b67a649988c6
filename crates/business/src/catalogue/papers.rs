//! Drawings and manuals of products: shown to whoever repairs one, and, where it is said so, to its customer (F2, B6, G7).

use kernel::error::{Check, FieldError};
use kernel::text::tidy;
use kernel::{Id, Page, Result};
use platform::db::{self, Event, Row, Sql, Tx, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{Paper, PaperId, PaperKind, Product, ProductId};
use crate::lowcode;

/// So many papers has a product.
const PAPERS_MAX: usize = 40;
const CAPTION_MAX: usize = 120;

/// A paper as somebody attaches it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPaper {
    pub kind: PaperKind,
    /// Of a picture or PDF that is stored.
    pub sha256: String,
    #[serde(default)]
    pub caption: String,
    #[serde(default)]
    pub for_customers: bool,
}

/// The papers of a product, in their order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPapers {
    pub papers: Vec<NewPaper>,
}

/// A paper as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperShown {
    pub id: PaperId,
    pub product_id: ProductId,
    pub kind: PaperKind,
    pub sha256: String,
    pub caption: String,
    pub for_customers: bool,
    /// Of the file: what it is by its content, what it was called, how large it is.
    pub media: String,
    pub name: String,
    pub bytes: i64,
}

/// `PUT /products/{id}/papers`: these in place of those before, at the product's version seen.
///
/// # Errors
/// `NotFound`; `Stale`; `Invalid` by field for what is neither a stored picture nor a PDF.
pub(super) async fn set(tx: &Tx, id: ProductId, body: SetPapers) -> Result<Page<PaperShown>> {
    let product: Product = db::get(tx, id).await?;
    tx.said().as_seen("product", product.version)?;
    check(tx, &body.papers).await?;
    db::update(tx, product).await?;
    let tenant = tx.actor().tenant;
    tx.run(Sql::new("DELETE FROM product_paper WHERE tenant_id = ? AND product_id = ?").bind(tenant).bind(id)).await?;
    let paper = |(position, new): (i64, NewPaper)| Paper {
        id: PaperId::new(),
        product_id: id,
        kind: new.kind,
        sha256: new.sha256,
        caption: tidy(&new.caption, false),
        for_customers: new.for_customers,
        position,
    };
    let papers: Vec<Paper> = (1..).zip(body.papers).map(paper).collect();
    let data = json!({ "count": papers.len() });
    db::insert_all(tx, papers).await?;
    tx.record(Event::new("product.papers_changed").about(id).with(data)).await?;
    Ok(Page { items: papers_of(tx, [id]).await?, next: None })
}

async fn check(tx: &Tx, papers: &[NewPaper]) -> Result<()> {
    let mut check = Check::new();
    if papers.len() > PAPERS_MAX {
        check.note(FieldError::new("papers", "field.too_many").with("max", PAPERS_MAX));
    }
    let media = lowcode::media_of(tx, papers.iter().map(|each| each.sha256.clone())).await?;
    for (at, paper) in papers.iter().enumerate().take(PAPERS_MAX) {
        check.at_most(&format!("papers[{at}].caption"), &paper.caption, CAPTION_MAX);
        let is_paper = media.get(&paper.sha256).is_some_and(|of| of.starts_with("image/") || of == "application/pdf");
        check.that(is_paper, format!("papers[{at}].sha256"), "field.not_a_paper");
        let is_twice = papers[..at].iter().any(|each| each.sha256 == paper.sha256);
        check.that(!is_twice, format!("papers[{at}].sha256"), "field.twice");
    }
    check.done()
}

/// `GET /products/{id}/papers`
///
/// # Errors
/// `NotFound`
pub(super) async fn list(view: &View, id: ProductId, _: Nothing) -> Result<Page<PaperShown>> {
    let product: Product = db::get(view, id).await?;
    Ok(Page { items: papers_of(view, [product.id]).await?, next: None })
}

/// The door: the papers of these products, product by product in their order.
///
/// # Errors
/// Those of the database.
pub async fn papers_of(view: &View, products: impl IntoIterator<Item = ProductId>) -> Result<Vec<PaperShown>> {
    let sql = Sql::new(
        "SELECT p.id, p.product_id, p.kind, p.sha256, p.caption, p.for_customers, f.media, f.name, f.bytes FROM product_paper p
         JOIN stored_file f ON f.tenant_id = p.tenant_id AND f.sha256 = p.sha256 WHERE p.tenant_id = ? AND",
    );
    let sql = sql.bind(view.actor().tenant).within("p.product_id", products);
    view.all(sql.push(" ORDER BY p.product_id, p.position LIMIT 2000")).await?.iter().map(shown).collect()
}

fn shown(row: &Row) -> Result<PaperShown> {
    Ok(PaperShown {
        id: read(row, "id")?,
        product_id: read(row, "product_id")?,
        kind: read(row, "kind")?,
        sha256: read(row, "sha256")?,
        caption: read(row, "caption")?,
        for_customers: read(row, "for_customers")?,
        media: read(row, "media")?,
        name: read(row, "name")?,
        bytes: read(row, "bytes")?,
    })
}
