//! What a played week came to.

/// Counted while it is played.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub technicians: usize,
    pub days: i64,
    /// Orders whose first window lies within the days, and of these the ones that are finished.
    pub due: u32,
    pub done: u32,
    pub metres: i64,
    /// Windows that were told, and the ones that were kept.
    pub promised: u32,
    pub kept: u32,
    /// Per order, minutes until somebody had it.
    pub dispatch_minutes: Vec<f64>,
    /// Per emergency of the working day, minutes until somebody began.
    pub response_minutes: Vec<f64>,
    /// Per finished order, hours from its coming to its end.
    pub completion_hours: Vec<f64>,
    pub overtime_minutes: f64,
    /// Per technician, hours of work and driving.
    pub busy_hours: Vec<f64>,
}

/// A number that policies are compared by.
pub struct Metric {
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub decimals: usize,
    pub more_is_better: bool,
    pub of: fn(&Tally) -> f64,
}

pub const METRICS: [Metric; 10] = [
    Metric {
        key: "done",
        zh: "每人每天完成单数",
        en: "orders done per technician and day",
        decimals: 2,
        more_is_better: true,
        of: |tally| f64::from(tally.done) / tally.person_days(),
    },
    Metric {
        key: "km",
        zh: "每单行驶公里",
        en: "km driven per order done",
        decimals: 2,
        more_is_better: false,
        of: |tally| tally.metres as f64 / 1_000.0 / f64::from(tally.done.max(1)),
    },
    Metric {
        key: "on_time",
        zh: "按时上门率 %",
        en: "windows kept, %",
        decimals: 1,
        more_is_better: true,
        of: |tally| 100.0 * f64::from(tally.kept) / f64::from(tally.promised.max(1)),
    },
    Metric {
        key: "unserved",
        zh: "到期未完成 %",
        en: "due and not done, %",
        decimals: 1,
        more_is_better: false,
        of: |tally| 100.0 * f64::from(tally.due.saturating_sub(tally.done)) / f64::from(tally.due.max(1)),
    },
    Metric {
        key: "dispatch",
        zh: "派单用时（中位，分钟）",
        en: "minutes to dispatch, median",
        decimals: 1,
        more_is_better: false,
        of: |tally| median(&tally.dispatch_minutes),
    },
    Metric {
        key: "response",
        zh: "急单响应（平均，分钟）",
        en: "emergency begun after, minutes, mean",
        decimals: 0,
        more_is_better: false,
        of: |tally| mean(&tally.response_minutes),
    },
    Metric {
        key: "response_p90",
        zh: "急单响应（九成，分钟）",
        en: "emergency begun after, minutes, 90 %",
        decimals: 0,
        more_is_better: false,
        of: |tally| quantile(&tally.response_minutes, 0.9),
    },
    Metric {
        key: "completion",
        zh: "从报单到完工（平均，小时）",
        en: "hours from order to done, mean",
        decimals: 1,
        more_is_better: false,
        of: |tally| mean(&tally.completion_hours),
    },
    Metric {
        key: "overtime",
        zh: "每人每天加班分钟",
        en: "overtime minutes per technician and day",
        decimals: 1,
        more_is_better: false,
        of: |tally| tally.overtime_minutes / tally.person_days(),
    },
    Metric {
        key: "gini",
        zh: "忙闲不均（基尼系数）",
        en: "unevenness of work (Gini)",
        decimals: 3,
        more_is_better: false,
        of: |tally| gini(&tally.busy_hours),
    },
];

impl Tally {
    fn person_days(&self) -> f64 {
        (self.technicians as f64 * self.days as f64).max(1.0)
    }
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

/// 0 where all have the same, towards 1 where one has everything (C. Gini, 1912).
fn gini(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (count, sum) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    if sum <= 0.0 {
        return 0.0;
    }
    let ranked: f64 = sorted.iter().zip(1..).map(|(value, rank)| f64::from(rank) * value).sum();
    2.0 * ranked / (count * sum) - (count + 1.0) / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evenness_is_zero_and_one_who_has_all_is_near_one() {
        assert!(gini(&[3.0; 7]).abs() < 1e-12);
        assert!((gini(&[0.0, 0.0, 0.0, 8.0]) - 0.75).abs() < 1e-12);
    }

    #[test]
    fn the_middle_is_the_middle() {
        assert!((median(&[9.0, 1.0, 5.0]) - 5.0).abs() < 1e-12);
        assert!((quantile(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], 0.9) - 10.0).abs() < 1e-12);
        assert!(median(&[]).abs() < 1e-12);
    }
}
