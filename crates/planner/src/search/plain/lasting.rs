//! How long a route lasts, where that has a limit.

use super::{Customer, Mark, Plain};
use crate::search::state::Stop;

/// Whether routes have a longest duration. Where they have none, stops are half as large, and nothing is computed for it.
pub trait Lasting: Sync + Send {
    type Pieces: Copy + Default + Send;

    fn refresh(&self, plain: &Plain<Self>, stops: &mut [Stop<Mark<Self::Pieces>>])
    where
        Self: Sized;

    /// What is before with one customer more.
    fn with(&self, before: &Self::Pieces, customer: &Customer, leg: i32) -> Self::Pieces;

    /// Whether a route is too long that consists of what is before, a leg, and what comes after.
    fn is_too_long(&self, before: &Self::Pieces, leg: i32, after: &Self::Pieces) -> bool;
}

/// Routes may last as long as their windows allow.
pub struct Unlimited;

/// Longest time between leaving the depot and being back.
pub struct Limited(pub i32);

/// The two halves of a route at a stop, which belongs to both.
#[derive(Clone, Copy, Debug, Default)]
pub struct Halves {
    before: Segment,
    after: Segment,
}

impl Lasting for Unlimited {
    type Pieces = ();

    fn refresh(&self, _plain: &Plain<Self>, _stops: &mut [Stop<Mark<()>>]) {}

    #[inline]
    fn with(&self, (): &(), _customer: &Customer, _leg: i32) {}

    #[inline]
    fn is_too_long(&self, (): &(), _leg: i32, (): &()) -> bool {
        false
    }
}

impl Lasting for Limited {
    type Pieces = Halves;

    fn refresh(&self, plain: &Plain<Self>, stops: &mut [Stop<Mark<Halves>>]) {
        for index in 0..stops.len() {
            let own = Segment::of(&plain.at(stops[index].task));
            let before = index.checked_sub(1).map(|previous| stops[previous].mark.pieces.before);
            let leg = stops[index].leg;
            stops[index].mark.pieces.before = before.map_or(own, |before| before.then(own, leg));
        }
        for index in (0..stops.len()).rev() {
            let own = Segment::of(&plain.at(stops[index].task));
            let next = stops.get(index + 1).map(|next| (next.mark.pieces.after, next.leg));
            stops[index].mark.pieces.after = next.map_or(own, |(after, leg)| own.then(after, leg));
        }
    }

    #[inline]
    fn with(&self, before: &Halves, customer: &Customer, leg: i32) -> Halves {
        Halves { before: before.before.then(Segment::of(customer), leg), ..*before }
    }

    #[inline]
    fn is_too_long(&self, before: &Halves, leg: i32, after: &Halves) -> bool {
        before.before.then(after.after, leg).duration > self.0
    }
}

/// A piece of a route in time (Vidal, Crainic, Gendreau & Prins, 2013): its shortest duration, and the earliest and latest start that
/// reach it. Only feasible segments are made.
#[derive(Clone, Copy, Debug, Default)]
struct Segment {
    duration: i32,
    early: i32,
    late: i32,
}

impl Segment {
    fn of(customer: &Customer) -> Self {
        Self { duration: customer.service, early: customer.opens, late: customer.closes }
    }

    fn then(self, next: Self, travel: i32) -> Self {
        let reach = self.duration + travel;
        let wait = (next.early - reach - self.late).max(0);
        Self {
            duration: reach + next.duration + wait,
            early: (next.early - reach).max(self.early) - wait,
            late: (next.late - reach).min(self.late),
        }
    }
}
