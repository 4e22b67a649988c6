//! The demo company: a story played through the program's own routes, and a today that is alive.
//!
//! ```text
//! seed ─► plan (pure: people, homes, cases) ─► show: a queue of deeds, each at its moment ─► stage: the routes, as the right person
//!                                                                                            └─► the program, its rules, its events
//! ```
//! [`fill`] plays two weeks and the morning of today; [`live::go_on`] goes on from there at the pace of a film.

mod acts;
mod company;
mod era;
mod goods;
pub mod live;
pub mod map;
mod photos;
pub mod plan;
mod show;
mod stage;
mod tell;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use business::identity;
use kernel::{Moment, Result};
use platform::clock::Clock;
use platform::db::{Db, Sql};

pub use company::{CODE, PASSWORD};
pub use era::Era;
pub use show::Show;
pub use tell::Teller;

use plan::Plan;
use show::Backdrop;
use stage::Stage;

/// The seed of the demo when none is given.
pub const SEED: u64 = 1;

/// Plays the story of a plan into a database that has no demo company yet, until the plan's now.
///
/// # Errors
/// `Refused("company.code_taken")` when it is there; those of the database.
pub async fn fill(db: &Db, plan: Plan, teller: Teller, files: PathBuf) -> Result<Show> {
    let now = plan.now();
    let mut show = open(db, plan, teller, files).await?;
    show.set_up();
    show.play_until(now).await?;
    Ok(show)
}

/// The company with everything that was there before the story.
async fn open(db: &Db, plan: Plan, teller: Teller, files: PathBuf) -> Result<Show> {
    let clock = Clock::standing_at(plan.founded_at());
    let (company, units, cast) = company::found(db, &plan).await?;
    let stage = Stage::new(db, &clock, &company, &cast, files)?;
    teller.chapter("公司成立:网点、师傅、产品、已有客户");
    company::staff(&stage, &plan, &units, &cast).await?;
    let models = company::catalogue(&stage).await?;
    let homes = company::households(&stage, &plan, &units, &models).await?;
    let backdrop = Backdrop { db: db.clone(), company, units, cast, models, homes };
    Ok(Show::new(plan, stage, teller, backdrop))
}

/// The moment of the newest event of the demo company; the beginning of time without one.
///
/// # Errors
/// Those of the database.
pub async fn newest_event(db: &Db) -> Result<Option<Moment>> {
    let Some(company) = identity::by_code(db, CODE).await? else { return Ok(None) };
    let sql = Sql::new("SELECT COALESCE(MAX(at), 0) FROM event WHERE tenant_id = ?").bind(company.id);
    let rows = db.before_sign_in(sql).await?;
    rows.first().map(|row| platform::db::read_at::<Moment>(row, 0)).transpose()
}
