//! The show: a queue of what happens next, each deed at its moment, each through the program's routes as the right person.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use business::identity::{self, Company};
use kernel::time::MINUTE;
use kernel::{Moment, Point, Result};
use platform::db::{Db, Sql, read_at};
use serde_json::{Value, json};

use super::plan::Plan;
use super::plan::cases::{Case, Course};
use super::plan::chance::Chance;
use super::stage::{Cast, Played, Refusal, Stage};
use super::tell::Teller;

/// What is to be done next about a case (before there is an order) or a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beat {
    Open(usize),
    TakeIn(usize),
    Transfer(usize),
    Cancel(usize),
    Dispatch(usize),
    Answer(usize),
    Lapse(usize),
    Reschedule(usize),
    Depart(usize),
    Arrive(usize),
    Start(usize),
    Work(usize),
    Finish(usize),
    Release(usize),
    Review(usize),
    Close(usize),
    /// The goods of a sale, by index of the purchase.
    Prepare(usize),
    Ship(usize),
    Deliver(usize),
    HandOver(usize),
    /// What the program does by itself.
    Chores,
}

/// An order on its way.
#[derive(Clone, Debug)]
pub struct Job {
    pub case: usize,
    pub order: String,
    pub number: String,
    pub visit: String,
    /// Which visit of the order it is.
    pub visits: usize,
    pub category: String,
    pub purchase: Option<usize>,
    pub serial: String,
    pub fault: Option<String>,
    pub outlet: usize,
    /// Who goes, by login.
    pub technician: Option<String>,
    pub asked: usize,
    pub visit_at: Moment,
    pub minutes: i64,
    pub course: Course,
    pub part_used: Option<String>,
    /// SHA-256 of the pictures of the visit so far.
    pub files: Vec<String>,
    /// The customer was told a window.
    pub appointed: bool,
}

/// A sale on its way to the customer.
#[derive(Clone, Debug)]
pub struct Purchase {
    pub case: usize,
    pub sale: String,
    pub number: String,
    pub owed_minor: i64,
}

/// Everything a deed needs.
pub struct Show {
    pub plan: Plan,
    pub stage: Stage,
    pub cast: Cast,
    pub teller: Teller,
    pub db: Db,
    pub company: Company,
    pub units: super::company::Units,
    /// Ids of the catalogue's models.
    pub models: Vec<String>,
    pub homes: Vec<HomeOnFile>,
    pub jobs: Vec<Job>,
    pub purchases: Vec<Purchase>,
    pub chance: Chance,
    pub pictures: u64,
    pub refusals: Vec<Refusal>,
    pub deeds: u64,
    queue: BinaryHeap<Reverse<(Moment, u64, Beat)>>,
    entered: u64,
    logins: BTreeMap<String, String>,
    /// Where technicians were last, by login, and when.
    pub whereabouts: BTreeMap<String, (Moment, Point)>,
}

/// A household as the program knows it.
#[derive(Clone, Debug, Default)]
pub struct HomeOnFile {
    pub customer: String,
    pub site: String,
    pub assets: Vec<String>,
}

/// What was there before the show.
pub struct Backdrop {
    pub db: Db,
    pub company: Company,
    pub units: super::company::Units,
    pub cast: Cast,
    pub models: Vec<String>,
    pub homes: Vec<HomeOnFile>,
}

impl Show {
    pub fn new(plan: Plan, stage: Stage, teller: Teller, backdrop: Backdrop) -> Self {
        let logins = backdrop.cast.iter().map(|(login, player)| (player.id.to_string(), login.clone())).collect();
        let chance = Chance::of(plan.seed, 21);
        Self {
            plan,
            stage,
            teller,
            cast: backdrop.cast,
            db: backdrop.db,
            company: backdrop.company,
            units: backdrop.units,
            models: backdrop.models,
            homes: backdrop.homes,
            jobs: vec![],
            purchases: vec![],
            chance,
            pictures: 0,
            refusals: vec![],
            deeds: 0,
            queue: BinaryHeap::new(),
            entered: 0,
            logins,
            whereabouts: BTreeMap::new(),
        }
    }

    /// Puts everything planned on the queue, and the program's own chores besides.
    pub fn set_up(&mut self) {
        let opens: Vec<(Moment, usize)> = self.plan.cases.iter().map(|case| (case.opened_at, case.number)).collect();
        for (at, number) in opens {
            self.at(at, Beat::Open(number));
        }
        let (first, now) = (self.plan.first, self.plan.now());
        for nth in 0..=self.plan.today.days_since(first) {
            for hour in 7..22 {
                let at = self.plan.zone.at(first.plus_days(nth), hour * 60 + 50);
                if at <= now {
                    self.at(at, Beat::Chores);
                }
            }
        }
    }

    /// Something happens at a moment; what is entered first comes first.
    pub fn at(&mut self, at: Moment, beat: Beat) {
        self.entered += 1;
        self.queue.push(Reverse((at, self.entered, beat)));
    }
    /// So many minutes from now.
    pub fn later(&mut self, minutes: i64, beat: Beat) {
        self.at(self.now().plus_minutes(minutes), beat);
    }
    /// As [`Show::later`], but when people are awake: between nine and eight.
    pub fn by_day(&mut self, minutes: i64, beat: Beat) {
        let at = self.now().plus_minutes(minutes);
        let (day, minute) = (self.plan.zone.day_of(at), self.plan.zone.minute_of_day(at));
        let morning = 9 * 60 + self.chance.between(0, 90);
        let at = match minute {
            ..540 => self.plan.zone.at(day, morning),
            540..1_200 => at,
            _ => self.plan.zone.at(day.plus_days(1), morning),
        };
        self.at(at, beat);
    }
    pub fn now(&self) -> Moment {
        self.stage.clock.now()
    }
    /// When the next thing happens, if anything does.
    pub fn next_at(&self) -> Option<Moment> {
        self.queue.peek().map(|Reverse((at, ..))| *at)
    }

    /// Plays everything until a moment, and sets the clock there.
    ///
    /// # Errors
    /// Those of the database in the chores; what the program refuses is kept in `refusals`, and the story goes on.
    pub async fn play_until(&mut self, until: Moment) -> Result<()> {
        let mut day = None;
        while self.next_at().is_some_and(|at| at <= until) {
            let Some(Reverse((at, _, beat))) = self.queue.pop() else { break };
            let today = self.plan.zone.day_of(at);
            if day.replace(today) != Some(today) {
                self.teller.chapter(&today.to_string());
            }
            self.stage.clock.set(at.max(self.now()));
            self.step(beat).await?;
        }
        self.stage.clock.set(until.max(self.now()));
        Ok(())
    }

    /// Takes the next beat off the queue whatever its moment, and does it now.
    ///
    /// # Errors
    /// As [`Show::play_until`].
    pub async fn play_next(&mut self) -> Result<bool> {
        let Some(Reverse((_, _, beat))) = self.queue.pop() else { return Ok(false) };
        self.step(beat).await?;
        Ok(true)
    }

    async fn step(&mut self, beat: Beat) -> Result<()> {
        if beat == Beat::Chores {
            return business::chores::run_once(&self.db, self.now()).await;
        }
        self.deeds += 1;
        if let Err(refusal) = self.act(beat).await {
            self.teller.tell(self.now(), &refusal.who, &format!("× {} {}", refusal.what, refusal.code()));
            self.refusals.push(refusal);
        }
        Ok(())
    }

    async fn act(&mut self, beat: Beat) -> Played<()> {
        match beat {
            Beat::Open(case) => self.open(case).await,
            Beat::TakeIn(job) => self.take_in(job).await,
            Beat::Transfer(job) => self.transfer(job).await,
            Beat::Cancel(job) => self.cancel(job).await,
            Beat::Dispatch(job) => self.dispatch(job).await,
            Beat::Answer(job) => self.answer(job).await,
            Beat::Lapse(job) => self.lapse(job).await,
            Beat::Reschedule(job) => self.reschedule(job).await,
            Beat::Depart(job) => self.depart(job).await,
            Beat::Arrive(job) => self.arrive(job).await,
            Beat::Start(job) => self.start(job).await,
            Beat::Work(job) => self.work(job).await,
            Beat::Finish(job) => self.finish(job).await,
            Beat::Release(job) => self.release(job).await,
            Beat::Review(job) => self.review(job).await,
            Beat::Close(job) => self.close(job).await,
            Beat::Prepare(purchase) => self.prepare(purchase).await,
            Beat::Ship(purchase) => self.ship(purchase).await,
            Beat::Deliver(purchase) => self.deliver(purchase).await,
            Beat::HandOver(purchase) => self.hand_over(purchase).await,
            Beat::Chores => Ok(()),
        }
    }

    pub fn case(&self, job: usize) -> &Case {
        &self.plan.cases[self.jobs[job].case]
    }
    /// The login of a user's id.
    pub fn login_of(&self, id: &str) -> Option<String> {
        self.logins.get(id).cloned()
    }
    /// Login and name, for the storyteller.
    pub fn named(&self, login: &str) -> String {
        self.cast.get(login).map_or_else(|| login.to_owned(), |player| format!("{login} {}", player.name))
    }
    pub fn say(&self, login: &str, what: &str) {
        self.teller.tell(self.now(), &self.named(login), what);
    }
    /// The site of a job, and a point a few metres from it, as a phone would see it.
    pub fn place_of(&mut self, job: usize) -> Value {
        let point = self.plan.homes[self.case(job).home].address.point;
        let mut off = || f64::from(i32::try_from(self.chance.between(-30, 30)).unwrap_or(0)) * 0.000_005;
        json!({ "lat": point.lat + off(), "lng": point.lng + off() })
    }
    /// Looks one value up, for the story's own bearings: the first column of the first row of a statement about an id of the company.
    ///
    /// # Errors
    /// A refusal that carries the error.
    pub async fn look_up(&self, sql: &'static str, id: &str) -> Played<Option<String>> {
        let view = self.db.read(identity::system_actor(&self.company, "demo", self.now()));
        let found = async {
            let sql = Sql::new(sql).bind(self.company.id).bind(id.to_owned());
            view.one(sql).await?.map(|row| read_at::<String>(&row, 0)).transpose()
        };
        found.await.map_err(|error: kernel::Error| lost("look up", &error))
    }
    /// Runs the program's own chores now: what has run out is noticed.
    ///
    /// # Errors
    /// A refusal that carries the error.
    pub async fn chores(&self) -> Played<()> {
        business::chores::run_once(&self.db, self.now()).await.map_err(|error| lost("chores", &error))
    }
}

/// An error of the program itself, as a refusal that is told at the end.
pub fn lost(what: &str, error: &kernel::Error) -> Refusal {
    let answer = json!({ "code": error.code(), "detail": error.to_string() });
    Refusal { who: "system".into(), what: what.into(), status: 500, answer }
}

/// The next full five minutes, as bookings are made of them.
pub fn up_to_five(at: Moment) -> Moment {
    let five = 5 * MINUTE;
    Moment((at.ms() + five - 1).div_euclid(five) * five)
}
