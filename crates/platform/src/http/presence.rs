//! Presence: who is looking at the same thing right now. Kept in memory, told to those who look at it, gone when nobody says any
//! longer that they are there. Each node knows its own listeners only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::id::{TenantId, UserId};
use kernel::time::SECOND;
use kernel::{Moment, Result};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::broadcast;

use crate::db::Subject;

/// Who says nothing for so long is gone.
pub const STAYS: i64 = 45 * SECOND;
/// What is told and not yet heard; a listener who falls behind misses some and hears the next.
const UNHEARD_MAX: usize = 256;

/// Somebody who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Present {
    pub user_id: UserId,
    pub name: String,
    pub since_at: Moment,
    /// Gone then, unless they say again that they are there.
    pub until_at: Moment,
}

/// Everybody who is at one thing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Presence {
    pub subject: Subject,
    pub people: Vec<Present>,
}

type Thing = (TenantId, String, String);

/// Who is where; clones share it.
#[derive(Clone, Debug)]
pub struct Presences {
    here: Arc<Mutex<HashMap<Thing, Vec<Present>>>>,
    told: broadcast::Sender<Arc<(TenantId, Presence)>>,
}

impl Default for Presences {
    fn default() -> Self {
        Self { here: Arc::default(), told: broadcast::channel(UNHEARD_MAX).0 }
    }
}

impl Presences {
    /// Somebody is at a thing, or still is; everybody who is there.
    pub fn stay(&self, tenant: TenantId, subject: Subject, (user_id, name): (UserId, String), now: Moment) -> Presence {
        self.change(tenant, subject, now, |people| {
            let until_at = now + STAYS;
            match people.iter_mut().find(|each| each.user_id == user_id) {
                Some(known) => known.until_at = until_at,
                None => people.push(Present { user_id, name, since_at: now, until_at }),
            }
        })
    }
    /// Somebody has gone.
    pub fn leave(&self, tenant: TenantId, subject: Subject, user_id: UserId, now: Moment) -> Presence {
        self.change(tenant, subject, now, |people| people.retain(|each| each.user_id != user_id))
    }
    pub(super) fn listen(&self) -> broadcast::Receiver<Arc<(TenantId, Presence)>> {
        self.told.subscribe()
    }

    fn change(
        &self,
        tenant: TenantId,
        subject: Subject,
        now: Moment,
        deed: impl FnOnce(&mut Vec<Present>),
    ) -> Presence {
        let mut here = self.here.lock().unwrap_or_else(PoisonError::into_inner);
        here.retain(|_, people| {
            people.retain(|each| each.until_at > now);
            !people.is_empty()
        });
        let people = here.entry((tenant, subject.kind.clone(), subject.id.clone())).or_default();
        deed(people);
        let presence = Presence { subject, people: people.clone() };
        drop(here);
        // nobody listens: nobody is told
        drop(self.told.send(Arc::new((tenant, presence.clone()))));
        presence
    }
}

impl Presence {
    /// Without the reader, who knows where they are.
    #[must_use]
    pub fn of_others(mut self, reader: UserId) -> Self {
        self.people.retain(|each| each.user_id != reader);
        self
    }
    /// Is it told to this listener? Only to who is there too: they were found to be allowed to see the thing.
    pub(super) fn concerns(&self, listener: UserId) -> bool {
        self.people.iter().any(|each| each.user_id == listener)
    }
}

/// # Errors
/// Those of writing JSON.
pub(super) fn written(presence: &Presence) -> Result<String> {
    serde_json::to_string(presence).map_err(kernel::Error::bug)
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    #[test]
    fn two_at_one_thing_see_each_other_until_one_leaves_or_falls_silent() {
        let all = Presences::default();
        let (tenant, other) = (TenantId::new(), TenantId::new());
        let (li, wang) = (UserId::new(), UserId::new());
        let order = || Subject { kind: "order".into(), id: "1".into() };
        let at = |seconds: i64| Moment::from_ms(seconds * SECOND);
        let mut heard = all.listen();
        all.stay(tenant, order(), (li, "李".into()), at(0));
        let seen = all.stay(tenant, order(), (wang, "王".into()), at(1)).of_others(wang);
        assert_eq!(seen.people.iter().map(|each| each.name.as_str()).collect::<Vec<_>>(), ["李"]);
        assert!(
            all.stay(other, order(), (wang, "王".into()), at(1)).of_others(wang).people.is_empty(),
            "another company"
        );
        heard.try_recv().unwrap();
        let told = heard.try_recv().unwrap();
        assert!(told.1.concerns(li) && told.1.concerns(wang) && !told.1.concerns(UserId::new()));
        assert_eq!(all.stay(tenant, order(), (li, "李".into()), at(40)).people.len(), 2);
        assert_eq!(all.stay(tenant, order(), (li, "李".into()), at(47)).people.len(), 1, "silent for too long");
        assert!(all.leave(tenant, order(), li, at(48)).people.is_empty());
    }
}
