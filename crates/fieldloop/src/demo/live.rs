//! After the history: life goes on, a deed every few seconds, so that somebody can watch it in the console.
//!
//! Moments are true (the demo's clock, shared with the server through `demo.json`); only the people are quicker than in life: what would
//! take them half an hour takes them a few beats.

use std::path::Path;
use std::time::Duration;

use kernel::Result;
use platform::clock::Clock;

use super::era::Era;
use super::plan::cases::{Case, Course};
use super::show::{Beat, Show};

/// Between two deeds.
const BEAT: Duration = Duration::from_secs(3);
/// A new wish comes every so many deeds.
const WISH_EVERY: u64 = 6;

/// Goes on until the task is dropped. `machine` is the true clock; the demo's is read anew from `folder`, as a server may set it.
///
/// # Errors
/// Those of the database and of the folder.
pub async fn go_on(show: &mut Show, folder: &Path, machine: &Clock, fast: bool) -> Result<()> {
    show.teller.chapter("此后:演示继续进行，按 Ctrl+C 结束");
    let mut templates: Vec<Case> = show.plan.cases.iter().rev().take(60).cloned().collect();
    let mut beats = 0;
    loop {
        let offset_ms = Era::read(folder)?.map_or(0, |era| era.offset_ms);
        show.stage.clock.set((machine.now() + offset_ms).max(show.now()));
        if beats % WISH_EVERY == 0 {
            wish(show, &mut templates);
        }
        show.play_next().await?;
        beats += 1;
        tokio::time::sleep(if fast { BEAT / 6 } else { BEAT }).await;
    }
}

/// Somebody calls now who called, in much the same words, before.
fn wish(show: &mut Show, templates: &mut [Case]) {
    let at = show.chance.index(templates.len());
    let Some(template) = templates.get(at) else { return };
    let home =
        show.homes.iter().enumerate().cycle().skip(template.home + 1).find(|(_, home)| !home.customer.is_empty());
    let Some((home, _)) = home else { return };
    let now = show.now();
    let number = show.plan.cases.len();
    let course = match template.course {
        Course::Cancelled | Course::Transferred => template.course,
        _ => Course::Solved,
    };
    let fits = match &template.wish {
        super::plan::cases::Wish::Repair { machines, .. } => {
            machines.iter().all(|(at, _)| *at < show.homes[home].assets.len())
        }
        super::plan::cases::Wish::Buy { .. } => true,
        _ => !show.homes[home].assets.is_empty(),
    };
    let home = if fits { home } else { template.home };
    let case = Case {
        number,
        home,
        opened_at: now,
        dispatch_at: now.plus_minutes(1),
        visit_at: super::show::up_to_five(now.plus_minutes(90)),
        course,
        review_after_minutes: 5,
        ..template.clone()
    };
    show.plan.cases.push(case);
    show.at(now, Beat::Open(number));
}
