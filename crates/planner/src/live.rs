//! Questions about a plan as it stands: who could take one job more and what it would cost, why somebody cannot, which windows can be kept.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::day::{Job, PlanOut, Vetted, Window};
use crate::field::{Field, Mark, Offer};
use crate::requirements::Reason;
use crate::search::rules::Rules;
use crate::search::state::{NONE, Plan};

/// A plan that is asked about. Nothing is computed before it is asked for, so it may hold thousands of people and all their jobs.
pub struct Live {
    field: Field,
    plan: Plan<Mark>,
}

/// A window that a customer may be offered.
#[derive(Clone, Debug, Serialize)]
pub struct Slot {
    pub window: Window,
    /// What the best place within it costs, in points; none where the window cannot be kept.
    pub cost: Option<f64>,
    /// The same, term by term: `travel` are the minutes more on the road, by their weight.
    pub terms: BTreeMap<String, f64>,
    /// Who would come.
    pub person: Option<String>,
}

impl Live {
    /// The plan of a vetted day. What the plan has that the day has not is passed over.
    pub fn new(vetted: Vetted, plan: &PlanOut) -> Self {
        let field = Field::for_questions(vetted);
        let mut live = Self { plan: Plan::new(&field), field };
        let sketch = live.field.sketch(plan);
        live.plan.restore(&live.field, &sketch);
        live
    }

    pub fn field(&self) -> &Field {
        &self.field
    }

    /// The plan with its times and costs.
    pub fn plan(&self) -> PlanOut {
        self.field.write(&self.plan)
    }

    /// The best places for a job that is left out, one per shift, cheapest first. Nothing where the job is planned, unknown, or a crew's.
    pub fn offers(&mut self, job: &str, most: usize) -> Vec<Offer> {
        self.open_task(job).map_or(vec![], |task| self.field.offers(&mut self.plan, task, most))
    }

    /// Every hard reason why this person cannot take a job that is left out, by shift.
    pub fn why_not(&self, job: &str, person: &str) -> Vec<(usize, Vec<Reason>)> {
        let Some(task) = self.open_task(job) else { return vec![] };
        let lines = (0..self.field.lines.len() as u32).filter(|line| self.field.person_of(*line).id == person);
        lines
            .map(|line| (self.field.lines[line as usize].shift as usize, self.field.reasons(&self.plan, task, line)))
            .collect()
    }

    /// Which of these windows could be kept for a job that is left out, and at what price.
    pub fn slots(&mut self, job: &str, windows: &[Window]) -> Vec<Slot> {
        let Some(task) = self.open_task(job) else { return vec![] };
        windows.iter().map(|window| self.slot(task, window)).collect()
    }

    fn slot(&mut self, task: u32, window: &Window) -> Slot {
        let before = self.field.narrow(task, window);
        let best = self.field.offers(&mut self.plan, task, 1).pop();
        self.field.tasks[task as usize].spans = before;
        Slot {
            window: window.clone(),
            cost: best.as_ref().map(|offer| offer.cost),
            terms: best.as_ref().map(|offer| offer.terms.clone()).unwrap_or_default(),
            person: best.map(|offer| offer.person),
        }
    }

    /// The only task of a job that is left out.
    fn open_task(&self, job: &str) -> Option<u32> {
        let task = self.field.task_of(job)?;
        (self.plan.route_of[task as usize] == NONE && !self.field.is_linked(task)).then_some(task)
    }

    /// Adds a job at a place that the day knows, left out for now, to ask about it.
    ///
    /// # Errors
    /// What is wrong with the job, in words.
    pub fn add(&mut self, job: Job) -> Result<(), String> {
        let penalty = self.field.add_job(job)?;
        self.plan.add_task(penalty);
        Ok(())
    }
}
