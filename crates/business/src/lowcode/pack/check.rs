//! Whether the parts of a pack fit each other: every reference resolves, every code is its own, every word is there in both languages,
//! every condition reads names that exist.

use std::collections::BTreeSet;

use formula::{Condition, Form, Label};

use super::{CarriedBy, Category, Leg, OrderKind, OrderType, Pack, Payer, ReasonKind, Step, StepKind, Urgency};
use kernel::code::Code;

/// The facts of an order that a condition may read. `order.attributes` holds the category's own.
pub(super) const ORDER_FACTS: &[&str] = &[
    "order.type",
    "order.kind",
    "order.leg",
    "order.category",
    "order.fault",
    "order.urgency",
    "order.warranty",
    "order.channel",
    "order.serial_required",
];

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn that(&mut self, holds: bool, at: &str, what: impl std::fmt::Display) {
        if !holds {
            self.0.push(format!("{at}: {what}"));
        }
    }
    fn label(&mut self, label: &Label, at: &str) {
        self.that(label.is_complete(), at, "words are missing in one language");
    }
    fn unique<'c>(&mut self, codes: impl Iterator<Item = &'c str>, noun: &str) -> BTreeSet<&'c str> {
        let mut seen = BTreeSet::new();
        for code in codes {
            let fit =
                !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            self.that(fit, noun, format_args!("code {code:?} is not one"));
            self.that(seen.insert(code), noun, format_args!("code {code} twice"));
        }
        seen
    }
    fn known(&mut self, codes: &[String], all: &BTreeSet<&str>, at: &str, noun: &str) {
        for code in codes {
            self.that(all.contains(code.as_str()), at, format_args!("no {noun} {code}"));
        }
    }
}

struct Known<'p> {
    skills: BTreeSet<&'p str>,
    categories: BTreeSet<&'p str>,
    prices: BTreeSet<&'p str>,
    sops: BTreeSet<&'p str>,
    policies: BTreeSet<&'p str>,
    types: BTreeSet<&'p str>,
    holds: BTreeSet<&'p str>,
    facts: Vec<String>,
}

impl Pack {
    /// Everything that does not fit, each as a sentence for whoever edits the files; empty when the pack can be published.
    pub fn problems(&self) -> Vec<String> {
        let mut found = Problems::default();
        let attributes = self.categories.iter().flat_map(|each| &each.attributes).map(|each| &each.code);
        let known = Known {
            skills: found.unique(self.skills.iter().map(|each| each.code.as_str()), "skill"),
            categories: found.unique(self.categories.iter().map(|each| each.code.as_str()), "category"),
            prices: found.unique(self.prices.iter().map(|each| each.code.as_str()), "price"),
            sops: found.unique(self.sops.iter().map(|each| each.code.as_str()), "SOP"),
            policies: found.unique(self.sla_policies.iter().map(|each| each.code.as_str()), "SLA policy"),
            types: found.unique(self.order_types.iter().map(|each| each.code.as_str()), "order type"),
            holds: self
                .reasons
                .iter()
                .filter(|each| each.kind == ReasonKind::Hold)
                .map(|each| each.code.as_str())
                .collect(),
            facts: ORDER_FACTS
                .iter()
                .map(|each| (*each).to_owned())
                .chain(attributes.map(|code| format!("order.attributes.{code}")))
                .collect(),
        };
        found.that(!self.code.is_empty() && self.version > 0, "pack", "has no code or version");
        found.label(&self.name, "pack");
        found.label(&self.about, "pack");
        self.check_catalogue(&known, &mut found);
        self.check_order_types(&known, &mut found);
        self.check_sops(&known, &mut found);
        self.check_service(&known, &mut found);
        self.check_reasons(&known, &mut found);
        self.check_money(&known, &mut found);
        found.0
    }

    fn check_catalogue(&self, known: &Known, found: &mut Problems) {
        self.skills.iter().for_each(|each| found.label(&each.name, &each.code));
        for category in &self.categories {
            let at = format!("category {}", category.code);
            found.label(&category.name, &at);
            found.that(!category.needs.is_empty(), &at, "needs no skill");
            for need in &category.needs {
                found.that(known.skills.contains(need.skill.as_str()), &at, format_args!("no skill {}", need.skill));
                found.that((1..=5).contains(&need.level), &at, "a level is 1 to 5");
            }
            for error in (Form { fields: category.attributes.clone() }).check_definition(&[]) {
                found.that(false, &at, format_args!("{} {}", error.path, error.code));
            }
            self.check_questions(category, found);
            found.that(self.warranty(&category.code).is_some(), &at, "has no warranty terms");
            let faults = self.faults.iter().filter(|each| each.categories.contains(&category.code)).count();
            found.that(faults > 0, &at, "has no faults");
        }
        found.unique(self.faults.iter().map(|each| each.code.as_str()), "fault");
        for fault in &self.faults {
            let at = format!("fault {}", fault.code);
            found.label(&fault.name, &at);
            fault.advice.iter().for_each(|each| found.label(each, &at));
            found.that(!fault.categories.is_empty() && !fault.keywords.is_empty(), &at, "has no category or keyword");
            found.known(&fault.categories, &known.categories, &at, "category");
            found.known(&fault.parts, &known.prices, &at, "price");
            let words = |ascii: bool| fault.keywords.iter().any(|each| each.is_ascii() == ascii);
            found.that(words(true) && words(false), &at, "keywords in one language only");
        }
    }

    /// The questions of every way to ask for something done to this category are one form.
    fn check_questions(&self, category: &Category, found: &mut Problems) {
        let faults = self.faults.iter().filter(|fault| fault.categories.contains(&category.code));
        let faults: Vec<Option<&str>> = faults.map(|fault| Some(fault.code.as_str())).chain([None]).collect();
        for (r#type, fault) in self.order_types.iter().flat_map(|each| faults.iter().map(move |fault| (each, *fault))) {
            let at = format!("questions of {} {} {}", r#type.code, category.code, fault.unwrap_or_default());
            let questions = self.questions(r#type, &category.code, fault);
            let form = Form { fields: questions.iter().map(|question| question.field.clone()).collect() };
            for error in form.check_definition(ORDER_FACTS) {
                found.that(false, &at, format_args!("{} {}", error.path, error.code));
            }
            for path in questions.iter().filter_map(|each| each.raises.as_ref()).flat_map(|each| each.when.paths()) {
                let code = path.strip_prefix("answers.").unwrap_or(&path);
                let is_asked = questions.iter().any(|each| each.field.code == code);
                found.that(is_asked || ORDER_FACTS.contains(&path.as_str()), &at, format_args!("no answer {path}"));
            }
        }
    }

    fn check_order_types(&self, known: &Known, found: &mut Problems) {
        for kind in OrderKind::ALL {
            found.that(
                self.order_types.iter().any(|each| each.kind == *kind),
                "order types",
                format_args!("none for {kind}"),
            );
        }
        found.unique(
            self.order_types
                .iter()
                .map(|each| each.prefix.as_str())
                .map(lower)
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str),
            "prefix",
        );
        for each in &self.order_types {
            let at = format!("order type {}", each.code);
            found.label(&each.name, &at);
            found.that(each.version > 0, &at, "has no version");
            found.that(!each.may_open.is_empty(), &at, "nobody may open it");
            found.that((2..=4).contains(&each.prefix.len()), &at, "prefix of 2 to 4 letters");
            found.that(known.policies.contains(each.sla.as_str()), &at, format_args!("no SLA policy {}", each.sla));
            found.that(each.offer_timeout_minutes > 0 && each.review_after_days > 0, &at, "waits for ever");
            found.that(!each.legs.is_empty(), &at, "has no legs");
            found.unique(each.legs.iter().map(|leg| leg.code.as_str()), &at);
            found.unique(each.stages.iter().map(|stage| stage.code.as_str()), &at);
            let in_order = each.stages.windows(2).all(|pair| pair[0].phase <= pair[1].phase);
            found.that(in_order, &at, "stages are not in the order of their phases");
            for stage in &each.stages {
                found.label(&stage.name, &at);
                stage.guard.iter().for_each(|guard| check_condition(guard, known, &at, found));
            }
            for (i, leg) in each.legs.iter().enumerate() {
                self.check_leg(each, i, leg, known, found);
            }
        }
    }

    fn check_leg(&self, of: &OrderType, i: usize, leg: &Leg, known: &Known, found: &mut Problems) {
        let at = format!("order type {} leg {}", of.code, leg.code);
        found.label(&leg.name, &at);
        found.that(leg.minutes > 0 && leg.crew > 0, &at, "takes no time or nobody");
        let earlier: BTreeSet<&str> = of.legs[..i].iter().map(|each| each.code.as_str()).collect();
        found.known(&leg.after, &earlier, &at, "earlier leg");
        found.known(&leg.sops, &known.sops, &at, "SOP");
        leg.when.iter().for_each(|when| check_condition(when, known, &at, found));
        let own = leg.order_type.as_deref();
        let fits = (leg.carried_by == CarriedBy::Order) == own.is_some();
        found.that(
            fits && own.is_none_or(|code| known.types.contains(code) && code != of.code),
            &at,
            "order type of its own",
        );
        let mut once = BTreeSet::new();
        for each in &leg.minutes_by {
            found.known(&each.categories, &known.categories, &at, "category");
            found.that(each.minutes > 0 && each.categories.iter().all(|code| once.insert(code)), &at, "minutes_by");
        }
        for category in &self.categories {
            found.that(self.sop_for(leg, &category.code).is_some(), &at, format_args!("no SOP for {}", category.code));
        }
    }

    fn check_sops(&self, known: &Known, found: &mut Problems) {
        let facts: Vec<&str> = known.facts.iter().map(String::as_str).collect();
        for sop in &self.sops {
            let at = format!("SOP {}", sop.code);
            found.label(&sop.name, &at);
            found.that(
                sop.version > 0 && sop.steps.iter().any(|each| each.forced),
                &at,
                "has no version or no forced step",
            );
            found.known(&sop.categories, &known.categories, &at, "category");
            for error in sop.form().check_definition(&facts) {
                found.that(false, &at, format_args!("{} {} {:?}", error.path, error.code, error.facts));
            }
            sop.steps.iter().for_each(|step| check_step(step, &at, found));
            let used = self.order_types.iter().flat_map(|each| &each.legs).any(|leg| leg.sops.contains(&sop.code));
            found.that(used, &at, "no leg uses it");
        }
    }

    fn check_service(&self, known: &Known, found: &mut Problems) {
        for policy in &self.sla_policies {
            let at = format!("SLA policy {}", policy.code);
            found.label(&policy.name, &at);
            found.known(&policy.not_paused_by, &known.holds, &at, "hold reason");
            for urgency in Urgency::ALL {
                found.that(policy.target(*urgency).is_some(), &at, format_args!("no target for {urgency}"));
            }
            for each in &policy.targets {
                let steps = [each.accept_minutes, each.arrive_minutes, each.finish_minutes];
                let told: Vec<u32> = steps.into_iter().flatten().collect();
                found.that(
                    !told.is_empty() && told.windows(2).all(|pair| pair[0] < pair[1]),
                    &at,
                    "targets do not follow each other",
                );
            }
        }
        found.unique(self.promises.iter().map(|each| each.code.as_str()), "promise");
        for promise in &self.promises {
            found.label(&promise.name, &promise.code);
            found.known(&promise.categories, &known.categories, &promise.code, "category");
        }
        found.unique(self.review_tags.iter().map(|each| each.code.as_str()), "review tag");
        self.review_tags.iter().for_each(|each| found.label(&each.name, &each.code));
        found.unique(self.standards.iter().map(|each| each.code.as_str()), "standard");
        self.standards.iter().for_each(|each| found.label(&each.name, &each.code));
        found.that(
            self.standards.iter().map(|each| each.weight.0).sum::<i64>() == 10_000,
            "standards",
            "weights make 100 %",
        );
        found.that(self.review.as_ref().is_some_and(|it| (1..=5).contains(&it.case_at_stars)), "review", "is missing");
    }

    fn check_reasons(&self, known: &Known, found: &mut Problems) {
        for kind in ReasonKind::ALL {
            let own = || self.reasons.iter().filter(move |each| each.kind == *kind);
            found.that(own().count() > 0, "reasons", format_args!("none for {kind}"));
            found.unique(own().map(|each| each.code.as_str()), kind.code());
        }
        for reason in &self.reasons {
            let at = format!("{} reason {}", reason.kind, reason.code);
            found.label(&reason.name, &at);
            reason.customer_name.iter().for_each(|name| found.label(name, &at));
            let hold = reason.kind == ReasonKind::Hold;
            found.that(
                hold || !(reason.pauses_sla || reason.remind_after_hours.is_some()),
                &at,
                "only holds pause and remind",
            );
            let paid =
                matches!(reason.kind, ReasonKind::VoidTrip | ReasonKind::SecondVisit | ReasonKind::WarrantyOverride);
            found.that(!paid || reason.payer.is_some(), &at, "nobody pays");
            reason
                .fee
                .iter()
                .for_each(|fee| found.that(known.prices.contains(fee.as_str()), &at, format_args!("no price {fee}")));
        }
        let outcomes = found.unique(self.outcomes.iter().map(|each| each.code.as_str()), "outcome");
        for code in ["solved", "needs_parts", "needs_second_visit", "customer_absent", "refused", "unsafe"] {
            found.that(outcomes.contains(code), "outcomes", format_args!("no {code}"));
        }
        for outcome in &self.outcomes {
            found.label(&outcome.name, &outcome.code);
            found.label(&outcome.meaning, &outcome.code);
        }
    }

    fn check_money(&self, known: &Known, found: &mut Problems) {
        for price in &self.prices {
            let at = format!("price {}", price.code);
            found.label(&price.name, &at);
            found.label(&price.unit, &at);
            found.that(price.price_minor.minor() > 0, &at, "costs nothing");
            found.that(price.out_of_warranty != Payer::Brand, &at, "the brand does not pay without a warranty");
            found.known(&price.categories, &known.categories, &at, "category");
        }
        found.unique(self.warranties.iter().map(|each| each.code.as_str()), "warranty");
        let mut once = BTreeSet::new();
        for term in &self.warranties {
            let at = format!("warranty {}", term.code);
            found.label(&term.name, &at);
            found.known(&term.categories, &known.categories, &at, "category");
            found.that(term.categories.iter().all(|code| once.insert(code)), &at, "a category has two terms");
            found.that(term.whole_months > 0 && !term.proof.is_empty(), &at, "covers nothing or asks for no proof");
            found.unique(term.parts.iter().map(|each| each.code.as_str()), &at);
            for part in &term.parts {
                found.label(&part.name, &at);
                found.known(&part.prices, &known.prices, &at, "price");
            }
            term.excludes.iter().for_each(|each| found.label(each, &at));
        }
    }
}

fn check_step(step: &Step, sop: &str, found: &mut Problems) {
    let at = format!("{sop} step {}", step.code);
    step.phrase.iter().for_each(|each| found.label(each, &at));
    let limited = step.min.is_some() && step.max.is_some();
    found.that(step.kind != StepKind::Reading || limited, &at, "a reading has limits");
    found.that(step.kind == StepKind::Reading || step.unit.is_none(), &at, "only a reading has a unit");
}

fn check_condition(condition: &Condition, known: &Known, at: &str, found: &mut Problems) {
    for path in condition.paths() {
        found.that(known.facts.contains(&path), at, format_args!("condition reads {path}"));
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}
