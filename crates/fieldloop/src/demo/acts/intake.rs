//! How wishes come in: calls and pages become orders, purchases become sales whose orders follow by themselves.

use serde_json::{Value, json};

use crate::demo::plan::cases::{Case, Course, Wish};
use crate::demo::plan::homes::serial;
use crate::demo::show::{Beat, Job, Show};
use crate::demo::stage::{Played, text};

impl Show {
    /// A wish reaches the company.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn open(&mut self, number: usize) -> Played<()> {
        let case = self.plan.cases[number].clone();
        match &case.wish {
            Wish::Buy { models, promise, deposit } => self.sell(&case, models, *promise, *deposit).await,
            _ => self.call_in(&case).await,
        }
    }

    async fn call_in(&mut self, case: &Case) -> Played<()> {
        let (kind, items, words) = self.wanted(case);
        let home = &self.homes[case.home];
        let (from, to) = (case.visit_at, case.visit_at.plus_minutes(120));
        let mut order = json!({
            "type": kind,
            "channel": case.channel,
            "customer_id": home.customer,
            "site_id": home.site,
            "items": items,
            "described": words,
            "wanted_from_at": from,
            "wanted_to_at": to,
        });
        if case.emergency {
            order["urgency"] = json!("emergency");
            order["wanted_from_at"] = Value::Null;
            order["wanted_to_at"] = Value::Null;
        }
        let who = "desk";
        let opened = self.stage.post(who, "/orders", order).await?;
        let asset = items.pointer("/0/asset_id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let machine = home_machine(self, case.home, &asset);
        let job = self.hire(case, &opened, machine);
        let name = &self.plan.homes[case.home].name;
        self.say(who, &format!("{}  {kind}  {name}:{words}", self.jobs[job].number));
        if case.channel == "customer_page" {
            self.later(4, Beat::TakeIn(job));
        }
        self.follow(job, case);
        // legs that need not wait for each other have a visit each
        let visits = opened.pointer("/visit_ids").and_then(Value::as_array).cloned().unwrap_or_default();
        for visit in visits.iter().skip(1).filter_map(Value::as_str) {
            self.beside(job, visit);
        }
        Ok(())
    }

    /// Another visit of the same order, to be dispatched on its own.
    pub fn beside(&mut self, job: usize, visit: &str) {
        let known = self.jobs[job].serial.clone();
        let twin = Job {
            visit: visit.to_owned(),
            // what is put in the old machine's place has a plate of its own
            serial: match self.case(job).wish {
                Wish::Exchange { .. } => serial("YJNEW", 70_000 + self.case(job).number),
                _ => known,
            },
            technician: None,
            asked: 3,
            files: vec![],
            part_used: None,
            course: Course::Solved,
            appointed: false,
            ..self.jobs[job].clone()
        };
        self.jobs.push(twin);
        let minutes = self.chance.between(8, 30);
        let at = self.case(job).dispatch_at.max(self.now()).plus_minutes(minutes);
        self.at(at, Beat::Dispatch(self.jobs.len() - 1));
    }

    /// Order type, items and words of a wish about known machines.
    fn wanted(&self, case: &Case) -> (&'static str, Value, String) {
        let assets = &self.homes[case.home].assets;
        let one = |machine: usize| json!([{ "asset_id": assets.get(machine) }]);
        match &case.wish {
            Wish::Repair { machines, words } => {
                let items: Vec<Value> = machines
                    .iter()
                    .map(|(machine, fault)| json!({ "asset_id": assets.get(*machine), "fault": fault }))
                    .collect();
                ("repair", Value::from(items), words.clone())
            }
            Wish::Maintain { machine } => ("maintain", one(*machine), "想约一次清洗保养".to_owned()),
            Wish::Inspect { machine } => ("inspect", one(*machine), "请上门做一次安全检查".to_owned()),
            Wish::Return { machine } => ("return", one(*machine), "机器不满意，申请退货".to_owned()),
            Wish::Exchange { machine } => ("exchange", one(*machine), "机器反复出问题，申请换新".to_owned()),
            Wish::Buy { .. } => ("install", json!([]), String::new()),
        }
    }

    /// A new job for an order as the program answered it.
    pub fn hire(&mut self, case: &Case, opened: &Value, machine: Option<usize>) -> usize {
        let home = &self.plan.homes[case.home];
        let known = machine.and_then(|at| home.machines.get(at));
        let number = self.jobs.len();
        self.jobs.push(Job {
            case: case.number,
            order: text(opened, "/id"),
            number: text(opened, "/number"),
            visit: text(opened, "/visit_ids/0"),
            visits: 1,
            category: text(opened, "/category"),
            purchase: None,
            serial: known.map_or_else(|| serial("YJNEW", 50_000 + number), |each| each.serial.clone()),
            fault: opened.pointer("/fault").and_then(Value::as_str).map(str::to_owned),
            outlet: home.outlet,
            technician: None,
            asked: 0,
            visit_at: case.visit_at,
            minutes: 60,
            course: case.course,
            part_used: None,
            files: vec![],
            appointed: case.emergency,
        });
        number
    }

    /// What comes after the opening.
    pub fn follow(&mut self, job: usize, case: &Case) {
        let dispatch_at = case.dispatch_at.max(self.now().plus_minutes(1));
        match case.course {
            Course::Cancelled => {
                self.at(dispatch_at, Beat::Dispatch(job));
                self.at(dispatch_at.plus_minutes(22), Beat::Cancel(job));
            }
            Course::Transferred => {
                self.at(dispatch_at, Beat::Transfer(job));
                self.at(dispatch_at.plus_minutes(9), Beat::Dispatch(job));
            }
            _ => self.at(dispatch_at, Beat::Dispatch(job)),
        }
    }

    /// The desk completes what came from a customer's page.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn take_in(&mut self, job: usize) -> Played<()> {
        let path = format!("/orders/{}/intake", self.jobs[job].order);
        let taken = self.stage.post("desk", &path, json!({})).await?;
        if self.jobs[job].visit.is_empty() {
            self.jobs[job].visit = text(&taken, "/visit_ids/0");
        }
        self.say("desk", &format!("{}  受理", self.jobs[job].number));
        Ok(())
    }

    /// The order goes to the other outlet, which serves it from now on; the first keeps reading it.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn transfer(&mut self, job: usize) -> Played<()> {
        let other = 1 - self.jobs[job].outlet.min(1);
        let Some(unit) = self.units.outlets.get(other).copied() else { return Ok(()) };
        let path = format!("/orders/{}/transfers", self.jobs[job].order);
        self.stage.post("dispatcher", &path, json!({ "unit_id": unit, "reason": "capacity" })).await?;
        self.jobs[job].outlet = other;
        self.say("dispatcher", &format!("{}  转给另一网点:人手不足", self.jobs[job].number));
        Ok(())
    }

    /// The customer calls it off.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn cancel(&mut self, job: usize) -> Played<()> {
        let path = format!("/orders/{}/cancellation", self.jobs[job].order);
        let (reason, note) = if self.chance.per_mille(600) {
            ("customer_request", "")
        } else {
            ("solved_by_phone", "电话指导重启后恢复")
        };
        self.stage.post("desk", &path, json!({ "reason": reason, "note": note })).await?;
        self.jobs[job].technician = None;
        self.jobs[job].asked = usize::MAX;
        self.say("desk", &format!("{}  取消:{reason}", self.jobs[job].number));
        Ok(())
    }
}

/// The machine of a home that an asset is.
fn home_machine(show: &Show, home: usize, asset: &str) -> Option<usize> {
    show.homes[home].assets.iter().position(|each| each == asset)
}
