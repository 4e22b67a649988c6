//! The clock: the one place that asks the machine for the time. A demo runs with an offset, a test with a fixed moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kernel::Moment;

/// Tells the time. Cheap to clone; clones share the same offset or fixed moment.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Face>);

#[derive(Debug)]
enum Face {
    /// The machine's time plus so many ms.
    Running { offset_ms: AtomicI64 },
    /// Stands still until it is set; for tests and for playing a story.
    Standing { at_ms: AtomicI64 },
}

impl Clock {
    pub fn system() -> Self {
        Self::with_offset(0)
    }
    pub fn with_offset(offset_ms: i64) -> Self {
        Self(Arc::new(Face::Running { offset_ms: AtomicI64::new(offset_ms) }))
    }
    pub fn standing_at(at: Moment) -> Self {
        Self(Arc::new(Face::Standing { at_ms: AtomicI64::new(at.ms()) }))
    }
    pub fn now(&self) -> Moment {
        match &*self.0 {
            Face::Running { offset_ms } => Moment(machine_ms() + offset_ms.load(Ordering::Relaxed)),
            Face::Standing { at_ms } => Moment(at_ms.load(Ordering::Relaxed)),
        }
    }
    /// The time that others go by, also where a demo's clock is ahead of it: what a code on a phone or somebody's token is of.
    pub fn elsewhere(&self) -> Moment {
        match &*self.0 {
            Face::Running { .. } => Moment(machine_ms()),
            Face::Standing { at_ms } => Moment(at_ms.load(Ordering::Relaxed)),
        }
    }
    /// Ms that this clock is ahead of the machine's; 0 for a true clock.
    pub fn offset_ms(&self) -> i64 {
        match &*self.0 {
            Face::Running { offset_ms } => offset_ms.load(Ordering::Relaxed),
            Face::Standing { at_ms } => at_ms.load(Ordering::Relaxed) - machine_ms(),
        }
    }
    /// Moves a standing clock to `at`, or a running one so that it reads `at` now.
    pub fn set(&self, at: Moment) {
        match &*self.0 {
            Face::Running { offset_ms } => offset_ms.store(at.ms() - machine_ms(), Ordering::Relaxed),
            Face::Standing { at_ms } => at_ms.store(at.ms(), Ordering::Relaxed),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn machine_ms() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
