//! `fieldloop plan`: a day of technicians, or a routing instance, from a file into a plan; and the check of one.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Args;
use kernel::{Error, Result};
use planner::files::Input;
use planner::search::anneal::Budget;
use planner::search::parallel::Search;
use planner::search::state::Sketch;

#[derive(Args)]
pub struct Plan {
    /// The day (JSON, docs/planning.md) or the instance (VRPLIB, Solomon).
    #[arg(long = "in")]
    input: PathBuf,
    /// Where the plan goes: JSON for a day, a VRPLIB solution for an instance.
    #[arg(long, required_unless_present = "check")]
    out: Option<PathBuf>,
    /// How long to search.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Tries instead of time: the same seed then gives the same plan everywhere.
    #[arg(long)]
    tries: Option<u64>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; as many as there are cores where not given.
    #[arg(long)]
    threads: Option<usize>,
    /// Roads (`fieldloop roads`) or a map: the day's ways are taken from there instead of from the day.
    #[arg(long)]
    roads: Option<PathBuf>,
    /// Judge this plan instead of making one.
    #[arg(long, conflicts_with = "out")]
    check: Option<PathBuf>,
}

/// Plans, or checks. Ctrl-C writes the best plan so far.
///
/// # Errors
/// `Unavailable` with words where a file cannot be read or written, is not understood, or a plan breaks rules.
pub async fn run(plan: Plan) -> Result<()> {
    let mut input = Input::read(&read(&plan.input)?)
        .map_err(|what| Error::Unavailable(format!("{}: {what}", plan.input.display())))?;
    if let Some(path) = &plan.roads {
        let roads = super::roads::open(path)?;
        input = input.with_travel(&roads, &roads.pace);
    }
    if let Some(checked) = &plan.check {
        let verdict = input
            .check(&read(checked)?)
            .map_err(|faults| Error::Unavailable(format!("the plan is refused:\n{}", faults.join("\n"))))?;
        println!("{verdict}");
        return Ok(());
    }
    for notice in input.notices() {
        eprintln!("{notice}");
    }
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            asked.store(true, Ordering::Relaxed);
        }
    });
    let budget = plan.tries.map_or_else(|| Budget::seconds(plan.seconds), Budget::tries);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let how = Search::new(budget, plan.seed).threads(plan.threads.unwrap_or(cores));
    let progress = Progress::new();
    let searched = tokio::task::spawn_blocking(move || {
        input.plan(&how, &|best| progress.tell(best) && !stop.load(Ordering::Relaxed))
    });
    let planned = searched.await.map_err(Error::bug)?;
    if let Some(out) = &plan.out {
        std::fs::write(out, planned.text).map_err(|error| Error::Unavailable(format!("{}: {error}", out.display())))?;
    }
    println!("{}", planned.summary);
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| Error::Unavailable(format!("{}: {error}", path.display())))
}

/// The best cost over time, on a terminal, at most four times a second.
struct Progress {
    began: Instant,
    last: Mutex<(i64, Duration)>,
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            last: Mutex::new((i64::MAX, Duration::ZERO)),
            shown: std::io::stderr().is_terminal(),
        }
    }

    /// Says what is new; the search goes on.
    fn tell(&self, best: &Sketch) -> bool {
        let now = self.began.elapsed();
        if self.shown
            && let Ok(mut last) = self.last.lock()
            && best.cost < last.0
            && (last.0 == i64::MAX || now - last.1 >= Duration::from_millis(250))
        {
            *last = (best.cost, now);
            let _ = writeln!(
                std::io::stderr(),
                "{:8.2} s  best {}  left out {}",
                now.as_secs_f64(),
                best.cost,
                best.absent.len()
            );
        }
        true
    }
}
