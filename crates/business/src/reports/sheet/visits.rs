//! The visits on paper: who came when, what was found and done, every answered step with its limits, the parts.

use report::{Block, Cell, Column, Table, Tone};
use serde_json::{Value, json};

use super::super::facts::{PartFact, StepFact, VisitFact};
use super::super::gather::text_of;
use super::{Desk, muted};
use crate::lowcode::pack::StepKind;
use crate::orders::visits::CrewRole;

impl Desk<'_> {
    pub(super) fn visits(&self, blocks: &mut Vec<Block>) {
        if self.facts.visits.is_empty() {
            return;
        }
        blocks.push(Block::Heading(self.say("paper.visits")));
        for visit in &self.facts.visits {
            self.visit(visit, blocks);
        }
    }

    fn visit(&self, visit: &VisitFact, blocks: &mut Vec<Block>) {
        let number = self.say_with("paper.visit_number", json!({ "number": visit.number }));
        let title = format!("{number} · {}", self.label(&visit.leg));
        blocks.push(Block::Part { title, note: self.times(visit) });
        let mut facts = vec![];
        let crew = visit.crew.iter().map(|member| match member.role {
            CrewRole::Lead if visit.crew.len() > 1 => {
                let role = self.say(&format!("crew_role.{}", member.role));
                self.say_with("paper.why", json!({ "what": member.name, "why": role }))
            }
            _ => member.name.clone(),
        });
        let crew: Vec<String> = crew.collect();
        facts.push(self.fact("paper.crew", crew.join(&self.say("paper.comma")), false));
        if let Some(cause) = &visit.void_cause {
            facts.push(self.fact("paper.outcome", self.label(cause), false));
        } else if let Some(outcome) = visit.outcome {
            facts.push(self.fact("paper.outcome", self.say(&format!("visit_outcome.{outcome}")), false));
        }
        blocks.push(Block::Facts(facts));
        if !visit.outcome_note.trim().is_empty() {
            blocks.push(Block::Words(visit.outcome_note.clone()));
        }
        if !visit.steps.is_empty() {
            blocks.push(Block::Table(self.steps(&visit.steps)));
        }
        if !visit.parts.is_empty() {
            blocks.push(Block::Table(self.parts_used(&visit.parts)));
        }
    }

    /// `2026-11-21 10:05–11:30`, with the day again where it was another.
    fn times(&self, visit: &VisitFact) -> String {
        let from = visit.arrived_at.or(visit.started_at);
        match (from, visit.finished_at) {
            (Some(from), Some(to)) if self.zone.day_of(from) == self.zone.day_of(to) => {
                format!("{}–{}", self.moment(from), self.clock(to))
            }
            (Some(from), Some(to)) => format!("{} – {}", self.moment(from), self.moment(to)),
            (Some(at), None) | (None, Some(at)) => self.moment(at),
            (None, None) => String::new(),
        }
    }

    fn steps(&self, steps: &[StepFact]) -> Table {
        let column = |key: &str, width: u16| Column { title: self.say(key), width, is_number: false };
        let row = |step: &StepFact| {
            let judged = match step.is_within {
                Some(true) => Cell { tone: Tone::Good, ..Cell::text(self.say("paper.within")) },
                Some(false) => Cell { tone: Tone::Bad, ..Cell::text(self.say("paper.beyond")) },
                None => Cell::default(),
            };
            vec![Cell::text(self.label(&step.label)), self.answer(step), muted(limits(step)), judged]
        };
        Table {
            columns: vec![
                column("paper.step", 44),
                column("paper.result", 27),
                column("paper.limits", 18),
                column("paper.judged", 11),
            ],
            rows: steps.iter().map(row).collect(),
            totals: vec![],
        }
    }

    fn answer(&self, step: &StepFact) -> Cell {
        if let Some(choice) = &step.choice {
            return Cell::text(self.label(choice));
        }
        match step.kind {
            StepKind::Tick => {
                let is_done = step.value == Value::Bool(true);
                let word = self.say(if is_done { "paper.done" } else { "paper.not_done" });
                Cell { mark: Some(is_done), ..Cell::text(word) }
            }
            StepKind::Photo => Cell::text(self.say_with("paper.photos_count", json!({ "count": step.value }))),
            StepKind::Video => Cell::text(self.say_with("paper.videos_count", json!({ "count": step.value }))),
            _ => {
                let unit = step.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
                Cell::text(format!("{}{unit}", text_of(&step.value)))
            }
        }
    }

    fn parts_used(&self, parts: &[PartFact]) -> Table {
        let column = |key: &str, width: u16, is_number: bool| Column { title: self.say(key), width, is_number };
        let row = |part: &PartFact| {
            let name = match &part.code {
                Some(code) if !code.is_empty() => format!("{} {code}", part.name),
                _ => part.name.clone(),
            };
            let serials = [("paper.new_serial", &part.serial), ("paper.old_serial", &part.old_serial)];
            let serials = serials.into_iter().filter_map(|(key, serial)| {
                let serial = serial.as_ref().filter(|serial| !serial.is_empty())?;
                Some(self.say_with(key, json!({ "serial": serial })))
            });
            let verdict = part.verdict.as_ref().map(|verdict| self.say(&format!("verdict.{verdict}")));
            vec![
                Cell::text(name),
                muted(serials.collect::<Vec<_>>().join("\n")),
                muted(verdict.unwrap_or_default()),
                Cell::text(part.quantity.to_string()),
            ]
        };
        Table {
            columns: vec![
                column("paper.part", 40, false),
                column("paper.serial", 34, false),
                column("paper.warranty", 16, false),
                column("paper.quantity", 10, true),
            ],
            rows: parts.iter().map(row).collect(),
            totals: vec![],
        }
    }
}

/// `0.05–0.8 MPa`, `≥ 2 MΩ`; empty without limits.
fn limits(step: &StepFact) -> String {
    let unit = step.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    match (step.min, step.max) {
        (Some(min), Some(max)) => format!("{min}–{max}{unit}"),
        (Some(min), None) => format!("≥ {min}{unit}"),
        (None, Some(max)) => format!("≤ {max}{unit}"),
        (None, None) => String::new(),
    }
}
