//! What a place needs to know for single ways: its climbs to the top, kept. A way between two places that know it is a walk along two short
//! lists (hub labels from a hierarchy; I. Abraham, D. Delling, A. V. Goldberg, R. F. Werneck, 2012), with exactly the result of a table.

use planner::day::Place;

use crate::cost::Cost;
use crate::hierarchy::{Climb, Side};
use crate::table::with_doors;
use crate::{Door, Roads};

/// A place with the junctions that ways from it and to it may pass at their top, by number.
pub struct Reach {
    place: Place,
    /// None where no road is near.
    door: Option<Door>,
    out: Box<[(u32, Cost)]>,
    into: Box<[(u32, Cost)]>,
}

impl Reach {
    /// Whether a road is near.
    pub fn is_near(&self) -> bool {
        self.door.is_some()
    }
}

impl Roads {
    /// What this place needs to know; two climbs.
    pub fn reach(&self, lat: f64, lon: f64) -> Reach {
        let place = Place { id: String::new(), lat, lon };
        let Some(door) = self.door(lat, lon) else {
            return Reach { place, door: None, out: Box::default(), into: Box::default() };
        };
        let used = self.climbs.lock().ok().and_then(|mut climbs| climbs.pop());
        let mut climb = used.unwrap_or_else(|| Climb::new(self.hierarchy.junctions()));
        let mut settled = vec![];
        let mut climbed = |side: Side, seeds: &[(u32, Cost)]| -> Box<[(u32, Cost)]> {
            climb.run(&self.hierarchy, side, seeds, &mut settled);
            settled.sort_unstable_by_key(|(junction, _)| *junction);
            settled.as_slice().into()
        };
        let out = climbed(Side::Out, self.leaves(&door).as_slice());
        let into = climbed(Side::Into, self.arrives(&door).as_slice());
        if let Ok(mut climbs) = self.climbs.lock() {
            climbs.push(climb);
        }
        Reach { place, door: Some(door), out, into }
    }

    /// The quickest way; none where no road leads.
    pub fn way(&self, from: &Reach, to: &Reach) -> Option<Cost> {
        let (leaves, arrives) = (from.door.as_ref()?, to.door.as_ref()?);
        let mut best = Cost::NEVER;
        let (mut out, mut into) = (from.out.iter().peekable(), to.into.iter().peekable());
        while let (Some((up, cost)), Some((down, rest))) = (out.peek(), into.peek()) {
            match up.cmp(down) {
                std::cmp::Ordering::Less => {
                    out.next();
                }
                std::cmp::Ordering::Greater => {
                    into.next();
                }
                std::cmp::Ordering::Equal => {
                    best = best.min(*cost + *rest);
                    out.next();
                    into.next();
                }
            }
        }
        if leaves.road == arrives.road {
            best = best.min(self.along_the_road(leaves, arrives));
        }
        let whole = with_doors(best, (&from.place, leaves), (&to.place, arrives));
        (whole < Cost::NEVER).then_some(whole)
    }
}
