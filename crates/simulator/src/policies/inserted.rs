//! Orders are put into the plan where they fit best: by a dispatcher with a ruler, or by our recommendation; and, where asked for, the day
//! is planned as a whole in the morning and again when something happens.

use planner::field::Field;
use planner::live::Live;
use planner::replan::replan;
use planner::search::anneal::Budget;
use planner::search::parallel::Search;

use super::{Policy, seconds};
use crate::assumptions::SHIFT;
use crate::board::{self, Measure, day_of, take_over};
use crate::orders::DAY;
use crate::stage::{Phase, Stage};

pub(super) struct Inserted {
    measure: Measure,
    plans: bool,
    changed: Vec<usize>,
}

impl Inserted {
    pub(super) fn new(measure: Measure, plans: bool) -> Self {
        Self { measure, plans, changed: vec![] }
    }

    /// Puts open orders of a date where the recommendation says; says whether all found a place.
    fn insert(&mut self, stage: &mut Stage<'_>, date: i64, orders: &[usize]) -> bool {
        let (vetted, stood) = day_of(stage, date, self.measure);
        let mut live = Live::new(vetted, &stood);
        let mut all = true;
        for (turn, order) in orders.iter().enumerate() {
            let job = order.to_string();
            if turn > 0 {
                let (vetted, stood) = day_of(stage, date, self.measure);
                live = Live::new(vetted, &stood);
            }
            let Some(offer) = live.offers(&job, 1).pop() else {
                all = false;
                continue;
            };
            let Ok(person) = offer.person.parse::<usize>() else { continue };
            let after = offer.after_job.and_then(|job| job.parse::<usize>().ok());
            let list = &stage.board[date as usize][person];
            let position =
                after.and_then(|after| list.iter().position(|other| *other == after)).map_or(0, |before| before + 1);
            stage.give(*order, person, position);
            stage.orders[*order].planned = Some(board::seconds(offer.starts));
            self.changed.push(person);
        }
        all
    }

    fn open_today(stage: &Stage<'_>) -> Vec<usize> {
        let is_open =
            |order: &usize| stage.orders[*order].phase == Phase::Open && stage.orders[*order].day() == stage.today();
        (0..stage.orders.len()).filter(is_open).collect()
    }

    /// Plans the rest of today again, from what stands.
    fn again(&mut self, stage: &mut Stage<'_>) {
        let (vetted, stood) = day_of(stage, stage.today(), self.measure);
        if vetted.day.jobs.is_empty() || vetted.day.people.is_empty() {
            return;
        }
        let plan = replan(vetted, &stood, &search(stage, stage.world.assumed.tries_again), &|_| true);
        take_over(stage, stage.today(), &plan);
        self.changed.extend(0..stage.people.len());
    }
}

fn search(stage: &Stage<'_>, tries: u64) -> Search {
    Search::new(Budget::tries(tries), stage.world.seed ^ stage.now as u64)
}

impl Policy for Inserted {
    fn delay_seconds(&self, stage: &Stage<'_>, _: usize) -> i64 {
        let delays = stage.world.assumed.delays;
        seconds(match (self.measure, self.plans) {
            (Measure::Ruler, _) => delays.dispatcher,
            (Measure::Roads, false) => delays.recommended,
            (Measure::Roads, true) => delays.automatic,
        })
    }

    fn dispatch(&mut self, stage: &mut Stage<'_>, order: usize) {
        let date = stage.orders[order].day();
        let found = self.insert(stage, date, &[order]);
        let is_running = date == stage.today() && stage.now % DAY >= SHIFT.0;
        if self.plans && is_running && (!found || stage.world.orders[order].is_emergency) {
            self.again(stage);
        }
    }

    fn morning(&mut self, stage: &mut Stage<'_>) {
        if !self.plans {
            let open = Self::open_today(stage);
            self.insert(stage, stage.today(), &open);
            return;
        }
        let (vetted, _) = day_of(stage, stage.today(), self.measure);
        if vetted.day.jobs.is_empty() {
            return;
        }
        let plan = Field::new(vetted).plan(&search(stage, stage.world.assumed.tries_morning), &|_| true);
        take_over(stage, stage.today(), &plan);
        self.changed.extend(0..stage.people.len());
    }

    fn happened(&mut self, stage: &mut Stage<'_>) {
        if self.plans {
            self.again(stage);
        } else {
            let open = Self::open_today(stage);
            if !open.is_empty() {
                self.insert(stage, stage.today(), &open);
            }
        }
    }

    fn changed(&mut self) -> &mut Vec<usize> {
        &mut self.changed
    }
}
