//! From frozen facts to what stands on the paper, in the reader's words.

mod money;
mod visits;

pub(super) use money::money_text;

use formula::Label;
use kernel::{Day, Lang, Moment, Zone};
use platform::words::Words;
use report::{Block, Cell, Code, Fact, Sheet, Shown, Signature, Tone};
use serde_json::{Map, Value, json};

use super::facts::{ItemFact, ReportFacts};
use super::queries::grouped;
use super::record::ServiceReport;

/// One print of a version.
pub(super) struct Edition<'e> {
    pub report: &'e ServiceReport,
    /// Where anybody asks whether it is genuine.
    pub address: String,
    pub lang: Lang,
    /// With what it costs.
    pub sees_money: bool,
}

/// The pictures of all signatures on it.
pub(super) fn signatures_of(facts: &ReportFacts, sees_money: bool) -> impl Iterator<Item = &str> {
    let visits = facts.visits.iter().filter_map(|visit| visit.signature.as_deref());
    let approvals = facts.approvals.iter().filter(move |_| sees_money);
    visits.chain(approvals.filter_map(|approval| approval.signature.as_deref()))
}

/// The sheet of a report.
pub(super) fn of(facts: &ReportFacts, edition: &Edition, words: &Words) -> Sheet {
    let desk = Desk { facts, words, lang: edition.lang, zone: Zone::named(&facts.zone).unwrap_or(Zone::SHANGHAI) };
    let number = edition.report.number;
    let mut head = vec![
        (desk.say("paper.order"), facts.number.clone()),
        (desk.say("paper.type"), desk.label(&facts.r#type)),
        (desk.say("paper.version"), desk.say_with("paper.version_number", json!({ "version": number }))),
        (desk.say("paper.issued"), desk.moment(edition.report.issued_at)),
    ];
    if let Some(at) = facts.finished_at {
        head.insert(2, (desk.say("paper.finished"), desk.moment(at)));
    }
    let mut blocks = vec![];
    desk.customer(&mut blocks);
    desk.asked(&mut blocks);
    desk.visits(&mut blocks);
    desk.photos(&mut blocks);
    if edition.sees_money {
        desk.charges(&mut blocks);
    }
    desk.signatures(&mut blocks, edition.sees_money);
    let company = match &facts.unit {
        Some(unit) if *unit != facts.company => format!("{} · {unit}", facts.company),
        _ => facts.company.clone(),
    };
    Sheet {
        lang: if edition.lang == Lang::En { "en".into() } else { "zh-CN".into() },
        company,
        title: desk.say("paper.title"),
        number: facts.number.clone(),
        head,
        code: Some(Code { content: edition.address.clone(), caption: desk.say("paper.scan") }),
        remark: None,
        blocks,
        foot: desk.say_with("paper.foot", json!({ "address": edition.address, "code": grouped(&edition.report.code) })),
        paging: desk.say("paper.paging"),
        issued: parts_of(edition.report.issued_at, desk.zone),
    }
}

/// Year, month, day, hour, minute and second in a zone, as a PDF says when it was made.
pub(super) fn parts_of(at: Moment, zone: Zone) -> (u16, u8, u8, u8, u8, u8) {
    let day = zone.day_of(at).to_string();
    let part = |range: std::ops::Range<usize>| day.get(range).and_then(|text| text.parse().ok()).unwrap_or(1);
    let year = day.get(0..4).and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let minute = zone.minute_of_day(at);
    let small = |count: i64| u8::try_from(count).unwrap_or_default();
    (year, part(5..7), part(8..10), small(minute / 60), small(minute % 60), 0)
}

/// The facts, and the words for them.
struct Desk<'d> {
    facts: &'d ReportFacts,
    words: &'d Words,
    lang: Lang,
    zone: Zone,
}

impl Desk<'_> {
    fn say(&self, key: &str) -> String {
        self.words.say(self.lang, key, &Map::new())
    }

    fn say_with(&self, key: &str, facts: Value) -> String {
        self.words.say(self.lang, key, facts.as_object().unwrap_or(&Map::new()))
    }

    fn label(&self, label: &Label) -> String {
        if self.lang == Lang::En { label.en.clone() } else { label.zh.clone() }
    }

    /// `2026-11-21`
    fn day(day: Day) -> String {
        day.to_string()
    }

    /// `10:05`
    fn clock(&self, at: Moment) -> String {
        let minute = self.zone.minute_of_day(at);
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// `2026-11-21 10:05`
    fn moment(&self, at: Moment) -> String {
        format!("{} {}", self.zone.day_of(at), self.clock(at))
    }

    fn fact(&self, key: &str, value: impl Into<String>, is_wide: bool) -> Fact {
        Fact { label: self.say(key), value: value.into(), is_wide }
    }

    fn customer(&self, blocks: &mut Vec<Block>) {
        let facts = self.facts;
        blocks.push(Block::Heading(self.say("paper.customer_and_machine")));
        let mut lines = vec![self.fact("paper.customer", facts.contact_name.clone(), false)];
        lines.push(self.fact("paper.phone", facts.contact_phone.clone().unwrap_or_default(), false));
        if let Some(address) = &facts.address {
            lines.push(self.fact("paper.address", address.clone(), true));
        }
        blocks.push(Block::Facts(lines));
        let several = facts.items.len() > 1;
        for (at, item) in facts.items.iter().enumerate() {
            if several {
                let title = self.say_with("paper.item_number", json!({ "number": at + 1 }));
                blocks.push(Block::Part { title, note: self.label(&item.category) });
            }
            blocks.push(Block::Facts(self.item(item)));
        }
    }

    fn item(&self, item: &ItemFact) -> Vec<Fact> {
        let category = self.label(&item.category);
        let mut machine = match &item.name {
            Some(name) if name.contains(&category) => name.clone(),
            Some(name) => format!("{category} · {name}"),
            None => category,
        };
        if item.quantity > 1 {
            machine = format!("{machine} × {}", item.quantity);
        }
        let mut lines = vec![self.fact("paper.machine", machine, true)];
        let mut add = |key: &str, value: Option<String>| {
            lines.extend(value.filter(|value| !value.is_empty()).map(|value| self.fact(key, value, false)));
        };
        add("paper.model", item.model.clone());
        add("paper.serial", item.serial.clone());
        add("paper.sold", item.sold_on.map(Self::day));
        add("paper.installed", item.installed_on.map(Self::day));
        add("paper.service", Some(self.say(&format!("order_kind.{}", item.service))));
        add("paper.fault", item.fault.as_ref().map(|fault| self.label(fault)));
        add("paper.outcome", item.outcome.map(|outcome| self.say(&format!("order_outcome.{outcome}"))));
        if let Some(verdict) = item.verdict {
            let verdict = self.say(&format!("verdict.{verdict}"));
            let reason = item.verdict_reason.as_ref().map(|why| self.words.say(self.lang, &why.code, &why.facts));
            let value = match reason {
                Some(reason) if reason != verdict => {
                    self.say_with("paper.why", json!({ "what": verdict, "why": reason }))
                }
                _ => verdict,
            };
            lines.push(self.fact("paper.warranty", value, true));
        }
        lines
    }

    fn asked(&self, blocks: &mut Vec<Block>) {
        if !self.facts.described.trim().is_empty() {
            blocks.push(Block::Heading(self.say("paper.asked")));
            let note = self.say_with("paper.asked_at", json!({ "at": self.moment(self.facts.opened_at) }));
            blocks.push(Block::Words(self.facts.described.clone()));
            blocks.push(Block::Note(note));
        }
    }

    fn photos(&self, blocks: &mut Vec<Block>) {
        let facts = self.facts;
        if facts.photos.is_empty() && facts.videos == 0 {
            return;
        }
        blocks.push(Block::Heading(self.say("paper.photos")));
        let several = facts.visits.len() > 1;
        let shown = facts.photos.iter().map(|photo| {
            let step = photo.step.as_ref().map(|step| self.label(step));
            let words = [step, Some(photo.caption.clone())];
            let caption: Vec<String> = words.into_iter().flatten().filter(|text| !text.trim().is_empty()).collect();
            let visit = photo.visit.filter(|_| several);
            let visit = visit.map(|number| self.say_with("paper.visit_number", json!({ "number": number })));
            let at = self.moment(photo.at);
            Shown {
                key: photo.sha256.clone(),
                caption: caption.join(" · "),
                note: visit.map_or_else(|| at.clone(), |visit| format!("{visit} · {at}")),
                missing: self.say("paper.photo_missing"),
            }
        });
        blocks.push(Block::Pictures(shown.collect()));
        for (key, count) in [("paper.more_photos", facts.more_photos), ("paper.videos", facts.videos)] {
            if count > 0 {
                blocks.push(Block::Note(self.say_with(key, json!({ "count": count }))));
            }
        }
    }

    fn signatures(&self, blocks: &mut Vec<Block>, sees_money: bool) {
        let facts = self.facts;
        let missing = |key: &Option<String>| {
            self.say(if key.is_some() { "paper.signature_missing" } else { "paper.signed_without" })
        };
        let visits = facts.visits.iter().filter(|visit| visit.signature.is_some() || visit.signed_by.is_some());
        let visits = visits.map(|visit| Signature {
            label: self.say_with("paper.signed_visit", json!({ "number": visit.number })),
            name: visit.signed_by.clone().unwrap_or_default(),
            note: visit.finished_at.map(|at| self.moment(at)).unwrap_or_default(),
            missing: missing(&visit.signature),
            key: visit.signature.clone(),
        });
        let approvals = facts.approvals.iter().filter(|_| sees_money).map(|approval| Signature {
            label: self.say_with("paper.signed_price", json!({ "amount": self.money(approval.total_minor) })),
            name: approval.by_name.clone(),
            note: self.moment(approval.at),
            missing: missing(&approval.signature),
            key: approval.signature.clone(),
        });
        let all: Vec<Signature> = visits.chain(approvals).collect();
        if !all.is_empty() {
            blocks.push(Block::Heading(self.say("paper.signatures")));
            blocks.push(Block::Signatures(all));
        }
    }
}

/// A cell that is only told, not stressed.
fn muted(text: impl Into<String>) -> Cell {
    Cell { tone: Tone::Muted, ..Cell::text(text) }
}
