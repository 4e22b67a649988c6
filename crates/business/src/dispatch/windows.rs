//! Which windows of a visit somebody could keep: whoever leads it, or anybody who could, by the same rules as the ranking (E11).

use kernel::{Moment, Result};
use platform::db::View;

use super::load::{self, Question};
use super::model::Job;
use super::rules;
use super::travel::StraightLine;
use crate::nouns::VisitId;
use crate::orders::visits::scene::Scene;

/// For each window in order of time, whether somebody has time for the visit then. Windows beyond a fortnight are not looked at.
///
/// # Errors
/// `NotFound`; those of the database.
pub async fn windows_kept(view: &View, visit: VisitId, windows: &[(Moment, Moment)]) -> Result<Vec<bool>> {
    let (Some(first), Some(last)) = (windows.first(), windows.last()) else { return Ok(vec![]) };
    let mut scene = Scene::of(view, visit).await?;
    let lead = scene.crew.first().map(|member| member.technician_id);
    (scene.visit.window_from_at, scene.visit.window_to_at) = (Some(first.0), Some(last.1));
    let Question { job, mut people } = load::question(view, &scene, lead).await?;
    people.retain(|person| lead.is_none_or(|lead| person.id == lead));
    // whoever goes already was judged when they were chosen
    let job = if lead.is_some() { Job { needs: vec![], region: String::new(), ..job } } else { job };
    let (now, zone) = (view.now(), view.actor().zone);
    let is_kept = |window: &(Moment, Moment)| {
        let asked = Job { window: Some(*window), ..job.clone() };
        !rules::rank(&asked, &people, now, zone, &StraightLine).candidates.is_empty()
    };
    Ok(windows.iter().map(is_kept).collect())
}
