//! How an order finds its technician: one policy a file.

mod broadcast;
mod inserted;
mod nearest;

use crate::board::Measure;
use crate::stage::Stage;

/// The policies that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Posted in a chat group; whoever answers first has it.
    Broadcast,
    /// When it is due, the nearest who is free.
    NearestFree,
    /// A dispatcher puts each order where it fits best by the ruler, as it comes in, and leaves it there.
    Greedy,
    /// Ours: each order goes where the recommendation says.
    Recommended,
    /// Ours: recommendation, the day planned in the morning, and planned again when something happens.
    Replanned,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Broadcast, Self::NearestFree, Self::Greedy, Self::Recommended, Self::Replanned];

    pub fn key(self) -> &'static str {
        match self {
            Self::Broadcast => "broadcast",
            Self::NearestFree => "nearest-free",
            Self::Greedy => "greedy",
            Self::Recommended => "recommended",
            Self::Replanned => "replanned",
        }
    }

    /// The policy of this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    pub fn zh(self) -> &'static str {
        match self {
            Self::Broadcast => "群里抢单",
            Self::NearestFree => "就近派空闲",
            Self::Greedy => "调度员手工排",
            Self::Recommended => "本系统：推荐",
            Self::Replanned => "本系统：排程＋重排",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Self::Broadcast => "chat group, first answer",
            Self::NearestFree => "nearest free",
            Self::Greedy => "dispatcher's day plan",
            Self::Recommended => "ours, recommendation",
            Self::Replanned => "ours, planned again",
        }
    }

    pub(crate) fn policy(self) -> Box<dyn Policy> {
        match self {
            Self::Broadcast => Box::new(broadcast::Broadcast::default()),
            Self::NearestFree => Box::new(nearest::NearestFree::default()),
            Self::Greedy => Box::new(inserted::Inserted::new(Measure::Ruler, false)),
            Self::Recommended => Box::new(inserted::Inserted::new(Measure::Roads, false)),
            Self::Replanned => Box::new(inserted::Inserted::new(Measure::Roads, true)),
        }
    }
}

/// What a policy decides.
pub(crate) trait Policy {
    /// Seconds from an order's coming to its dispatch.
    fn delay_seconds(&self, stage: &Stage<'_>, order: usize) -> i64;

    /// An order is to be given to somebody.
    fn dispatch(&mut self, stage: &mut Stage<'_>, order: usize);

    /// Half an hour before the shifts begin.
    fn morning(&mut self, _: &mut Stage<'_>) {}

    /// Something went otherwise than planned: a customer was away, a part is missing, work lasts longer.
    fn happened(&mut self, _: &mut Stage<'_>) {}

    /// A person is about to take the first order of their list.
    fn choose(&mut self, _: &mut Stage<'_>, _: usize) {}

    /// The people whose lists changed since this was last asked.
    fn changed(&mut self) -> &mut Vec<usize>;
}

pub(crate) fn seconds(minutes: f64) -> i64 {
    (minutes * 60.0) as i64
}
