//! Brands of a run: spellings that may be one name, with the brands they became, for a person to merge or leave.

use std::collections::HashMap;

use kernel::{Page, Result};
use platform::db::{self, Sql, View};
use platform::http::Nothing;
use platform::spelling::{Confidence, Proposal, Reason};
use schemars::JsonSchema;
use serde::Serialize;

use super::kinds::brand_key;
use super::record::{ImportId, ImportRun};
use crate::catalogue::{Brand, BrandId};

/// Brands that may be one.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BrandProposal {
    pub brand_id: BrandId,
    pub name: String,
    /// Rows of the file with any of the spellings.
    pub count: u64,
    /// What could be merged into it, the surest first.
    pub members: Vec<BrandMember>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BrandMember {
    pub brand_id: BrandId,
    pub name: String,
    pub count: u32,
    pub confidence: Confidence,
    pub reason: Reason,
}

/// `GET /imports/{id}/brands`: what is not merged yet.
pub(super) async fn proposals(view: &View, id: ImportId, _: Nothing) -> Result<Page<BrandProposal>> {
    let run: ImportRun = db::get(view, id).await?;
    let spellings = run.proposals.iter().flat_map(|proposal| {
        std::iter::once(&proposal.canonical).chain(proposal.members.iter().map(|member| &member.spelling))
    });
    let brands = by_key(view, spellings.map(|spelling| brand_key(spelling)).collect()).await?;
    let mut items = vec![];
    for proposal in &run.proposals.0 {
        let (Some(brand), members) = unmerged(proposal, &brands) else { continue };
        if !members.is_empty() {
            items.push(BrandProposal { brand_id: brand.id, name: brand.name.clone(), count: proposal.count, members });
        }
    }
    Ok(Page { items, next: None })
}

/// The brands of a proposal that still stand for themselves: the one to keep, and what could go into it.
fn unmerged<'b>(proposal: &Proposal, brands: &'b HashMap<String, Brand>) -> (Option<&'b Brand>, Vec<BrandMember>) {
    let stands = |spelling: &str| brands.get(&brand_key(spelling)).filter(|brand| brand.merged_into.is_none());
    let mut keep = stands(&proposal.canonical);
    let mut members: Vec<BrandMember> = vec![];
    for member in &proposal.members {
        let Some(other) = stands(&member.spelling) else { continue };
        let Some(kept) = keep else {
            keep = Some(other);
            continue;
        };
        if other.id != kept.id && !members.iter().any(|each| each.brand_id == other.id) {
            members.push(BrandMember {
                brand_id: other.id,
                name: other.name.clone(),
                count: member.count,
                confidence: member.confidence,
                reason: member.reason,
            });
        }
    }
    (keep, members)
}

async fn by_key(view: &View, keys: Vec<String>) -> Result<HashMap<String, Brand>> {
    let mut found = HashMap::new();
    for some in keys.chunks(500) {
        let sql = Sql::new("SELECT * FROM brand WHERE tenant_id = ? AND").bind(view.actor().tenant);
        let brands: Vec<Brand> = db::select(view, sql.within("key", some.iter().cloned())).await?;
        found.extend(brands.into_iter().map(|brand| (brand.key.clone(), brand)));
    }
    Ok(found)
}
