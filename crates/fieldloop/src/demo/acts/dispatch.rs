//! Who goes: recommendation, offer, answer, the next one when it is declined or runs out, and another day when nobody can.

use kernel::Moment;
use serde_json::{Value, json};

use crate::demo::plan::cases::{Answer, Course, Wish};
use crate::demo::show::{Beat, Show, up_to_five};
use crate::demo::stage::{Played, text};

/// So many days nobody was found: the order stays with the dispatcher.
const TRIES: usize = 12;

impl Show {
    /// The dispatcher looks for somebody and makes an offer to the first of the recommendation.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn dispatch(&mut self, job: usize) -> Played<()> {
        if self.jobs[job].visit.is_empty() {
            let sql = "SELECT id FROM visit WHERE tenant_id = ? AND order_id = ? AND status = 'planned' LIMIT 1";
            self.jobs[job].visit = self.look_up(sql, &self.jobs[job].order).await?.unwrap_or_default();
        }
        let visit = self.jobs[job].visit.clone();
        if visit.is_empty() || self.jobs[job].technician.is_some() || self.jobs[job].asked > TRIES {
            return Ok(());
        }
        if !self.jobs[job].appointed {
            let from = self.jobs[job].visit_at.max(up_to_five(self.now().plus_minutes(45)));
            self.appoint(job, from, "customer_asks", "desk").await?;
            self.jobs[job].appointed = true;
        }
        let found = self.stage.get("dispatcher", &format!("/visits/{visit}/recommendations")).await?;
        let first = text(&found, "/candidates/0/technician_id");
        if first.is_empty() {
            return self.nobody(job).await;
        }
        let offer = json!({ "technician_id": first });
        let offered = self.stage.post("dispatcher", &format!("/visits/{visit}/offers"), offer).await?;
        self.jobs[job].minutes = offered.pointer("/minutes").and_then(Value::as_i64).unwrap_or(60);
        if let Ok(at) = text(&offered, "/planned_from_at").parse::<Moment>() {
            self.jobs[job].visit_at = at;
        }
        let login = self.login_of(&first).unwrap_or_default();
        self.say("dispatcher", &format!("{}  派给 {}", self.jobs[job].number, self.named(&login)));
        self.jobs[job].technician = Some(login);
        let answer = self.case(job).answers.get(self.jobs[job].asked).copied().unwrap_or(Answer::Accepts);
        self.jobs[job].asked += 1;
        match answer {
            Answer::Silent => {
                // an answer without it only sets when the story looks again: see the quarter of an hour below
                let expires: Option<Moment> = text(&offered, "/offer/expires_at").parse().ok();
                let lapse_at = expires.unwrap_or_else(|| self.now().plus_minutes(15)) + 20_000;
                self.at(lapse_at, Beat::Lapse(job));
            }
            _ => {
                let minutes = self.chance.between(1, 5);
                self.later(minutes, Beat::Answer(job));
            }
        }
        Ok(())
    }

    /// Nobody fits the window: another one is agreed, a few times.
    async fn nobody(&mut self, job: usize) -> Played<()> {
        self.jobs[job].asked += 1;
        if self.jobs[job].asked > TRIES {
            return Ok(());
        }
        let zone = self.plan.zone;
        let (day, minute) = (zone.day_of(self.jobs[job].visit_at), zone.minute_of_day(self.jobs[job].visit_at));
        let next = if minute >= 15 * 60 { zone.at(day.plus_days(1), 9 * 60) } else { zone.at(day, minute + 90) };
        let next = next.max(up_to_five(self.now().plus_minutes(60)));
        self.appoint(job, next, "technician_away", "desk").await?;
        self.later(3, Beat::Dispatch(job));
        Ok(())
    }

    /// The technician answers.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn answer(&mut self, job: usize) -> Played<()> {
        let Some(login) = self.jobs[job].technician.clone() else { return Ok(()) };
        let visit = self.jobs[job].visit.clone();
        let nth = self.jobs[job].asked.saturating_sub(1);
        if let Some(Answer::Declines(reason)) = self.case(job).answers.get(nth).copied() {
            let body = json!({ "reason": reason, "note": "" });
            self.stage.post(&login, &format!("/visits/{visit}/declining"), body).await?;
            self.say(&login, &format!("{}  拒单:{reason}", self.jobs[job].number));
            self.jobs[job].technician = None;
            self.later(2, Beat::Dispatch(job));
            return Ok(());
        }
        if let Err(refusal) = self.stage.post(&login, &format!("/visits/{visit}/acceptance"), json!({})).await {
            // somebody else's acceptance took the time in between: the dispatcher looks again
            self.jobs[job].technician = None;
            self.later(2, Beat::Dispatch(job));
            return if refusal.code() == "dispatch.double_booking" { Ok(()) } else { Err(refusal) };
        }
        self.say(&login, &format!("{}  接单", self.jobs[job].number));
        self.crew_up(job).await?;
        self.set_out(job);
        Ok(())
    }

    /// The offer has run out: the program takes it back, and the dispatcher asks the next.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn lapse(&mut self, job: usize) -> Played<()> {
        self.chores().await?;
        self.say("dispatcher", &format!("{}  超时未接，改派", self.jobs[job].number));
        self.jobs[job].technician = None;
        self.later(1, Beat::Dispatch(job));
        Ok(())
    }

    /// A second pair of hands where two are needed.
    async fn crew_up(&mut self, job: usize) -> Played<()> {
        let heavy = ["ac", "tv"].contains(&self.jobs[job].category.as_str());
        if !heavy || !matches!(self.case(job).wish, Wish::Buy { .. }) {
            return Ok(());
        }
        let visit = self.jobs[job].visit.clone();
        let found = self.stage.get("dispatcher", &format!("/visits/{visit}/recommendations")).await?;
        let lead =
            self.jobs[job].technician.clone().and_then(|login| self.cast.get(&login)).map(|each| each.id.to_string());
        let empty = vec![];
        let candidates = found.pointer("/candidates").and_then(Value::as_array).unwrap_or(&empty);
        let from = self.jobs[job].visit_at;
        let fits = |each: &&Value| {
            Some(text(each, "/technician_id")) != lead
                && text(each, "/planned_from_at").parse::<Moment>().is_ok_and(|at| at <= from)
        };
        let Some(helper) = candidates.iter().find(fits).map(|each| text(each, "/technician_id")) else { return Ok(()) };
        let body = json!({ "technician_id": helper, "share_bp": 4_000 });
        match self.stage.post("dispatcher", &format!("/visits/{visit}/crew"), body).await {
            Ok(_) => {
                let login = self.login_of(&helper).unwrap_or_default();
                self.say("dispatcher", &format!("{}  加派帮手 {}", self.jobs[job].number, self.named(&login)));
                Ok(())
            }
            // the helper is taken at that time: the lead goes alone
            Err(refusal) if refusal.code() == "dispatch.double_booking" => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }

    /// What comes after acceptance: another day first, or the way.
    fn set_out(&mut self, job: usize) {
        if self.jobs[job].course == Course::Cancelled {
            return;
        }
        if self.jobs[job].course == Course::Rescheduled {
            self.later(35, Beat::Reschedule(job));
            return;
        }
        let ahead = self.chance.between(14, 26);
        let depart_at = self.jobs[job].visit_at.plus_minutes(-ahead).max(self.now().plus_minutes(2));
        self.at(depart_at, Beat::Depart(job));
    }

    /// The customer asks for another time; the crew stays.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn reschedule(&mut self, job: usize) -> Played<()> {
        self.jobs[job].course = Course::Solved;
        let zone = self.plan.zone;
        let day = zone.day_of(self.jobs[job].visit_at).plus_days(1);
        let next = zone.at(day, zone.minute_of_day(self.jobs[job].visit_at));
        match self.appoint(job, next, "customer_asks", "desk").await {
            // whoever goes is taken at the new time: the visit is dispatched anew
            Err(refusal) if refusal.code() == "dispatch.double_booking" => {
                self.set_out(job);
                Ok(())
            }
            Err(refusal) => Err(refusal),
            Ok(shown) => {
                if shown.pointer("/crew").and_then(Value::as_array).is_none_or(Vec::is_empty) {
                    self.jobs[job].technician = None;
                    self.later(3, Beat::Dispatch(job));
                } else {
                    self.set_out(job);
                }
                Ok(())
            }
        }
    }

    /// Tells the customer another window.
    async fn appoint(&mut self, job: usize, from: Moment, reason: &str, who: &str) -> Played<Value> {
        let body = json!({
            "window_from_at": from,
            "window_to_at": from.plus_minutes(120),
            "reason": reason,
        });
        let path = format!("/visits/{}/appointment", self.jobs[job].visit);
        let shown = self.stage.post(who, &path, body).await?;
        self.jobs[job].visit_at = text(&shown, "/planned_from_at").parse().unwrap_or(from);
        let words = if self.jobs[job].appointed { "改约" } else { "预约" };
        self.say(who, &format!("{}  {words}:{reason}", self.jobs[job].number));
        Ok(shown)
    }
}
