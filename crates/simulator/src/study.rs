//! Policies against each other: the same seeds for all, several loads, and what would be with one technician more or less, or two areas.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::orders::{orders, technicians};
use crate::tally::{METRICS, Tally, mean};
use crate::{Assumptions, Ground, Kind, World, play};

/// What is played.
#[derive(Clone, Debug)]
pub struct Study {
    pub days: i64,
    pub technicians: usize,
    /// Orders per technician and day.
    pub loads: Vec<f64>,
    pub seed: u64,
    /// So many weeks of each, with seeds that follow on the first.
    pub weeks: u64,
    pub kinds: Vec<Kind>,
    pub threads: usize,
    /// At which load the what-ifs are played; none leaves them out.
    pub what_if: Option<f64>,
    /// Which they are; what is as usual is played besides.
    pub changes: Vec<Change>,
}

impl Study {
    /// So many lines it has: ways to dispatch × loads, and the what-ifs.
    pub fn lines(&self) -> usize {
        lines_of(self).len()
    }
}

/// One line of the comparison: a policy at a load, with a value per metric and week.
#[derive(Clone, Debug)]
pub struct Line {
    pub load: f64,
    pub kind: Kind,
    pub change: Change,
    /// Per metric the values of all weeks.
    pub values: Vec<Vec<f64>>,
}

/// What is otherwise than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Nothing,
    OneLess,
    OneMore,
    TwoAreas,
}

impl Change {
    pub const WHAT_IFS: [Self; 3] = [Self::OneLess, Self::OneMore, Self::TwoAreas];

    pub fn key(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::OneLess => "one-less",
            Self::OneMore => "one-more",
            Self::TwoAreas => "two-areas",
        }
    }

    /// The what-if of this key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::WHAT_IFS.into_iter().find(|change| change.key() == key)
    }

    pub fn zh(self) -> &'static str {
        match self {
            Self::Nothing => "现状",
            Self::OneLess => "少一名师傅",
            Self::OneMore => "多一名师傅",
            Self::TwoAreas => "分成东西两个片区",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Self::Nothing => "as it is",
            Self::OneLess => "one technician less",
            Self::OneMore => "one technician more",
            Self::TwoAreas => "two areas, west and east",
        }
    }
}

/// A mean with half the width of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    pub mean: f64,
    pub half_width: f64,
}

impl Estimate {
    /// By Student's distribution over weeks.
    pub fn of(values: &[f64]) -> Self {
        let (count, mean) = (values.len(), mean(values));
        if count < 2 {
            return Self { mean, half_width: f64::NAN };
        }
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1) as f64;
        Self { mean, half_width: quantile_of_student(count - 1) * (variance / count as f64).sqrt() }
    }
}

/// The 97.5 % quantile of Student's distribution.
fn quantile_of_student(degrees: usize) -> f64 {
    const TABLE: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];
    degrees.checked_sub(1).and_then(|index| TABLE.get(index)).copied().unwrap_or(1.96)
}

impl Line {
    pub fn estimate(&self, metric: usize) -> Estimate {
        Estimate::of(&self.values[metric])
    }

    /// How much this line differs from another, week by week.
    pub fn against(&self, other: &Self, metric: usize) -> Estimate {
        let pairs = self.values[metric].iter().zip(&other.values[metric]);
        Estimate::of(&pairs.map(|(own, its)| own - its).collect::<Vec<_>>())
    }
}

/// One week to be played.
struct Week {
    line: usize,
    week: u64,
}

/// Plays everything; `told` hears how many weeks of how many are done, and says whether to go on. `None` where it did not.
pub fn compare(
    study: &Study,
    ground: &Ground,
    assumed: &Assumptions,
    told: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Option<Vec<Line>> {
    let mut lines = lines_of(study);
    let weeks: Vec<Week> =
        (0..study.weeks).flat_map(|week| (0..lines.len()).map(move |line| Week { line, week })).collect();
    let (next, done, is_stopped) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let found: Mutex<Vec<(usize, u64, Tally)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..study.threads.clamp(1, 64) {
            scope.spawn(|| {
                while let Some(week) = weeks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if is_stopped.load(Ordering::Relaxed) {
                        return;
                    }
                    let tally = play_week(study, ground, assumed, &lines[week.line], study.seed + week.week);
                    if let Ok(mut found) = found.lock() {
                        found.push((week.line, week.week, tally));
                    }
                    if !told(done.fetch_add(1, Ordering::Relaxed) + 1, weeks.len()) {
                        is_stopped.store(true, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    if found.len() < weeks.len() {
        return None;
    }
    found.sort_by_key(|(line, week, _)| (*line, *week));
    for (line, _, tally) in &found {
        for (values, metric) in lines[*line].values.iter_mut().zip(&METRICS) {
            values.push((metric.of)(tally));
        }
    }
    Some(lines)
}

fn lines_of(study: &Study) -> Vec<Line> {
    let line = |load: f64, kind: Kind, change: Change| Line { load, kind, change, values: vec![vec![]; METRICS.len()] };
    let usual = study.loads.iter().flat_map(|load| study.kinds.iter().map(move |kind| (*load, *kind)));
    let mut lines: Vec<Line> = usual.map(|(load, kind)| line(load, kind, Change::Nothing)).collect();
    if let Some(load) = study.what_if {
        for kind in weighed(study) {
            for change in std::iter::once(Change::Nothing).chain(study.changes.iter().copied()) {
                let known = lines
                    .iter()
                    .any(|known| known.kind == kind && (known.load - load).abs() < 1e-9 && known.change == change);
                if !known {
                    lines.push(line(load, kind, change));
                }
            }
        }
    }
    lines
}

/// Of whom what-ifs are asked: the dispatcher and the best of ours, where they are among those compared, else of everybody.
fn weighed(study: &Study) -> Vec<Kind> {
    let told: Vec<Kind> =
        study.kinds.iter().copied().filter(|kind| matches!(kind, Kind::Greedy | Kind::Replanned)).collect();
    if told.is_empty() { study.kinds.clone() } else { told }
}

fn play_week(study: &Study, ground: &Ground, assumed: &Assumptions, line: &Line, seed: u64) -> Tally {
    let people = match line.change {
        Change::OneLess => study.technicians.saturating_sub(1).max(1),
        Change::OneMore => study.technicians + 1,
        Change::Nothing | Change::TwoAreas => study.technicians,
    };
    // the orders are those of the usual number of people, whoever is there to do them
    let orders = orders(seed, study.days, line.load * study.technicians as f64, ground, assumed);
    let world = World {
        ground,
        assumed,
        orders: &orders,
        people: &technicians(seed, people, ground),
        days: study.days,
        seed,
        is_split: line.change == Change::TwoAreas,
    };
    play(&world, line.kind)
}
