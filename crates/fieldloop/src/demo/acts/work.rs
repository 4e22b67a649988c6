//! The work itself: steps answered, pictures taken, parts and prices, the customer's yes, the outcome, the payment.

use serde_json::{Map, Value, json};

use crate::demo::goods::MODELS;
use crate::demo::photos;
use crate::demo::plan::cases::{Course, Wish};
use crate::demo::show::{Beat, Show};
use crate::demo::stage::{Played, Refusal, text};

/// So many rounds of questions: each answer may call for more steps.
const ROUNDS: usize = 5;

impl Show {
    /// Half way: the first steps are answered, the price is told and agreed to.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn work(&mut self, job: usize) -> Played<()> {
        let Some(login) = self.jobs[job].technician.clone() else { return Ok(()) };
        let fails = matches!(self.jobs[job].course, Course::NeedsParts { .. } | Course::SecondVisit);
        self.choose_part(job);
        self.answer_steps(job, &login, 1).await?;
        self.say(&login, &format!("{}  现场记录、拍照", self.jobs[job].number));
        if !fails {
            self.charge(job, &login).await?;
        }
        let minutes = self.jobs[job].minutes;
        let rest = minutes * self.chance.between(40, 75) / 100;
        self.later(rest.max(5), Beat::Finish(job));
        Ok(())
    }

    /// The part that mends the fault, for about every second repair.
    fn choose_part(&mut self, job: usize) {
        let fault = self.jobs[job].fault.clone().unwrap_or_default();
        let pack = business::lowcode::pack::Pack::of_trade("appliance");
        let parts = pack.and_then(|pack| pack.fault(&fault)).map(|fault| fault.parts.as_slice()).unwrap_or_default();
        let category = self.jobs[job].category.clone();
        let fits = |code: &&String| {
            let price = pack.and_then(|pack| pack.price(code));
            price.is_some_and(|price| price.categories.is_empty() || price.categories.contains(&category))
        };
        let fitting: Vec<&String> = parts.iter().filter(fits).collect();
        let after_parts = self.jobs[job].visits > 1;
        if !fitting.is_empty() && (after_parts || self.chance.per_mille(480)) {
            let at = self.chance.index(fitting.len());
            self.jobs[job].part_used = fitting.get(at).map(|code| (*code).clone());
        }
    }

    /// Answers the steps that are asked, round by round, as later steps follow from earlier answers.
    async fn answer_steps(&mut self, job: usize, login: &str, rounds: usize) -> Played<()> {
        let visit = self.jobs[job].visit.clone();
        let mut run = self.stage.get(login, &format!("/visits/{visit}/sop")).await?;
        for _ in 0..rounds {
            let steps = run.pointer("/steps").and_then(Value::as_array).cloned().unwrap_or_default();
            let open: Vec<Value> =
                steps.into_iter().filter(|each| each["asked"] == json!(true) && each["answer"].is_null()).collect();
            let mut answers = Map::new();
            for each in &open {
                let step = &each["step"];
                // the signature comes last, with the price
                if rounds == 1 && ["site_clean", "explain", "customer_sign"].contains(&text(step, "/code").as_str()) {
                    continue;
                }
                answers.insert(text(step, "/code"), self.answer_to(job, login, step).await?);
            }
            if answers.is_empty() {
                return Ok(());
            }
            let path = format!("/visits/{visit}/sop-answers");
            run = self.stage.post(login, &path, json!({ "answers": answers })).await?;
        }
        Ok(())
    }

    async fn answer_to(&mut self, job: usize, login: &str, step: &Value) -> Played<Value> {
        let code = text(step, "/code");
        let (min, max) = (step["min"].as_f64(), step["max"].as_f64());
        Ok(match text(step, "/kind").as_str() {
            "photo" | "video" => {
                let mut pictures = vec![];
                for _ in 0..min.unwrap_or(1.0).clamp(1.0, 6.0).ceil() as usize {
                    pictures.push(Value::from(self.picture(job, login, false).await?));
                }
                Value::from(pictures)
            }
            "signature" => Value::from(self.picture(job, login, true).await?),
            "reading" => self.reading(min.unwrap_or(0.0), max.unwrap_or(100.0)),
            "tick" => Value::from(true),
            "scan" => Value::from(self.jobs[job].serial.clone()),
            "choice" => Value::from(self.choice(job, &code, step)),
            _ => Value::from(self.words(job, &code)),
        })
    }

    /// A reading between its limits, with as many places as the limits are fine.
    fn reading(&mut self, min: f64, max: f64) -> Value {
        let share = f64::from(i32::try_from(self.chance.between(300, 700)).unwrap_or(500)) / 1_000.0;
        let places = if max - min < 0.1 {
            1_000.0
        } else if max - min < 10.0 {
            100.0
        } else {
            1.0
        };
        json!(((min + (max - min) * share) * places).round() / places)
    }

    fn choice(&self, job: usize, code: &str, step: &Value) -> String {
        let empty = vec![];
        let options = step["options"].as_array().unwrap_or(&empty);
        let has = |wanted: &str| options.iter().any(|each| text(each, "/code") == wanted);
        let wanted = match code {
            "cause" if self.jobs[job].part_used.is_some() => "part",
            "cause" => "use",
            _ => "",
        };
        if has(wanted) {
            wanted.to_owned()
        } else {
            options.first().map(|each| text(each, "/code")).unwrap_or_default()
        }
    }

    fn words(&self, job: usize, code: &str) -> String {
        match code {
            "symptom" | "fault_seen" => "现场复现，与客户描述一致".to_owned(),
            "missing" => "无".to_owned(),
            "hose_on" => "软管三年前更换，外观完好".to_owned(),
            _ => format!("{} 已确认", self.jobs[job].number),
        }
    }

    /// Takes a picture and sends it; its SHA-256.
    async fn picture(&mut self, job: usize, login: &str, signature: bool) -> Played<String> {
        self.pictures += 1;
        let number = self.pictures + self.plan.seed.wrapping_mul(1_000_000);
        let drawn = if signature { photos::signature(number) } else { photos::picture(number) };
        let bytes = drawn.map_err(|error| Refusal {
            who: login.to_owned(),
            what: "camera".to_owned(),
            status: 0,
            answer: json!({ "detail": error.to_string() }),
        })?;
        let sha256 = platform::random::sha256_hex(&bytes);
        self.stage.send(login, "PUT", &format!("/files/{sha256}"), bytes, "image/jpeg").await?;
        self.jobs[job].files.push(sha256.clone());
        Ok(sha256)
    }

    /// Ticks what the work costs, and has the customer agree to their part of it.
    async fn charge(&mut self, job: usize, login: &str) -> Played<()> {
        let lines = self.lines(job);
        if lines.is_empty() {
            return Ok(());
        }
        let (order, visit) = (self.jobs[job].order.clone(), self.jobs[job].visit.clone());
        let item = self.first_item(job).await?;
        let lines: Vec<Value> =
            lines.iter().map(|code| json!({ "code": code, "quantity": 1, "item_id": item })).collect();
        let body = json!({ "visit_id": visit, "lines": lines });
        let money = self.stage.post(login, &format!("/orders/{order}/charges"), body).await?;
        let total = money["customer_minor"].as_i64().unwrap_or(0);
        if total > 0 && money["approved"] != json!(true) {
            let name = self.plan.homes[self.case(job).home].name.clone();
            let signature = self.picture(job, login, true).await?;
            let body = json!({
                "visit_id": visit,
                "total_minor": total,
                "by_name": name,
                "method": "on_phone",
                "signature": signature,
            });
            self.stage.post(login, &format!("/orders/{order}/price-approvals"), body).await?;
            self.say(login, &format!("{}  客户确认报价 ¥{}.{:02}", self.jobs[job].number, total / 100, total % 100));
        }
        Ok(())
    }

    async fn first_item(&self, job: usize) -> Played<Option<String>> {
        let sql = "SELECT id FROM order_item WHERE tenant_id = ? AND order_id = ? ORDER BY position LIMIT 1";
        self.look_up(sql, &self.jobs[job].order).await
    }

    /// Codes of the price list for this work on this category.
    fn lines(&mut self, job: usize) -> Vec<String> {
        let category = self.jobs[job].category.clone();
        let mut lines: Vec<&str> = match (&self.case(job).wish, category.as_str()) {
            (Wish::Buy { .. }, "ac") => vec!["ac_install_std"],
            (Wish::Buy { .. }, "gas_heater" | "gas_stove") => vec!["gas_install_std"],
            (Wish::Buy { .. }, "hood") => vec!["hood_install_std"],
            (Wish::Buy { .. }, "tv") => vec!["tv_mount"],
            (Wish::Buy { .. }, "fridge") => vec![],
            (Wish::Buy { .. }, _) => vec!["water_install_std"],
            (Wish::Maintain { .. }, "ac") => vec!["ac_clean_wall"],
            (Wish::Maintain { .. }, "washer" | "dryer") => vec!["washer_clean"],
            (Wish::Maintain { .. }, "hood") => vec!["hood_clean"],
            (Wish::Maintain { .. }, "gas_heater" | "electric_heater") => vec!["heater_clean"],
            (Wish::Repair { .. }, _) if self.jobs[job].part_used.is_some() => vec!["repair_small"],
            (Wish::Repair { .. } | Wish::Maintain { .. }, _) => vec!["visit_fee"],
            _ => vec![],
        };
        let extra = self.chance.per_mille(300);
        if extra && matches!(self.case(job).wish, Wish::Buy { .. }) && category == "ac" {
            lines.push("drill_concrete");
        }
        let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
        lines.extend(self.jobs[job].part_used.clone().filter(|_| matches!(self.case(job).wish, Wish::Repair { .. })));
        lines
    }

    /// The end of the visit: solved, a part is missing, another visit is needed, or nobody was there.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn finish(&mut self, job: usize) -> Played<()> {
        let Some(login) = self.jobs[job].technician.clone() else { return Ok(()) };
        match self.jobs[job].course {
            Course::NobodyHome => self.void_trip(job, &login).await,
            Course::NeedsParts { days } => self.needs_part(job, &login, days).await,
            Course::SecondVisit => {
                let body =
                    json!({ "outcome": "needs_second_visit", "reason": "customer_time", "note": "客户临时有事" });
                self.complete(job, &login, body).await?;
                self.say(&login, &format!("{}  需要二次上门", self.jobs[job].number));
                self.second_visit(job).await
            }
            _ => self.solve(job, &login).await,
        }
    }

    /// Finishes the visit, with its pictures, the machines it put in place and the promises it kept.
    async fn complete(&mut self, job: usize, login: &str, mut visit: Value) -> Played<Value> {
        visit["manifest"] = json!(self.jobs[job].files);
        let mut body = json!({ "visit": visit });
        if visit_is_solved(&body) {
            body["assets"] = self.machines(job).await?;
            body["promises"] = self.kept_promises(job).await?;
        }
        let done = self.stage.post(login, &format!("/visits/{}/completion", self.jobs[job].visit), body).await?;
        self.jobs[job].files.clear();
        Ok(done)
    }

    /// The serial of each machine that an install order put in place: the first as scanned, the others by hand.
    async fn machines(&mut self, job: usize) -> Played<Value> {
        if self.jobs[job].purchase.is_none() {
            return Ok(json!([]));
        }
        let mut put = vec![];
        let sql = [
            "SELECT id FROM order_item WHERE tenant_id = ? AND order_id = ? AND position = 1",
            "SELECT id FROM order_item WHERE tenant_id = ? AND order_id = ? AND position = 2",
            "SELECT id FROM order_item WHERE tenant_id = ? AND order_id = ? AND position = 3",
        ];
        let serial = self.jobs[job].serial.clone();
        for (nth, sql) in sql.into_iter().enumerate() {
            if let Some(item) = self.look_up(sql, &self.jobs[job].order).await? {
                let plate = if nth == 0 { serial.clone() } else { format!("{serial}-{}", nth + 1) };
                put.push(json!({ "item_id": item, "serial": plate }));
            }
        }
        Ok(Value::from(put))
    }

    async fn kept_promises(&mut self, job: usize) -> Played<Value> {
        let sql = "SELECT id FROM promise WHERE tenant_id = ? AND order_id = ? AND status = 'open' LIMIT 1";
        let promise = self.look_up(sql, &self.jobs[job].order).await?;
        let kept = !self.chance.per_mille(120);
        Ok(match promise {
            Some(promise) if kept => json!([{ "promise_id": promise, "settlement": { "status": "kept" } }]),
            _ => json!([]),
        })
    }

    async fn solve(&mut self, job: usize, login: &str) -> Played<()> {
        self.answer_steps(job, login, ROUNDS).await?;
        let name = self.plan.homes[self.case(job).home].name.clone();
        let mut visit = json!({ "outcome": "solved", "signed_by": name });
        let repairs = matches!(self.case(job).wish, Wish::Repair { .. });
        if let Some(part) = self.jobs[job].part_used.clone().filter(|_| repairs) {
            let serial = format!("P{:08}", self.deeds * 31 + 10_000_000);
            visit["parts"] = json!([{ "code": part, "quantity": 1, "serial": serial }]);
        }
        let done = self.complete(job, login, visit).await?;
        self.say(login, &format!("{}  完工:已解决", self.jobs[job].number));
        for next in done.pointer("/next_visits").and_then(Value::as_array).cloned().unwrap_or_default() {
            self.beside(job, next.as_str().unwrap_or_default());
        }
        self.pay(job, login).await?;
        if text(&done, "/order/phase") == "finished" {
            self.look_back(job);
        }
        Ok(())
    }

    /// What follows a finished order: the sale is handed over, the customer is called.
    fn look_back(&mut self, job: usize) {
        if let Some(purchase) = self.jobs[job].purchase {
            self.by_day(35, Beat::HandOver(purchase));
        }
        if self.case(job).stars.is_some() {
            let minutes = self.case(job).review_after_minutes;
            self.by_day(minutes, Beat::Review(job));
        }
    }

    /// The customer pays what is due, by code or in cash.
    async fn pay(&mut self, job: usize, login: &str) -> Played<()> {
        let order = self.jobs[job].order.clone();
        let bill = self.stage.get(login, &format!("/orders/{order}/charges")).await?;
        let due = bill.pointer("/money/due_minor").or_else(|| bill.pointer("/due_minor")).and_then(Value::as_i64);
        let Some(due) = due.filter(|due| *due > 0) else { return Ok(()) };
        let method = self.chance.weighted(&[("wechat", 60), ("alipay", 25), ("cash", 15)], "wechat");
        let reference = if method == "cash" { String::new() } else { format!("D{:012}", self.deeds * 7_919) };
        let body = json!({ "amount_minor": due, "method": method, "reference": reference });
        self.stage.post(login, &format!("/orders/{order}/payments"), body).await?;
        self.say(login, &format!("{}  收款 ¥{}.{:02}({method})", self.jobs[job].number, due / 100, due % 100));
        Ok(())
    }

    async fn needs_part(&mut self, job: usize, login: &str, days: i64) -> Played<()> {
        let body = json!({ "outcome": "needs_parts", "reason": "parts_needed", "note": "已判定故障，需订配件" });
        self.complete(job, login, body).await?;
        self.say(login, &format!("{}  待配件", self.jobs[job].number));
        let zone = self.plan.zone;
        let day = zone.day_of(self.now()).plus_days(days);
        let until = zone.at(day, 9 * 60 + self.chance.between(5, 120));
        let hold = json!({ "reason": "waiting_parts", "note": "", "expected_until_at": until });
        self.stage.post("desk", &format!("/orders/{}/holds", self.jobs[job].order), hold).await?;
        self.say("desk", &format!("{}  挂起:等待配件", self.jobs[job].number));
        self.at(until, Beat::Release(job));
        Ok(())
    }

    async fn void_trip(&mut self, job: usize, login: &str) -> Played<()> {
        let picture = self.picture(job, login, false).await?;
        let evidence = json!({ "sha256": picture, "kind": "photo", "caption": "到场无人" });
        let visit = self.jobs[job].visit.clone();
        self.stage.post(login, &format!("/visits/{visit}/evidence"), evidence).await?;
        let body = json!({ "cause": "nobody_home", "note": "敲门无人应答，电话三次未接", "manifest": [picture] });
        self.stage.post(login, &format!("/visits/{visit}/void-trip"), body).await?;
        self.say(login, &format!("{}  空跑:无人在家", self.jobs[job].number));
        self.second_visit(job).await
    }
}

/// The price of a model in 分.
pub fn price_minor(model: usize) -> i64 {
    MODELS.get(model).map_or(0, |model| model.price_yuan * 100)
}

fn visit_is_solved(completion: &Value) -> bool {
    text(completion, "/visit/outcome") == "solved"
}
