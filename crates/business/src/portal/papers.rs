//! Manuals and drawings for customers: of the machine whose label was scanned and, after the digits were said, of the household
//! (B6, G7).

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Request;
use axum::response::Response;
use kernel::{Error, Result};
use platform::db::{Sql, View};
use platform::http::{Caller, input, problem};
use schemars::JsonSchema;
use serde::Serialize;

use super::visitor::{Visitor, reading};
use crate::catalogue::{PaperKind, papers_of};
use crate::files;
use crate::nouns::ProductId;

/// A manual or drawing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperForCustomer {
    pub kind: PaperKind,
    pub sha256: String,
    /// What it is called; the file's name where nobody said more.
    pub caption: String,
    /// By its content: `image/jpeg`, `application/pdf`.
    pub media: String,
    pub bytes: i64,
}

/// What customers are given of these products, product by product.
///
/// # Errors
/// Those of the database.
pub(super) async fn for_customers(
    view: &View,
    products: impl Iterator<Item = ProductId>,
) -> Result<BTreeMap<ProductId, Vec<PaperForCustomer>>> {
    let products: BTreeSet<ProductId> = products.collect();
    let mut given: BTreeMap<ProductId, Vec<PaperForCustomer>> = BTreeMap::new();
    for paper in papers_of(view, products).await?.into_iter().filter(|paper| paper.for_customers) {
        let caption = if paper.caption.is_empty() { paper.name } else { paper.caption };
        let (kind, sha256, media, bytes) = (paper.kind, paper.sha256, paper.media, paper.bytes);
        let shown = PaperForCustomer { kind, sha256, caption, media, bytes };
        given.entry(paper.product_id).or_default().push(shown);
    }
    Ok(given)
}

/// `GET /portal/papers/{sha256}`
pub(super) async fn get_file(caller: Caller, request: Request) -> Response {
    match get(&caller, request).await {
        Ok(response) => response,
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn get(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let sha256 = input::path_of::<String>(&mut parts).await?;
    let view = caller.read();
    let file = match is_given(&view, &sha256).await? {
        true => files::by_hash(&view, &sha256).await?,
        false => None,
    };
    files::send_copy(caller, file.ok_or(Error::NotFound("file"))?, &parts).await
}

/// Whether it is a paper for customers of a product that the link leads to.
async fn is_given(view: &View, sha256: &str) -> Result<bool> {
    let visitor = Visitor::of(view).await?;
    let view = reading(view);
    let tenant = view.actor().tenant;
    let mut products: BTreeSet<ProductId> = visitor.asset.iter().filter_map(|asset| asset.product_id).collect();
    if let Some(customer) = visitor.link.customer_id.filter(|_| visitor.link.verified) {
        let sql = Sql::new(
            "SELECT DISTINCT product_id FROM asset WHERE tenant_id = ? AND customer_id = ? AND product_id IS NOT NULL",
        );
        products.extend(view.column::<ProductId>(sql.bind(tenant).bind(customer)).await?);
    }
    let sql =
        Sql::new("SELECT COUNT(*) FROM product_paper WHERE tenant_id = ? AND sha256 = ? AND for_customers = ? AND");
    let sql = sql.bind(tenant).bind(sha256.to_owned()).bind(true).within("product_id", products);
    Ok(view.value::<i64>(sql).await? > 0)
}
