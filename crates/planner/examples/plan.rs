//! `fieldloop plan` without the rest of the program, for measurements: `plan --in FILE (--out FILE [--seconds N | --processor N | --tries N]
//! [--seed N] [--threads N] [--set NAME=VALUE,…] | --check FILE)`. `--processor` are seconds of the processor, each thread's share of what the program has used,
//! so that a machine on which others work too gives the same. `--set` tries other numbers than the usual ones (`search/tuning.rs`).

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use planner::files::Input;
use planner::search::anneal::{Budget, Cooling};
use planner::search::parallel::Search;

static THREADS: AtomicU32 = AtomicU32::new(1);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    match run(&Asked(&words)) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

struct Asked<'a>(&'a [String]);

impl<'a> Asked<'a> {
    fn text(&self, flag: &str) -> Option<&'a String> {
        self.0.iter().position(|word| word == flag).and_then(|at| self.0.get(at + 1))
    }

    fn number(&self, flag: &str) -> Option<f64> {
        self.text(flag).and_then(|word| word.parse().ok())
    }
}

fn run(asked: &Asked<'_>) -> Result<String, String> {
    let read = |path: &String| std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
    let input = Input::read(&read(asked.text("--in").ok_or("--in is missing")?)?)?;
    if let Some(plan) = asked.text("--check") {
        return input.check(&read(plan)?).map_err(|faults| faults.join("\n"));
    }
    let seconds = asked.number("--processor").or(asked.number("--seconds")).unwrap_or(10.0);
    let budget = asked.number("--tries").map_or(Budget::seconds(seconds), |tries| Budget::tries(tries as u64));
    let threads = asked.number("--threads").unwrap_or(1.0) as u32;
    THREADS.store(threads, Ordering::Relaxed);
    let how = Search::new(budget, asked.number("--seed").unwrap_or(1.0) as u64).threads(threads as usize);
    let how = Search { stopwatch: asked.text("--processor").map(|_| processor as fn() -> Duration), ..how };
    let how = tuned(how, asked.text("--set").map_or("", String::as_str))?;
    let began = Instant::now();
    let first = OnceLock::new();
    let planned = input.plan(&how, &|_| {
        first.get_or_init(|| began.elapsed());
        true
    });
    std::fs::write(asked.text("--out").ok_or("--out is missing")?, planned.text).map_err(|error| error.to_string())?;
    let first = first.get().map_or(0.0, Duration::as_secs_f64);
    Ok(format!("{}, first plan after {first:.3} s, processor {:.2} s", planned.summary, processor().as_secs_f64()))
}

fn tuned(how: Search, set: &str) -> Result<Search, String> {
    let mut tuning = how.tuning;
    for pair in set.split(',').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or_else(|| format!("{pair} is not NAME=VALUE"))?;
        tuning.set(name, value.parse().map_err(|_| format!("{value} is no number"))?)?;
    }
    Ok(Search { tuning, cooling: Cooling::of(&tuning), ..how })
}

/// Time of the processor that this program has used, over its threads. Looked up at most every 5 ms, as it cannot grow faster than the wall's.
fn processor() -> Duration {
    static LAST: Mutex<Option<(Instant, Duration)>> = Mutex::new(None);
    let Ok(mut last) = LAST.lock() else { return Duration::ZERO };
    match *last {
        Some((at, used)) if at.elapsed() < Duration::from_millis(5) => used,
        _ => {
            let used = used() / THREADS.load(Ordering::Relaxed).max(1);
            *last = Some((Instant::now(), used));
            used
        }
    }
}

/// `utime` and `stime` of /proc/self/stat, in hundredths of a second (proc(5)).
fn used() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
