//! `fieldloop demo`: plays the demo company's story, told in the terminal as it happens.

use std::path::Path;

use clap::{Args, ValueEnum};
use kernel::{Error, Result};
use platform::clock::Clock;
use platform::db::{Db, Engine};

use crate::demo::plan::{Plan, Scale};
use crate::demo::{self, Era, Show, Teller};
use crate::place::{Keep, Where};

#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    place: Where,
    /// City, people and story follow from it.
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// `now` ends with today, 10:30; `live` goes on from there until Ctrl+C.
    #[arg(long, value_enum, default_value_t = Until::Now)]
    until: Until,
    /// A small company and quicker beats: seconds instead of a minute.
    #[arg(long)]
    fast: bool,
    /// Tell nothing, only do.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Until {
    Now,
    Live,
}

/// Plays the story.
///
/// # Errors
/// `Refused("company.code_taken")` when the company is there already; those of the database.
pub async fn run(asked: Demo) -> Result<()> {
    let scale = if asked.fast { Scale::short() } else { Scale::whole() };
    let plan = Plan::of(asked.seed, scale)?;
    let teller = Teller { zone: plan.zone, speaks: !asked.quiet };
    let place = Where { durability: Keep::Relaxed, ..asked.place.clone() };
    let machine = Clock::system();
    let db = place.open(&machine).await?;
    let mut show = fill(&db, plan, teller, &place, &machine).await?;
    let refused = show.refusals.len();
    println!("\n{} orders, {} deeds, {refused} refused", show.jobs.len(), show.deeds);
    println!("company {}, everybody's password {}", demo::CODE, demo::PASSWORD);
    if asked.until == Until::Live {
        tokio::select! {
            ended = demo::live::go_on(&mut show, &place.data, &machine, asked.fast) => ended?,
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    drop(show);
    db.close().await
}

/// Plays the story into an open database and starts its era.
///
/// # Errors
/// As [`run`].
pub async fn fill(db: &Db, plan: Plan, teller: Teller, place: &Where, machine: &Clock) -> Result<Show> {
    let (seed, now) = (plan.seed, plan.now());
    let show = demo::fill(db, plan, teller, place.files()).await?;
    if db.engine() == Engine::Sqlite {
        db.upkeep("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    let newest = demo::newest_event(db).await?.unwrap_or(now);
    Era::going_on(seed, now, newest, machine).keep(&place.data)?;
    Ok(show)
}

/// What a demo server needs before it listens: the company, played now if it is not there, and the demo's clock.
///
/// # Errors
/// `Refused("demo.interrupted")` when a story was begun and not ended.
pub async fn ready(place: &Where, machine: &Clock) -> Result<Era> {
    let filling = Where { durability: Keep::Relaxed, ..place.clone() };
    let db = filling.open(machine).await?;
    let kept = Era::read(&place.data)?;
    let newest = demo::newest_event(&db).await?;
    let (era, folder): (Era, &Path) = match (kept, newest) {
        (Some(era), Some(newest)) => (Era::going_on(era.seed, era.left_at, newest, machine), &place.data),
        (None, Some(_)) => return Err(Error::refused("demo.interrupted")),
        (_, None) => {
            let plan = Plan::of(demo::SEED, Scale::whole())?;
            let teller = Teller { zone: plan.zone, speaks: false };
            tracing::info!("first start: the demo company's two weeks are being played");
            let (seed, now) = (plan.seed, plan.now());
            let show = fill(&db, plan, teller, &filling, machine).await?;
            tracing::info!(orders = show.jobs.len(), deeds = show.deeds, refused = show.refusals.len(), "played");
            drop(show);
            let newest = demo::newest_event(&db).await?.unwrap_or(now);
            (Era::going_on(seed, now, newest, machine), &place.data)
        }
    };
    era.keep(folder)?;
    if let Some(company) = business::identity::by_code(&db, demo::CODE).await? {
        demo::map::show(&company, era.seed);
    }
    db.close().await?;
    Ok(era)
}
