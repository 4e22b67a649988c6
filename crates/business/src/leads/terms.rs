//! The company's terms for quotes: how much a guide may take off without asking, and how long an offer holds.

use kernel::error::Check;
use kernel::{Error, Result};
use platform::db::{Event, Sql, Tx, View, read};
use platform::http::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rules::{VALID_DAYS_MAX, WHOLE_BP};

/// What holds until a company says otherwise: a tenth, and a week.
const USUAL: (i64, i64) = (1_000, 7);

/// A company's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct QuoteTerms {
    /// In ten-thousandths of the catalogue's sum.
    pub discount_max_bp: i64,
    /// So many days after it was drawn up an offer can be accepted, unless it says a day.
    pub valid_days: i64,
    /// Counts the changes; 0 where the company has said nothing yet.
    pub version: i64,
}

/// The door: the terms that hold.
///
/// # Errors
/// Those of the database.
pub(super) async fn terms(view: &View) -> Result<QuoteTerms> {
    let sql = Sql::new("SELECT discount_max_bp, valid_days, version FROM quote_terms WHERE tenant_id = ?");
    match view.one(sql.bind(view.actor().tenant)).await? {
        Some(row) => Ok(QuoteTerms {
            discount_max_bp: read(&row, "discount_max_bp")?,
            valid_days: read(&row, "valid_days")?,
            version: read(&row, "version")?,
        }),
        None => Ok(QuoteTerms { discount_max_bp: USUAL.0, valid_days: USUAL.1, version: 0 }),
    }
}

pub(super) async fn shown(view: &View, _: (), _: Nothing) -> Result<QuoteTerms> {
    terms(view).await
}

/// New terms.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetQuoteTerms {
    /// 0 to 10,000.
    pub discount_max_bp: i64,
    /// 1 to 180.
    pub valid_days: i64,
}

/// `PUT /quote-terms`, at the version seen. What was offered before keeps what it said.
///
/// # Errors
/// `Invalid` by field; `Stale`.
pub(super) async fn set(tx: &Tx, _: (), body: SetQuoteTerms) -> Result<QuoteTerms> {
    let mut check = Check::new();
    check.that((0..=WHOLE_BP).contains(&body.discount_max_bp), "discount_max_bp", "field.out_of_range");
    check.that((1..=VALID_DAYS_MAX).contains(&body.valid_days), "valid_days", "field.out_of_range");
    check.done()?;
    let before = terms(tx).await?;
    tx.said().as_seen("quote_terms", before.version)?;
    let sql = Sql::new(
        "INSERT INTO quote_terms (tenant_id, discount_max_bp, valid_days, version) VALUES (?, ?, ?, 1)
         ON CONFLICT (tenant_id) DO UPDATE SET discount_max_bp = excluded.discount_max_bp, valid_days = excluded.valid_days,
         version = quote_terms.version + 1 WHERE quote_terms.version = ?",
    );
    let sql = sql.bind(tx.actor().tenant).bind(body.discount_max_bp).bind(body.valid_days).bind(before.version);
    if tx.run(sql).await? != 1 {
        return Err(Error::Stale { noun: "quote_terms", current: terms(tx).await?.version });
    }
    let data = json!({ "discount_max_bp": body.discount_max_bp, "valid_days": body.valid_days });
    tx.record(Event::new("quote_terms.changed").with(data)).await?;
    terms(tx).await
}
