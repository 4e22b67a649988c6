//! What a route costs, as it happens.

use super::timeline::{Happening, Walked, lateness};
use super::{Field, Mark};
use crate::objectives::{ShiftFacts, StartFacts};
use crate::search::state::Stop;

impl Field {
    /// Cost of a labelled route: its ways, who does the jobs, when they start, and the shift as a whole.
    pub(super) fn price(&self, line: u32, walked: Walked<'_>) -> i64 {
        let stops = walked.stops;
        let person = self.lines[line as usize].person;
        let ways: i64 = stops[1..].iter().map(|stop| stop.mark.way).sum();
        let people: i64 = stops[1..stops.len() - 1].iter().map(|stop| self.fit(stop.task, person).cost).sum();
        ways + people + if self.is_priced_by_time(line, stops, None) { self.price_of_time(line, walked) } else { 0 }
    }

    /// Whether it matters when things happen on this route, possibly with one task more.
    pub(super) fn is_priced_by_time(&self, line: u32, stops: &[Stop<Mark>], more: Option<u32>) -> bool {
        let empty = stops.len() <= 2 && more.is_none();
        let priced = |task: u32| self.tasks[task as usize].start_priced;
        !empty
            && (self.lines[line as usize].shift_priced
                || more.is_some_and(priced)
                || stops[1..stops.len() - 1].iter().any(|stop| priced(stop.task)))
    }

    fn price_of_time(&self, number: u32, walked: Walked<'_>) -> i64 {
        let line = &self.lines[number as usize];
        let (mut cost, mut work) = (0.0, 0);
        self.walk(number, walked, &mut |happening| match happening {
            Happening::Stop { index, starts, ends, .. } => {
                work += ends - starts;
                cost += self.price_of_start(walked.stops[index].task, starts);
            }
            Happening::Break { .. } => {}
            Happening::End { arrives } if line.shift_priced => {
                let driven: i32 =
                    walked.stops.windows(2).map(|pair| self.ways.seconds(pair[0].place, pair[1].place)).sum();
                cost += self.price_of_shift(number, arrives, work + driven, self.income_of(walked.stops));
            }
            Happening::End { .. } => {}
        });
        cost.min(1e14).round() as i64
    }

    fn price_of_start(&self, task: u32, start: i32) -> f64 {
        let own = &self.tasks[task as usize];
        if !own.start_priced {
            return 0.0;
        }
        self.start_terms.iter().map(|term| term.units * term.term.of_start(&self.start_facts(task, start))).sum()
    }

    pub(super) fn start_facts(&self, task: u32, start: i32) -> StartFacts<'_> {
        let own = &self.tasks[task as usize];
        StartFacts {
            job: self.job_of(task),
            start,
            late: lateness(&own.spans, start),
            told: own.told,
            since_first_shift: start - self.first_shift,
        }
    }

    /// What the jobs of a route bring, where that counts.
    fn income_of(&self, stops: &[Stop<Mark>]) -> f64 {
        if self.incomes.is_empty() {
            return 0.0;
        }
        stops[1..stops.len() - 1].iter().map(|stop| self.incomes[stop.task as usize]).sum()
    }

    fn price_of_shift(&self, number: u32, ends: i32, work: i32, income: f64) -> f64 {
        let line = &self.lines[number as usize];
        let person = &self.day.people[line.person as usize];
        let facts = ShiftFacts {
            person,
            shift: &person.shifts[line.shift as usize],
            overtime: (ends - line.regular_end).max(0),
            work,
            income,
        };
        self.shift_terms.iter().map(|term| term.units * term.term.of_shift(&facts)).sum()
    }
}
