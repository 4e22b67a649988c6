//! A job more, or another window, in a field for questions.

use super::compile::{share, spans};
use super::{Field, Span, Task};
use crate::day::{Job, Window};
use crate::search::ground::SortKeys;

impl Field {
    /// Adds a job without links at a place that the day knows; returns the cost of leaving it out.
    pub(crate) fn add_job(&mut self, job: Job) -> Result<i64, String> {
        let place = self.index.place(&job.place).ok_or_else(|| format!("place {} does not exist", job.place))?;
        if self.index.job(&job.id).is_some() {
            return Err(format!("{} exists already", job.id));
        }
        if !job.crew.is_empty() || !job.after.is_empty() || !job.same_person_as.is_empty() || !job.parts.is_empty() {
            return Err("a job with a crew, links or parts needs the day to be planned".to_string());
        }
        if !(0.0..=14_400.0).contains(&job.minutes) {
            return Err(format!("{} minutes are not between 0 and 14,400", job.minutes));
        }
        let number = self.day.jobs.len() as u32;
        let told = job.told.as_ref().and_then(|told| told.start).map(|start| self.seconds_of(start));
        let spans = spans(self, &job);
        let start_priced = self.may_price_start(&spans, told);
        let task = Task { job: number, place, spans, told, start_priced, ..Task::default() };
        if self.shift_terms.iter().any(|term| term.term.name() == "income") {
            self.incomes.push(share(&job));
        }
        self.index.add_job(&job, number);
        self.day.jobs.push(job);
        let penalty = self.penalty(&task);
        self.tasks_of_job.push(self.tasks.len() as u32..self.tasks.len() as u32 + 1);
        self.tasks.push(task);
        self.ground.tasks += 1;
        self.ground.near.push(vec![]);
        self.ground.penalty.push(penalty);
        self.ground.keys.push(SortKeys::default());
        Ok(penalty)
    }

    /// The first task of a job, in a field for questions.
    pub(crate) fn task_of(&self, job: &str) -> Option<u32> {
        Some(self.tasks_of_job[self.index.job(job)? as usize].start)
    }

    /// Lets a task start only within the window; returns when it could start before.
    pub(crate) fn narrow(&mut self, task: u32, window: &Window) -> Vec<Span> {
        let (open, close) = (self.seconds_of(window.from), self.seconds_of(window.to));
        let late = window.late_until.map_or(close, |late| self.seconds_of(late));
        std::mem::replace(&mut self.tasks[task as usize].spans, vec![Span { open, close, late }])
    }
}
