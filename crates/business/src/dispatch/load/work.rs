//! What a visit asks for: its place, its window, what has to come first, and the skills of the work.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Lang, Result};
use platform::db::{self, View};

use crate::customers::Site;
use crate::dispatch::model::{Job, Need};
use crate::dispatch::waits;
use crate::lowcode;
use crate::lowcode::pack::{OrderKind, Pack};
use crate::nouns::AssetId;
use crate::orders::visits;
use crate::orders::visits::scene::Scene;
use crate::orders::{OrderItem, WorkOrder};

/// What work asks for, by what it is: the order's type at its version, the visit's leg, and the categories of what is worked on.
///
/// # Errors
/// Those of the database.
pub async fn work_of(
    view: &View,
    (code, version): (&str, i64),
    leg: &str,
    categories: impl Iterator<Item = &str>,
    otherwise: &str,
) -> Result<Vec<Need>> {
    let book = lowcode::book(view).await?;
    let of = match lowcode::order_type(view, code, Some(version)).await {
        Ok(of) => of,
        // imported history may bear a type that the company never had
        Err(Error::NotFound(_)) => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    let mut categories: BTreeSet<&str> = categories.collect();
    if categories.is_empty() {
        categories.insert(otherwise);
    }
    let work = of.leg(leg).map_or(of.kind, |leg| leg.work);
    Ok(needs_of(&book.pack, &categories, work, view.actor().lang))
}

/// The job of a visit, and the machines that it is about.
pub(super) async fn job(view: &View, scene: &Scene) -> Result<(Job, BTreeSet<AssetId>)> {
    let order = &scene.order;
    let items = visits::items_of(view, &scene.visit).await?;
    let site: Option<Site> = match order.site_id {
        Some(site) => db::find(view, site).await?,
        None => None,
    };
    // what the customer was told, else what they wished for
    let wanted = order.wanted_from_at.zip(order.wanted_to_at).filter(|_| scene.visit.previous_id.is_none());
    let window = scene.visit.window_from_at.zip(scene.visit.window_to_at).or(wanted);
    // a window that has passed cannot be kept by anybody: now it is late
    let open = window.filter(|window| window.1 >= view.now());
    let missed = window.filter(|window| window.1 < view.now()).map(|window| window.1);
    let due_at = order.arrive_due_at.filter(|_| order.arrived_at.is_none());
    let needs = needs(view, order, &scene.visit.leg, &items).await?;
    let job = Job {
        place: site.and_then(|site| site.place),
        region: order.region.clone(),
        needs,
        minutes: scene.visit.minutes,
        crew: scene.visit.crew_size,
        window: open,
        due_at: [due_at, missed].into_iter().flatten().min(),
        waits: vec![],
        only: None,
    };
    let job = waits::of_scene(view, scene).await?.onto(job);
    Ok((job, items.into_iter().filter_map(|item| item.asset_id).collect()))
}

/// What the work asks for: of all items of the visit together, each skill at its highest level.
async fn needs(view: &View, order: &WorkOrder, leg: &str, items: &[OrderItem]) -> Result<Vec<Need>> {
    let categories = items.iter().map(|item| item.category.as_str());
    work_of(view, (&order.r#type, order.type_version), leg, categories, &order.category).await
}

fn needs_of(pack: &Pack, categories: &BTreeSet<&str>, work: OrderKind, lang: Lang) -> Vec<Need> {
    let mut levels: BTreeMap<&str, i64> = BTreeMap::new();
    for need in categories.iter().flat_map(|category| pack.needs(category, work)) {
        let level = levels.entry(&need.skill).or_default();
        *level = (*level).max(i64::from(need.level));
    }
    let need = |(code, level): (&str, i64)| {
        let skill = pack.skill(code);
        let name = skill.map(|skill| match lang {
            Lang::Zh => &skill.name.zh,
            Lang::En => &skill.name.en,
        });
        Need {
            name: name.cloned().unwrap_or_else(|| code.to_owned()),
            is_certificate: skill.is_some_and(|skill| skill.certificate),
            code: code.to_owned(),
            level,
        }
    };
    levels.into_iter().map(need).collect()
}
