//! The scene of a visit: the visit with its order, its crew and its open offer, for those who may see it. Every verb starts here.

use kernel::id::UserId;
use kernel::{Error, Moment, Result, Scope};
use platform::db::{self, Event, Record, Sql, Tx, View};

use super::record::{CrewMember, Offer, OfferAnswer, Visit, VisitId};
use crate::identity::may;
use crate::nouns::AssetId;
use crate::orders::{self, WorkOrder};

/// A visit and what nearly every verb needs to judge it.
#[derive(Clone, Debug)]
pub struct Scene {
    pub visit: Visit,
    pub order: WorkOrder,
    /// Who is on it now, the lead first.
    pub crew: Vec<CrewMember>,
    /// Who was taken off it.
    pub former: Vec<CrewMember>,
    /// The offer that waits for an answer.
    pub offer: Option<Offer>,
    /// The machines that the order is about.
    pub assets: Vec<AssetId>,
}

impl Scene {
    /// The scene as the actor may see it, for reading: a technician where on the crew or asked, others as far as they see the order.
    ///
    /// # Errors
    /// `NotFound`; `visit.no_longer_yours` for somebody who was taken off it.
    pub async fn of(view: &View, id: VisitId) -> Result<Self> {
        let scene = Self::unseen(view, id).await?;
        let actor = view.actor();
        if scene.is_on_crew(actor.user) || scene.is_asked(actor.user) {
            return Ok(scene);
        }
        let only_own = actor.scope == Scope::Own && actor.may(may::VISITS_WORK);
        if only_own && scene.former.iter().any(|member| member.technician_id == actor.user) {
            return Err(Error::refused("visit.no_longer_yours"));
        }
        if only_own || !is_visible(view, &scene).await? {
            return Err(Error::NotFound(Visit::NOUN));
        }
        Ok(scene)
    }

    /// The scene for whoever changes the visit: those on it or asked, and the office that has the order. Who only reads the order
    /// changes nothing of it, not even a visit that was theirs to send (D9).
    ///
    /// # Errors
    /// As [`Scene::of`]; `order.read_only`.
    pub async fn to_change(view: &View, id: VisitId) -> Result<Self> {
        let scene = Self::of(view, id).await?;
        let actor = view.actor();
        let is_theirs = scene.is_on_crew(actor.user) || scene.is_asked(actor.user);
        if is_theirs || orders::is_writable(view, &scene.order).await? {
            return Ok(scene);
        }
        Err(orders::visible::read_only(&scene.order))
    }

    /// The scene for those who carry the visit out.
    ///
    /// # Errors
    /// As [`Scene::of`]; `visit.not_on_crew` for somebody who sees it without being on it.
    pub async fn at_work(view: &View, id: VisitId) -> Result<Self> {
        let scene = Self::of(view, id).await?;
        let is_system = view.actor().via.channel == "system";
        if scene.is_on_crew(view.actor().user) || is_system {
            return Ok(scene);
        }
        Err(Error::refused("visit.not_on_crew"))
    }

    /// The scene whoever asks: for what the program does by itself and for doors whose caller has decided.
    ///
    /// # Errors
    /// `NotFound`
    pub async fn unseen(view: &View, id: VisitId) -> Result<Self> {
        let visit: Visit = db::get(view, id).await?;
        Self::around(view, visit).await
    }

    /// The scene around a visit that was read already.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn around(view: &View, visit: Visit) -> Result<Self> {
        let order = db::get(view, visit.order_id).await?;
        let tenant = view.actor().tenant;
        let sql = Sql::new("SELECT * FROM crew_member WHERE tenant_id = ? AND visit_id = ? ORDER BY created_at, id");
        let members: Vec<CrewMember> = db::select(view, sql.bind(tenant).bind(visit.id)).await?;
        let (mut crew, former): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.released_at.is_none());
        crew.sort_by_key(|member| member.role);
        let sql = Sql::new("SELECT * FROM offer WHERE tenant_id = ? AND visit_id = ? AND answer = ? LIMIT 1");
        let offer = db::select_one(view, sql.bind(tenant).bind(visit.id).bind(OfferAnswer::Waiting)).await?;
        let sql = Sql::new(
            "SELECT DISTINCT asset_id FROM order_item WHERE tenant_id = ? AND order_id = ? AND asset_id IS NOT NULL ORDER BY asset_id",
        );
        let assets = view.column(sql.bind(tenant).bind(visit.order_id)).await?;
        Ok(Self { visit, order, crew, former, offer, assets })
    }

    /// The scene for what was captured on it: also for somebody who was taken off it meanwhile, so that no photo is ever lost.
    ///
    /// # Errors
    /// `NotFound`
    pub async fn of_evidence(view: &View, id: VisitId) -> Result<Self> {
        let scene = Self::unseen(view, id).await?;
        let was_there = |member: &CrewMember| member.technician_id == view.actor().user;
        if scene.crew.iter().chain(&scene.former).any(was_there) { Ok(scene) } else { Self::to_change(view, id).await }
    }

    pub fn is_on_crew(&self, who: UserId) -> bool {
        self.crew.iter().any(|member| member.technician_id == who)
    }
    fn is_asked(&self, who: UserId) -> bool {
        self.offer.as_ref().is_some_and(|offer| offer.technician_id == who)
    }
    /// The people on it now.
    pub fn people(&self) -> Vec<UserId> {
        self.crew.iter().map(|member| member.technician_id).collect()
    }
    /// An event about this visit, its order, customer and machines, seen by its unit and by everybody on it or asked for it.
    pub fn event(&self, kind: &'static str) -> Event {
        let event = Event::new(kind)
            .in_unit(self.order.unit_id.or(self.visit.unit_id))
            .about(self.order.id)
            .about(self.visit.id)
            .about_some(self.order.customer_id);
        let event = self.assets.iter().fold(event, |event, asset| event.about(*asset));
        let event = self.people().into_iter().fold(event, |event, who| event.concerning(Some(who)));
        match &self.offer {
            Some(offer) if !self.is_on_crew(offer.technician_id) => event.concerning(Some(offer.technician_id)),
            _ => event,
        }
    }
    /// Refuses when the caller relied on another crew, window or version than is true now.
    ///
    /// # Errors
    /// `Stale`
    pub fn as_seen(&self, tx: &Tx) -> Result<()> {
        tx.said().fact_as_seen("assignment", self.visit.assignment_version)?;
        tx.said().fact_as_seen("window", self.visit.window_version)?;
        tx.said().as_seen(Visit::NOUN, self.visit.version)
    }
    /// Saves the visit in place.
    ///
    /// # Errors
    /// `Stale`
    pub async fn save(&mut self, tx: &Tx, visit: Visit) -> Result<()> {
        self.visit = db::update(tx, visit).await?;
        Ok(())
    }
    /// Closes the open offer with an answer.
    ///
    /// # Errors
    /// `Stale`
    pub async fn close_offer(
        &mut self,
        tx: &Tx,
        answer: OfferAnswer,
        at: Moment,
        why: Why<'_>,
    ) -> Result<Option<Offer>> {
        let Some(offer) = self.offer.take() else { return Ok(None) };
        let reason = why.reason.map(str::to_owned);
        let offer = Offer { answer, answered_at: Some(at), reason, note: why.note.to_owned(), ..offer };
        db::update(tx, offer).await.map(Some)
    }
}

/// Why an offer was closed: a reason's code and words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Why<'w> {
    pub reason: Option<&'w str>,
    pub note: &'w str,
}

/// Whether the visit is within what the actor sees: sent by one of the actor's units, or of an order the actor sees.
async fn is_visible(view: &View, scene: &Scene) -> Result<bool> {
    if view.actor().scope.covers(scene.visit.unit_id) {
        return Ok(true);
    }
    match orders::get_visible(view, scene.order.id).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
