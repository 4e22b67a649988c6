//! What swapping pieces of two routes costs, and whether it can be: known from what the stops beside them remember of time.

use super::{Lasting, Mark, Plain};
use crate::search::rules::Rules;
use crate::search::state::{NONE, Piece, Plan, Route, Stop};

type Routes<L> = Plan<Mark<<L as Lasting>::Pieces>>;
type Way<L> = Route<Mark<<L as Lasting>::Pieces>>;
type At<L> = Stop<Mark<<L as Lasting>::Pieces>>;

impl<L: Lasting> Plain<L> {
    /// The price of swapping all that comes from one stop on and from another on.
    pub(super) fn tails(&self, plan: &Routes<L>, one: Piece, other: Piece, most: i64) -> Option<i64> {
        let (first, second) = (&plan.routes[one.route as usize], &plan.routes[other.route as usize]);
        let (last, next) = (&first.stops[one.from - 1], &first.stops[one.from]);
        let (other_last, other_next) = (&second.stops[other.from - 1], &second.stops[other.from]);
        let cost = i64::from(self.leg(last, other_next)) + i64::from(self.leg(other_last, next))
            - i64::from(next.leg)
            - i64::from(other_next.leg);
        if cost > most || !self.joins(last, &[], other_next) || !self.joins(other_last, &[], next) {
            return None;
        }
        let head =
            |route: &Way<L>, from: usize| route.stops[1..from].iter().map(|stop| self.load(stop.task)).sum::<i32>();
        let (head, other_head) = (head(first, one.from), head(second, other.from));
        let (tail, other_tail) = (first.load - head, second.load - other_head);
        let (own, others) = (&first.stops[one.from..], &second.stops[other.from..]);
        let fits = self.fits(one.route, head + other_tail, others) && self.fits(other.route, other_head + tail, own);
        fits.then_some(cost)
    }

    /// The price of swapping two short pieces.
    pub(super) fn pieces(&self, plan: &Routes<L>, one: Piece, other: Piece, most: i64) -> Option<i64> {
        let (first, second) = (&plan.routes[one.route as usize], &plan.routes[other.route as usize]);
        let (own, others) = (&first.stops[one.range()], &second.stops[other.range()]);
        let ends = |route: &Way<L>, piece: Piece| (route.stops[piece.from - 1], route.stops[piece.from + piece.count]);
        let ((last, next), (other_last, other_next)) = (ends(first, one), ends(second, other));
        let cost = self.price_between(&last, others, &next) - self.price_between(&last, own, &next)
            + self.price_between(&other_last, own, &other_next)
            - self.price_between(&other_last, others, &other_next);
        if cost > most {
            return None;
        }
        let load = |piece: &[At<L>]| piece.iter().map(|stop| self.load(stop.task)).sum::<i32>();
        let more = load(others) - load(own);
        let possible = self.fits(one.route, first.load + more, others)
            && self.fits(other.route, second.load - more, own)
            && self.joins(&last, others, &next)
            && self.joins(&other_last, own, &other_next);
        possible.then_some(cost)
    }

    fn leg(&self, from: &At<L>, to: &At<L>) -> i32 {
        self.lengths[from.place as usize * self.places + to.place as usize]
    }

    /// The ways before, between and after a piece of a route, but for those within it.
    fn price_between(&self, last: &At<L>, piece: &[At<L>], next: &At<L>) -> i64 {
        match (piece.first(), piece.last()) {
            (Some(first), Some(end)) => i64::from(self.leg(last, first)) + i64::from(self.leg(end, next)),
            _ => i64::from(self.leg(last, next)),
        }
    }

    /// Whether, in time, a stop can be followed by a piece of another route, and that by a stop with all that comes after it.
    fn joins(&self, last: &At<L>, piece: &[At<L>], next: &At<L>) -> bool {
        let (mut time, mut before, mut from) = (last.mark.depart, last.mark.pieces, last);
        for stop in piece {
            let (own, leg) = (&self.customers[stop.task as usize], self.leg(from, stop));
            let start = (time + leg).max(own.opens);
            if start > own.closes {
                return false;
            }
            (time, before, from) = (start + own.service, self.lasting.with(&before, own, leg), stop);
        }
        let leg = self.leg(from, next);
        time + leg <= next.mark.latest && !self.lasting.is_too_long(&before, leg, &next.mark.pieces)
    }

    /// Whether a vehicle can carry so much, and may serve these stops.
    fn fits(&self, route: u32, load: i32, stops: &[At<L>]) -> bool {
        let vehicle = &self.vehicles[route as usize];
        load <= vehicle.capacity
            && vehicle
                .serves
                .as_ref()
                .is_none_or(|serves| stops.iter().all(|stop| stop.task == NONE || serves[stop.task as usize]))
    }
}
