//! The customer's review of an order: once, after it is finished; it feeds the technician's rating and is judged by the company's standard.

use kernel::error::Check;
use kernel::id::{UnitId, UserId};
use kernel::{Error, FieldError, Id, Json, Moment, Result};
use platform::db::{self, Event, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::{Review, ReviewId};
use crate::lowcode::pack::Pack;
use crate::nouns::{Channel, CustomerId, OrderId, VisitId};
use crate::{lowcode, people};

/// So many photos come with a review.
const FILES_MAX: usize = 10;

/// What is reviewed, told by whoever knows orders.
#[derive(Clone, Debug)]
pub struct Reviewed {
    pub order_id: OrderId,
    pub unit_id: Option<UnitId>,
    pub customer_id: Option<CustomerId>,
    /// The visit that finished it, and the lead whose record the review feeds.
    pub visit_id: Option<VisitId>,
    pub technician_id: Option<UserId>,
    pub finished_at: Option<Moment>,
}

/// What the customer says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveReview {
    /// 1 to 5.
    pub stars: i64,
    /// Codes of the company's review words.
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub words: String,
    /// SHA-256 of photos sent before, ten at most.
    #[serde(default)]
    pub files: Vec<String>,
    /// Would recommend: 0 to 10.
    pub nps: Option<i64>,
    pub channel: Channel,
}

/// A review as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReviewShown {
    pub id: ReviewId,
    pub order_id: OrderId,
    pub visit_id: Option<VisitId>,
    pub technician_id: Option<UserId>,
    pub stars: i64,
    pub tags: Vec<String>,
    pub words: String,
    pub files: Vec<String>,
    pub nps: Option<i64>,
    pub channel: Channel,
    pub below_standard: bool,
    pub given_at: Moment,
}

impl From<Review> for ReviewShown {
    fn from(review: Review) -> Self {
        Self {
            id: review.id,
            order_id: review.order_id,
            visit_id: review.visit_id,
            technician_id: review.technician_id,
            stars: review.stars,
            tags: review.tags.0,
            words: review.words,
            files: review.files.0,
            nps: review.nps,
            channel: review.channel,
            below_standard: review.below_standard,
            given_at: review.given_at,
        }
    }
}

/// The door: keeps a review. The caller settles the order's phase afterwards.
///
/// # Errors
/// `Invalid` by field; `Refused("review.not_finished")`, `Refused("review.already_given")`.
pub async fn record_review(tx: &Tx, of: Reviewed, body: GiveReview) -> Result<ReviewShown> {
    let book = lowcode::book(tx).await?;
    check(&book.pack, &body)?;
    if of.finished_at.is_none() {
        return Err(Error::refused("review.not_finished"));
    }
    let review = Review {
        id: ReviewId::new(),
        order_id: of.order_id,
        visit_id: of.visit_id,
        technician_id: of.technician_id,
        stars: body.stars,
        below_standard: is_below_standard(&book.pack, &body),
        tags: Json(body.tags),
        words: kernel::text::tidy(&body.words, true),
        files: Json(body.files),
        nps: body.nps,
        channel: body.channel,
        given_at: tx.happened_at(),
    };
    let review = db::insert(tx, review).await.map_err(|error| {
        if db::is_duplicate(&error, &["review_once", "review.order_id"]) {
            return Error::refused("review.already_given");
        }
        error
    })?;
    if let Some(technician) = of.technician_id {
        people::note_rating(tx, technician, review.stars).await?;
    }
    let data = json!({ "review": review.id, "stars": review.stars, "nps": review.nps, "tags": review.tags.0,
                       "below_standard": review.below_standard });
    let event = Event::new("review.given")
        .in_unit(of.unit_id)
        .about(review.id)
        .about(of.order_id)
        .about_some(of.visit_id)
        .about_some(of.customer_id)
        .concerning(of.technician_id);
    tx.record(event.with(data)).await?;
    Ok(review.into())
}

fn check(pack: &Pack, body: &GiveReview) -> Result<()> {
    let mut check = Check::new();
    check.that((1..=5).contains(&body.stars), "stars", "field.not_a_choice");
    check.that(body.nps.is_none_or(|nps| (0..=10).contains(&nps)), "nps", "field.not_a_choice");
    check.at_most("words", &body.words, 2_000).files("files", &body.files, FILES_MAX);
    if body.tags.len() > 20 {
        check.note(FieldError::new("tags", "field.too_many").with("max", 20));
    }
    for (at, tag) in body.tags.iter().enumerate().take(20) {
        let is_known = pack.review_tags.iter().any(|each| each.code == *tag);
        check.that(is_known, format!("tags[{at}]"), "field.not_a_choice");
        check.that(!body.tags[..at].contains(tag), format!("tags[{at}]"), "field.twice");
    }
    check.done()
}

/// The company's standard: few stars, little willingness to recommend, or a word that is serious whatever the stars say.
fn is_below_standard(pack: &Pack, body: &GiveReview) -> bool {
    let is_serious = |tag: &String| pack.review_tags.iter().any(|each| each.code == *tag && each.opens_case);
    body.tags.iter().any(is_serious)
        || pack.review.as_ref().is_some_and(|standard| {
            body.stars <= i64::from(standard.case_at_stars)
                || body.nps.is_some_and(|nps| nps <= i64::from(standard.case_at_nps))
        })
}
