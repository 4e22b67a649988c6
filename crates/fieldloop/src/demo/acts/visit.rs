//! The way there: setting out, arriving, beginning; nobody at home; the order that waits for a part; the review and the end.

use business::orders::visits::{self, NewVisit};
use kernel::{Error, Point};
use serde_json::{Value, json};

use crate::demo::plan::cases::Course;
use crate::demo::show::{Beat, Job, Show, lost, up_to_five};
use crate::demo::stage::Played;

/// A phone on the way reports so often.
const REPORTED_MINUTES: i64 = 2;
/// Where somebody was longer ago is another day's.
const TODAY_MINUTES: i64 = 6 * 60;

/// The place after `step` of `steps` equal parts of a line.
fn along(line: &[Point], step: i64, steps: i64) -> Option<Point> {
    let lengths: Vec<f64> = line.windows(2).map(|pair| pair[0].metres_to(pair[1])).collect();
    #[expect(clippy::cast_precision_loss, reason = "a few steps")]
    let mut left = lengths.iter().sum::<f64>() * step as f64 / steps as f64;
    for (pair, length) in line.windows(2).zip(&lengths) {
        if left <= *length {
            let share = if *length > 0.0 { left / length } else { 0.0 };
            let between = |from: f64, to: f64| from + (to - from) * share;
            return Point::new(between(pair[0].lat, pair[1].lat), between(pair[0].lng, pair[1].lng));
        }
        left -= length;
    }
    line.last().copied()
}

impl Show {
    /// The technician sets out.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn depart(&mut self, job: usize) -> Played<()> {
        let Some(login) = self.jobs[job].technician.clone() else { return Ok(()) };
        let visit = self.jobs[job].visit.clone();
        self.stage.post(&login, &format!("/visits/{visit}/departure"), json!({})).await?;
        self.say(&login, &format!("{}  出发", self.jobs[job].number));
        let from = self.plan.outlets.get(self.jobs[job].outlet).map(|outlet| outlet.address.point);
        self.leave(&login, from);
        let to = self.plan.homes[self.case(job).home].address.point;
        let minutes = from.map_or(15, |from| i64::from(self.plan.city.travel(from, to).seconds) / 60).clamp(6, 35);
        let late = self.chance.weighted(&[(0, 70), (5, 18), (14, 9), (28, 3)], 0);
        let arrive_at = self.now().plus_minutes(minutes + late);
        self.at(arrive_at, Beat::Arrive(job));
        Ok(())
    }

    /// From where somebody sets out: where they were last today, else their outlet.
    fn leave(&mut self, login: &str, outlet: Option<Point>) {
        let now = self.now();
        let of_today = self.whereabouts.get(login).filter(|(at, _)| now.minutes_since(*at) < TODAY_MINUTES);
        if let Some(from) = of_today.map(|(_, place)| *place).or(outlet) {
            self.whereabouts.insert(login.to_owned(), (now, from));
        }
    }

    /// What the phone has reported on the way by road, every two minutes; it is sent when there is signal again, at the door.
    ///
    /// # Errors
    /// What the program refused.
    async fn tell_way(&mut self, login: &str, to: Point) -> Played<()> {
        let now = self.now();
        let Some((left, from)) = self.whereabouts.insert(login.to_owned(), (now, to)) else { return Ok(()) };
        let steps = now.minutes_since(left) / REPORTED_MINUTES;
        if !(2..=60).contains(&steps) {
            return Ok(());
        }
        let line = self.plan.city.roads().route(from, to).line;
        let at = |step: i64| left.plus_minutes(step * REPORTED_MINUTES);
        let positions: Vec<Value> = (1..steps)
            .filter_map(|step| {
                let place = along(&line, step, steps)?;
                Some(json!({ "lat": place.lat, "lng": place.lng, "at": at(step) }))
            })
            .collect();
        self.stage.post(login, "/positions", json!({ "positions": positions })).await.map(|_| ())
    }

    /// The technician is there: with the phone's place and its distance to the site.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn arrive(&mut self, job: usize) -> Played<()> {
        let Some(login) = self.jobs[job].technician.clone() else { return Ok(()) };
        let visit = self.jobs[job].visit.clone();
        self.tell_way(&login, self.plan.homes[self.case(job).home].address.point).await?;
        let place = self.place_of(job);
        let shown = self.stage.post(&login, &format!("/visits/{visit}/arrival"), json!({ "place": place })).await?;
        let metres = shown.pointer("/arrived_metres").and_then(Value::as_i64).unwrap_or(0);
        self.say(&login, &format!("{}  到达，距现场 {metres} 米", self.jobs[job].number));
        if self.jobs[job].course == Course::NobodyHome {
            self.later(16, Beat::Finish(job));
        } else {
            let minutes = self.chance.between(1, 4);
            self.later(minutes, Beat::Start(job));
        }
        Ok(())
    }

    /// Work begins.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn start(&mut self, job: usize) -> Played<()> {
        let Some(login) = self.jobs[job].technician.clone() else { return Ok(()) };
        let visit = self.jobs[job].visit.clone();
        self.stage.post(&login, &format!("/visits/{visit}/start"), json!({})).await?;
        self.say(&login, &format!("{}  开始作业", self.jobs[job].number));
        let minutes = self.jobs[job].minutes;
        let half = minutes * self.chance.between(35, 55) / 100;
        self.later(half.max(4), Beat::Work(job));
        Ok(())
    }

    /// What was waited for is there: the order goes on with a second visit.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn release(&mut self, job: usize) -> Played<()> {
        let order = self.jobs[job].order.clone();
        self.stage.post("desk", &format!("/orders/{order}/release"), json!({})).await?;
        self.say("desk", &format!("{}  配件已到，解除挂起", self.jobs[job].number));
        self.second_visit(job).await
    }

    /// The next visit of the order, agreed for the next half day.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn second_visit(&mut self, job: usize) -> Played<()> {
        let order = self.jobs[job].order.clone();
        let sql =
            "SELECT id FROM visit WHERE tenant_id = ? AND order_id = ? AND status = 'planned' ORDER BY number LIMIT 1";
        let next = match self.look_up(sql, &order).await? {
            Some(next) => next,
            None => self.plan_again(job).await?,
        };
        let zone = self.plan.zone;
        let (day, minute) = (zone.day_of(self.now()), zone.minute_of_day(self.now()));
        let from = if minute < 13 * 60 { zone.at(day, 14 * 60) } else { zone.at(day.plus_days(1), 9 * 60) };
        let state = &mut self.jobs[job];
        state.visit = next;
        state.visits += 1;
        state.technician = None;
        state.files.clear();
        state.appointed = false;
        state.visit_at = up_to_five(from);
        state.course = Course::Solved;
        // the answers of the plan were for the first visit
        state.asked = state.asked.max(3);
        let minutes = self.chance.between(6, 25);
        self.later(minutes, Beat::Dispatch(job));
        Ok(())
    }

    /// After a void trip the office decides: it plans another visit for the same leg.
    async fn plan_again(&self, job: usize) -> Played<String> {
        let Job { order, visit, .. } = &self.jobs[job];
        let leg = self.look_up("SELECT leg FROM visit WHERE tenant_id = ? AND id = ?", visit).await?;
        let planned = async {
            let order = order.parse().map_err(Error::bug)?;
            let tx = self.db.begin(self.stage.actor("dispatcher")?).await?;
            let visit = visits::plan(&tx, NewVisit::of(order, leg.unwrap_or_default())).await?;
            tx.commit().await?;
            Ok(visit.id.to_string())
        };
        planned.await.map_err(|error: Error| lost("plan another visit", &error))
    }

    /// The customer says what they think of it.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn review(&mut self, job: usize) -> Played<()> {
        let Some(stars) = self.case(job).stars else { return Ok(()) };
        let order = self.jobs[job].order.clone();
        let (tags, words) = match stars {
            5 => (json!(["on_time", "skilled", "polite"]), "师傅准时专业，还帮忙清理干净，非常满意"),
            4 => (json!(["polite", "explained"]), "整体不错，就是等得久了一点"),
            3 => (json!(["late"]), "来晚了半个多小时"),
            2 => (json!(["late", "messy"]), "迟到，走的时候地上也没收拾"),
            _ => (json!(["not_solved", "rude"]), "问题没解决好，态度也一般"),
        };
        let body = json!({ "stars": stars, "tags": tags, "words": words, "nps": stars * 2, "channel": "phone" });
        self.stage.post("quality", &format!("/orders/{order}/review"), body).await?;
        self.say("quality", &format!("{}  回访 {stars} 星:{words}", self.jobs[job].number));
        let minutes = self.chance.between(20, 300);
        self.by_day(minutes, Beat::Close(job));
        Ok(())
    }

    /// The desk closes what is done and reviewed.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn close(&mut self, job: usize) -> Played<()> {
        let order = self.jobs[job].order.clone();
        self.stage.post("desk", &format!("/orders/{order}/closing"), json!({})).await?;
        self.say("desk", &format!("{}  结单", self.jobs[job].number));
        Ok(())
    }
}
