//! What `fieldloop plan` does with its files: find out what they are, plan, write, check.

use std::fmt::Write;

use crate::check;
use crate::day::{self, Notice, PlanOut, Vetted};
use crate::field::Field;
use crate::formats::instance::Instance;
use crate::formats::{solomon, solution, vrplib};
use crate::search::parallel::{Search, Watch};
use crate::travel::TravelTimes;

/// A day or an instance, by what the text looks like.
pub enum Input {
    Day(Box<Vetted>),
    Instance(Box<Instance>),
}

/// A plan as text: a day's as JSON, an instance's as VRPLIB solution.
pub struct Planned {
    pub text: String,
    /// One line for the terminal.
    pub summary: String,
}

impl Input {
    /// Reads a day (JSON), a VRPLIB or a Solomon instance.
    ///
    /// # Errors
    /// Where the text is none of them, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim_start().starts_with('{') {
            let (day, notices) = day::read(text)?;
            let mut vetted = day::vet(day);
            vetted.notices.splice(0..0, notices);
            return Ok(Self::Day(Box::new(vetted)));
        }
        let is_vrplib = text.lines().any(|line| line.trim_start().starts_with("DIMENSION"));
        let read = if is_vrplib { vrplib::read(text) } else { solomon::read(text) };
        read.map(|instance| Self::Instance(Box::new(instance))).map_err(|fault| fault.to_string())
    }

    /// A day on ways from elsewhere, slowed by `pace` (24 shares of the free speed, or none); an instance keeps its own.
    #[must_use]
    pub fn with_travel(self, travel: &dyn TravelTimes, pace: &[f64]) -> Self {
        match self {
            Self::Day(vetted) => Self::Day(Box::new(vetted.with_travel(travel, pace))),
            instance @ Self::Instance(_) => instance,
        }
    }

    /// What was wrong with the day.
    pub fn notices(&self) -> &[Notice] {
        match self {
            Self::Day(vetted) => &vetted.notices,
            Self::Instance(_) => &[],
        }
    }

    /// Searches for a plan.
    pub fn plan(self, how: &Search, watch: Watch<'_>) -> Planned {
        match self {
            Self::Day(vetted) => {
                let notices = vetted.notices.clone();
                let field = Field::new(*vetted);
                let plan = PlanOut { notices, ..field.plan(how, watch) };
                Planned { summary: summary(&plan), text: pretty(&plan) }
            }
            Self::Instance(instance) => {
                let found = instance.solve(how, None, watch);
                let cost: i64 = check::instance::check(&instance, &found.routes).unwrap_or(found.cost);
                let left_out =
                    if found.absent.is_empty() { String::new() } else { format!(", {} left out", found.absent.len()) };
                Planned {
                    summary: format!("cost {}{left_out}", instance.written(cost)),
                    text: solution::write(&instance, &found.routes, cost),
                }
            }
        }
    }

    /// Judges a plan of this input.
    ///
    /// # Errors
    /// Everything that is wrong with it, in words.
    pub fn check(&self, plan: &str) -> Result<String, Vec<String>> {
        match self {
            Self::Day(vetted) => {
                let plan = day::read_plan(plan).map_err(|error| vec![error])?;
                check::day::check(vetted, &plan).map(|costs| {
                    let mut words = summary(&plan);
                    for (term, cost) in costs.iter().filter(|(_, cost)| **cost != 0.0) {
                        let _ = write!(words, "\n{term} {cost:.2}");
                    }
                    words
                })
            }
            Self::Instance(instance) => {
                let routes = solution::read(plan).map_err(|fault| vec![fault.to_string()])?;
                check::instance::check(instance, &routes).map(|cost| format!("cost {}", instance.written(cost)))
            }
        }
    }
}

fn summary(plan: &PlanOut) -> String {
    let jobs: usize =
        plan.routes.iter().map(|route| route.stops.iter().filter(|stop| stop.role.is_none()).count()).sum();
    let total = plan.costs.get("total").copied().unwrap_or_default();
    format!("{jobs} jobs in {} shifts, {} left out, cost {total:.2}", plan.routes.len(), plan.unserved.len())
}

fn pretty(plan: &PlanOut) -> String {
    serde_json::to_string_pretty(plan).unwrap_or_default()
}
