//! Rules of a visit: decisions without IO.

use kernel::id::UserId;
use kernel::time::HOUR;
use kernel::{BasisPoints, Error, Moment, Money, Point, Result, Zone};

use super::record::{ArrivalJudged, CrewMember, Offer, OfferAnswer, Visit};
use crate::orders::record::{OrderPhase, WorkOrder};

/// Within so many metres of the site one is there: the size of a compound, plus the error of a phone between high buildings.
pub const AT_SITE_METRES: i64 = 300;
/// The shares of a crew add up to this.
pub const WHOLE_SHARE: BasisPoints = BasisPoints(10_000);
/// A stay is at most two days; longer work is several visits.
pub const MINUTES_MAX: i64 = 2 * 24 * 60;

/// Visits are planned, offered and begun only while the order runs.
///
/// # Errors
/// `visit.order_not_open`
pub fn order_is_open(order: &WorkOrder) -> Result<()> {
    match order.phase {
        OrderPhase::OnHold | OrderPhase::Cancelled | OrderPhase::Closed => {
            Err(Error::refused("visit.order_not_open").with("order", order.number.clone()))
        }
        _ => Ok(()),
    }
}

/// Nobody sets out a day or more before the planned stay: whoever goes earlier agrees on another appointment first, so that the
/// customer knows and the time is booked.
const HOURS_AHEAD_MAX: i64 = 24;

/// Whether it is time to set out.
///
/// # Errors
/// `visit.too_early` with the planned time on the company's clock.
pub fn is_time_to_go(visit: &Visit, at: Moment, zone: Zone) -> Result<()> {
    match visit.planned_from_at {
        Some(from) if from > at + HOURS_AHEAD_MAX * HOUR => {
            let (day, minute) = (zone.day_of(from), zone.minute_of_day(from));
            let planned = format!("{day} {:02}:{:02}", minute / 60, minute % 60);
            Err(Error::refused("visit.too_early").with("planned", planned))
        }
        _ => Ok(()),
    }
}

/// The offer is this person's, still open, and was answered in time.
///
/// # Errors
/// `visit.not_offered_to_you`, `visit.offer_gone`, `visit.offer_expired`.
pub fn may_answer(offer: &Offer, who: UserId, at: Moment) -> Result<()> {
    if offer.technician_id != who {
        return Err(Error::refused("visit.not_offered_to_you"));
    }
    match offer.answer {
        OfferAnswer::Waiting if at <= offer.expires_at => Ok(()),
        OfferAnswer::Waiting | OfferAnswer::Expired => Err(Error::refused("visit.offer_expired")),
        _ => Err(Error::refused("visit.offer_gone")),
    }
}

/// Whether an arrival was at the site, and how far from it in whole metres.
pub fn judge_arrival(here: Option<Point>, site: Option<Point>) -> (ArrivalJudged, Option<i64>) {
    match here.zip(site) {
        None => (ArrivalJudged::NotKnown, None),
        Some((here, site)) => {
            let metres = whole_metres(here, site);
            let judged = if metres <= AT_SITE_METRES { ArrivalJudged::AtSite } else { ArrivalJudged::FarAway };
            (judged, Some(metres))
        }
    }
}

/// The distance of two places in whole metres.
pub fn whole_metres(here: Point, there: Point) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "half the girth of the Earth is 20,015,115 m")]
    let metres = here.metres_to(there).round() as i64;
    metres
}

/// Gives one member of a crew a share and scales the others to what is left, in proportion to what they had (evenly where they
/// had nothing), by largest remainder: together always [`WHOLE_SHARE`]. A crew of one has everything.
pub fn share_out(crew: &mut [CrewMember], fixed: Option<(UserId, BasisPoints)>) {
    let (kept, share) = match fixed {
        Some((who, share)) if crew.len() > 1 => (Some(who), share.0.clamp(0, WHOLE_SHARE.0)),
        _ => (None, 0),
    };
    let weights: Vec<u32> = crew
        .iter()
        .filter(|member| Some(member.technician_id) != kept)
        .map(|member| u32::try_from(member.share_bp.0).unwrap_or(0))
        .collect();
    let mut parts = Money(WHOLE_SHARE.0 - share).split(&weights).into_iter();
    for member in crew {
        member.share_bp = if Some(member.technician_id) == kept {
            BasisPoints(share)
        } else {
            BasisPoints(parts.next().map_or(0, Money::minor))
        };
    }
}

/// A window or a stay begins before it ends.
pub fn is_span(from: Option<Moment>, to: Option<Moment>) -> bool {
    match (from, to) {
        (None, None) => true,
        (Some(from), Some(to)) => from < to,
        _ => false,
    }
}

/// The planned stay from its start.
#[must_use]
pub fn planned_from(mut visit: Visit, from: Moment) -> Visit {
    visit.planned_from_at = Some(from);
    visit.planned_to_at = Some(from.plus_minutes(visit.minutes));
    visit
}

#[cfg(test)]
mod tests {
    use kernel::Id;
    use proptest::prelude::*;

    use super::*;
    use crate::orders::visits::record::CrewRole;

    fn member(share: i64) -> CrewMember {
        CrewMember {
            id: Id::new(),
            visit_id: Id::new(),
            order_id: Id::new(),
            technician_id: Id::new(),
            role: CrewRole::Helper,
            share_bp: BasisPoints(share),
            started_at: None,
            ended_at: None,
            released_at: None,
            created_at: Moment(0),
            version: 1,
        }
    }

    proptest! {
        #[test]
        fn the_shares_of_a_crew_always_add_up(shares in proptest::collection::vec(0i64..=10_000, 1..7), which in 0usize..7, wanted in 0i64..=10_000) {
            let mut crew: Vec<CrewMember> = shares.into_iter().map(member).collect();
            let who = crew[which % crew.len()].technician_id;
            share_out(&mut crew, Some((who, BasisPoints(wanted))));
            prop_assert_eq!(crew.iter().map(|each| each.share_bp.0).sum::<i64>(), WHOLE_SHARE.0);
            if crew.len() > 1 {
                prop_assert_eq!(crew[which % crew.len()].share_bp.0, wanted);
            }
        }
    }

    #[test]
    fn three_hundred_metres_from_the_door_one_is_there_and_further_one_is_not() {
        let site = Point { lat: 31.2, lng: 121.4 };
        let north = |metres: f64| Some(Point { lat: 31.2 + metres / 111_195.08, lng: 121.4 });
        assert_eq!(judge_arrival(north(299.0), Some(site)), (ArrivalJudged::AtSite, Some(299)));
        assert_eq!(judge_arrival(north(301.0), Some(site)), (ArrivalJudged::FarAway, Some(301)));
        assert_eq!(judge_arrival(None, Some(site)), (ArrivalJudged::NotKnown, None));
        assert_eq!(judge_arrival(Some(site), None), (ArrivalJudged::NotKnown, None));
    }
}
