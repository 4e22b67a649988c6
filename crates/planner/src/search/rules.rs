//! What the search asks of a problem. Two sets of rules answer: [`plain`](super::plain) for routing instances, and the field's own.

use super::ground::Ground;
use super::state::{FREE, Plan, Route, Stop};

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

    /// What the plan would cost more if the stops after one stop and those after another, of two routes, changed places; nothing where
    /// that is impossible, or not known to be possible.
    fn tails(&self, _plan: &Plan<Self::Mark>, _one: (u32, usize), _other: (u32, usize)) -> Option<i64> {
        None
    }

    /// Whether [`Rules::tails`] ever answers.
    fn swaps_tails(&self) -> bool {
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
    pub version: u32,
    pub positions: [u16; KEPT],
    pub costs: [i64; KEPT],
}

impl Shortlist {
    pub const EMPTY: Self = Self { version: 0, positions: [0; KEPT], costs: [i64::MAX; KEPT] };

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
