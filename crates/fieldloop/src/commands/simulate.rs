//! `fieldloop simulate`: ways to dispatch, compared over played weeks (docs/simulator.md).

use std::io::IsTerminal;
use std::path::PathBuf;

use city::Size;
use clap::{Args, ValueEnum};
use kernel::{Error, Result};
use simulator::report::{self, Tongue};
use simulator::{Assumptions, Change, Ground, Kind, Study, compare};

#[derive(Args)]
pub struct Simulate {
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=500))]
    technicians: u64,
    /// Working days of a week that is played.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(i64).range(1..=60))]
    days: i64,
    /// So many weeks, each with other orders.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=1000))]
    weeks: u64,
    /// Orders per technician and day.
    #[arg(long, value_delimiter = ',', default_value = "4,6,8")]
    loads: Vec<f64>,
    /// At this load also: one technician more, one less, two areas.
    #[arg(long)]
    what_if: Option<f64>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; as many as there are cores where not given.
    #[arg(long)]
    threads: Option<usize>,
    /// Roads (`fieldloop roads`) or a map to live on; the generated city where not given.
    #[arg(long)]
    roads: Option<PathBuf>,
    /// So many customers' places.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u64).range(1..=5000))]
    sites: u64,
    /// Give every way to dispatch the same handling time, so that only who goes where differs.
    #[arg(long)]
    equal_delays: bool,
    /// So many minutes before a window closes whoever plans ahead wants to be there.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i64).range(0..=120))]
    slack: i64,
    /// Where the report goes: one HTML file.
    #[arg(long)]
    html: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    language: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    Zh,
    En,
}

/// Plays the weeks, prints the table, writes the report.
///
/// # Errors
/// `Unavailable` in words, where a file cannot be read or written, or a load is none.
pub fn run(asked: Simulate) -> Result<()> {
    if asked.loads.is_empty() || !asked.loads.iter().chain(&asked.what_if).all(|load| (0.1..=50.0).contains(load)) {
        return Err(Error::Unavailable("--loads, --what-if: numbers between 0.1 and 50 are needed".to_string()));
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let study = Study {
        days: asked.days,
        technicians: asked.technicians as usize,
        loads: asked.loads,
        seed: asked.seed,
        weeks: asked.weeks,
        kinds: Kind::ALL.to_vec(),
        threads: asked.threads.unwrap_or(cores),
        what_if: asked.what_if,
        changes: Change::WHAT_IFS.to_vec(),
    };
    let (sites, homes) = (asked.sites as usize, study.technicians + 1);
    let ground = match &asked.roads {
        None => Ground::city(crate::demo::SEED, Size::demo(), sites, homes),
        Some(path) => Ground::roads(&path.display().to_string(), &super::roads::open(path)?, asked.seed, sites, homes),
    };
    let usual = Assumptions::default();
    let mut assumed = if asked.equal_delays { usual.with_equal_delays() } else { usual };
    assumed.slack_minutes = asked.slack;
    let speaks = std::io::stderr().is_terminal();
    let lines = compare(&study, &ground, &assumed, &|done, all| {
        if speaks {
            eprint!("\r{done} / {all}{}", if done == all { "\n" } else { "" });
        }
        true
    })
    .unwrap_or_default();
    println!("{}", report::table(&study, &lines));
    if let Some(path) = &asked.html {
        let tongue = if asked.language == Language::Zh { Tongue::Zh } else { Tongue::En };
        let page = report::html(&study, &ground.name, &assumed, &lines, tongue);
        std::fs::write(path, page).map_err(|error| Error::Unavailable(format!("{}: {error}", path.display())))?;
    }
    Ok(())
}
