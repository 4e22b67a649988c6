//! What surrounds the people: where they will be, whom and what they know, who has said no.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::UserId;
use kernel::{Day, Result};
use platform::db::{Sql, View, read};

use super::days::day_plans;
use super::stays::stays_of;
use crate::dispatch::model::{Person, Stay};
use crate::dispatch::wishes::{self, Wishes};
use crate::nouns::AssetId;
use crate::orders::visits::scene::Scene;
use crate::orders::visits::{OfferAnswer, VisitStatus};
use crate::people::Sheet;
use crate::people::queries::rating_hundredths;

/// What is known around some people, for one visit or for none.
pub(super) struct Around {
    pub(super) stays: BTreeMap<UserId, Vec<Stay>>,
    pub(super) household: BTreeMap<UserId, i64>,
    pub(super) machines: BTreeMap<UserId, i64>,
    pub(super) declined: BTreeSet<UserId>,
    pub(super) wishes: Wishes,
}

impl Around {
    pub(super) async fn of(
        view: &View,
        scene: &Scene,
        sheets: &[Sheet],
        days: (Day, Day),
        assets: &BTreeSet<AssetId>,
    ) -> Result<Self> {
        let ids: Vec<UserId> = sheets.iter().map(|sheet| sheet.technician.id).collect();
        let zone = view.actor().zone;
        let span = (zone.start_of(days.0), zone.start_of(days.1.plus_days(1)));
        let mut stays: BTreeMap<UserId, Vec<Stay>> = BTreeMap::new();
        for (who, stay) in stays_of(view, &ids, span, Some(scene.visit.id)).await? {
            stays.entry(who).or_default().push(stay);
        }
        let declined = Sql::new("SELECT DISTINCT technician_id FROM offer WHERE tenant_id = ? AND visit_id = ? AND ")
            .bind(view.actor().tenant)
            .bind(scene.visit.id)
            .within("answer", [OfferAnswer::Declined, OfferAnswer::Expired]);
        Ok(Self {
            stays,
            household: household_visits(view, scene).await?,
            machines: machine_visits(view, assets).await?,
            declined: view.column(declined).await?.into_iter().collect(),
            wishes: match scene.order.customer_id {
                Some(customer) => {
                    wishes::of(view, BTreeSet::from([customer])).await?.remove(&customer).unwrap_or_default()
                }
                None => Wishes::default(),
            },
        })
    }

    pub(super) fn person(&self, sheet: Sheet, days: (Day, Day), borrowed: Option<UserId>) -> Person {
        let technician = &sheet.technician;
        let id = technician.id;
        let stays = self.stays.get(&id).map(Vec::as_slice).unwrap_or_default();
        Person {
            id,
            name: technician.name.clone(),
            unit_id: technician.unit_id,
            status: technician.status,
            is_of_unit: borrowed != Some(id),
            skills: sheet.skills.iter().map(|held| (held.skill.clone(), held.level)).collect(),
            certificates: sheet.certificates.iter().map(|held| (held.certificate.clone(), held.expires_on)).collect(),
            areas: sheet.areas.clone(),
            drawn: if sheet.areas.is_empty() && sheet.drawn.is_empty() {
                sheet.of_outlet.clone()
            } else {
                sheet.drawn.clone()
            },
            days: day_plans(&sheet, stays, days),
            daily_minutes_max: technician.daily_minutes_max,
            start_place: technician.start_place,
            last_place: technician.last_place.zip(technician.last_place_at),
            rating_hundredths: rating_hundredths(technician),
            household_visits: self.household.get(&id).copied().unwrap_or(0),
            asset_visits: self.machines.get(&id).copied().unwrap_or(0),
            has_declined: self.declined.contains(&id),
            wish: self.wishes.about(id),
        }
    }
}

/// How often each technician finished a visit at this household.
async fn household_visits(view: &View, scene: &Scene) -> Result<BTreeMap<UserId, i64>> {
    let Some(customer) = scene.order.customer_id else { return Ok(BTreeMap::new()) };
    let sql = Sql::new(
        "SELECT c.technician_id, COUNT(*) AS visits FROM work_order o
         JOIN visit v ON v.tenant_id = o.tenant_id AND v.order_id = o.id
         JOIN crew_member c ON c.tenant_id = v.tenant_id AND c.visit_id = v.id
         WHERE o.tenant_id = ? AND o.customer_id = ? AND v.status = ? AND c.released_at IS NULL GROUP BY c.technician_id",
    );
    counted(view, sql.bind(view.actor().tenant).bind(customer).bind(VisitStatus::Done)).await
}

/// How often each technician finished a visit to these machines.
async fn machine_visits(view: &View, assets: &BTreeSet<AssetId>) -> Result<BTreeMap<UserId, i64>> {
    if assets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new(
        "SELECT c.technician_id, COUNT(DISTINCT v.id) AS visits FROM order_item i
         JOIN visit v ON v.tenant_id = i.tenant_id AND v.order_id = i.order_id
         JOIN crew_member c ON c.tenant_id = v.tenant_id AND c.visit_id = v.id
         WHERE i.tenant_id = ? AND v.status = ? AND c.released_at IS NULL AND ",
    )
    .bind(view.actor().tenant)
    .bind(VisitStatus::Done);
    counted(view, sql.within("i.asset_id", assets.iter().copied()).push(" GROUP BY c.technician_id")).await
}

async fn counted(view: &View, sql: Sql) -> Result<BTreeMap<UserId, i64>> {
    view.all(sql).await?.iter().map(|row| Ok((read(row, "technician_id")?, read(row, "visits")?))).collect()
}
