//! What the search asks of a problem. Two sets of rules answer: [`plain`](super::plain) for routing instances, and the field's own.

use super::ground::Ground;
use super::state::{FREE, Piece, Plan, Route, Stop};

/// The rules of a problem: what a route costs, and where a task may be put. The search is compiled once per set of rules, so that the
/// plain ones pay nothing for what only the field's need.
pub trait Rules: Sync {
    /// What a stop remembers of time, so that an insertion is checked without walking the route.
    type Mark: Copy + Send;

    fn ground(&self) -> &Ground;

    /// The route with its begin, its end and what is fixed in it.
    fn empty_route(&self, route: u32) -> Route<Self::Mark>;

    fn stop(&self, task: u32) -> Stop<Self::Mark>;

    fn load(&self, task: u32) -> i32;

    /// Brings marks and cost up to date after the stops `from..=to` became others. `to` may lie beyond the end.
    fn refresh(&self, route: &mut Route<Self::Mark>, held: &[i32], from: usize, to: usize);

    /// The best places for a task in a route, judged by the route alone.
    fn scan(&self, plan: &Plan<Self::Mark>, task: u32, route: u32, found: &mut Shortlist);

    /// What the plan would cost more if all that comes from one stop on and from another on, of two routes, changed places; nothing where
    /// that is impossible, not known to be possible, or more than `most`.
    fn price_of_tails(&self, _plan: &Plan<Self::Mark>, _one: Piece, _other: Piece, _most: i64) -> Option<i64> {
        None
    }

    /// The same for two short pieces.
    fn price_of_pieces(&self, _plan: &Plan<Self::Mark>, _one: Piece, _other: Piece, _most: i64) -> Option<i64> {
        None
    }

    /// Whether [`Rules::price_of_tails`] and [`Rules::price_of_pieces`] ever answer.
    fn swaps(&self) -> bool {
        false
    }

    /// The least share of its cost that leaving a task out may count while searching; nothing where it always counts in full.
    fn least_penalty(&self) -> Option<f64> {
        None
    }

    /// Whether a route that one plan had is as good in any other, so that routes of several plans may be chosen together.
    fn routes_stand_alone(&self) -> bool {
        false
    }

    /// Whether other routes let this route have the task (the same technician as another job's). Judged anew at every try.
    fn others_allow(&self, _plan: &Plan<Self::Mark>, _task: u32, _route: u32) -> bool {
        true
    }

    /// Whether a task starts together with others or after others, so that it is put in by [`Rules::insert_linked`].
    fn is_linked(&self, _task: u32) -> bool {
        false
    }

    /// Whether the task stands for its job: of a crew only the first is put in (with the others) and counted as left out.
    fn is_first(&self, _task: u32) -> bool {
        true
    }

    /// How many jobs must be planned before this one.
    fn rank(&self, _task: u32) -> u16 {
        0
    }

    /// The start that a lock holds a linked task to.
    fn held_at_first(&self, _task: u32) -> i32 {
        FREE
    }

    /// Puts a linked task and those it cannot be without into the plan, or leaves the plan as it was and says so.
    fn insert_linked(&self, _plan: &mut Plan<Self::Mark>, _task: u32, _random: u64) -> bool {
        false
    }

    /// The tasks that cannot stay when this one leaves.
    fn leave_with(&self, _task: u32) -> &[u32] {
        &[]
    }
}

/// How many places per task and route are remembered: enough that blinking hardly ever closes a whole route.
pub const KEPT: usize = 3;

/// The best few places of a task in one route, cheapest first.
#[derive(Clone, Copy, Debug)]
pub struct Shortlist {
    pub positions: [u16; KEPT],
    pub costs: [i64; KEPT],
}

impl Shortlist {
    pub const EMPTY: Self = Self::below(i64::MAX);

    /// A list that keeps only places that cost less than `bound`; where there is none, its costs are `bound`.
    pub const fn below(bound: i64) -> Self {
        Self { positions: [0; KEPT], costs: [bound; KEPT] }
    }

    /// The cost that a further place must be below to be kept.
    #[inline]
    pub fn bound(&self) -> i64 {
        self.costs[KEPT - 1]
    }

    #[inline]
    pub fn offer(&mut self, cost: i64, position: usize) {
        if cost >= self.bound() {
            return;
        }
        let mut slot = KEPT - 1;
        while slot > 0 && self.costs[slot - 1] > cost {
            self.costs[slot] = self.costs[slot - 1];
            self.positions[slot] = self.positions[slot - 1];
            slot -= 1;
        }
        self.costs[slot] = cost;
        self.positions[slot] = position as u16;
    }
}
