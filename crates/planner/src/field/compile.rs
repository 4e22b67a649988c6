//! Turns a vetted day into numbers.

use std::collections::HashMap;

use super::index::Index;
use super::{FIRST, Field, Fit, Line, Pace, Pause, Span, Task, UNITS, Weighted};
use crate::day::{Day, Moment, Travel, Vetted};
use crate::objectives::{self, BeforeStart, Looks, WayFacts};
use crate::requirements::{self, Asked};
use crate::search::ground::Ground;
use crate::travel::{self, Line as StraightLine, Matrix, TravelTimes, Ways};

/// Cost units of a single thing are kept below this, so that sums never overflow.
pub(super) const COST_MAX: f64 = 1e14;

impl Field {
    /// The field of a vetted day, with the travel times that the day itself names.
    pub fn new(vetted: Vetted) -> Self {
        let matrix = travel::of_day(&vetted.day.travel, &vetted.day.places, &vetted.order);
        Self::with_ways(vetted.day, Ways::Table(with_nowhere(&matrix)), true)
    }

    /// The field for single questions about a plan, such as who could take one job more: nothing is computed before it is asked for, so
    /// that thousands of people and their jobs fit. Not for searching.
    pub fn for_questions(vetted: Vetted) -> Self {
        let ways = match &vetted.day.travel {
            Travel::Line { detour, km_per_hour, .. } => {
                Ways::Line(StraightLine { detour: *detour, km_per_hour: *km_per_hour }.points(&vetted.day.places))
            }
            Travel::Matrix { .. } => {
                Ways::Table(with_nowhere(&travel::of_day(&vetted.day.travel, &vetted.day.places, &vetted.order)))
            }
        };
        Self::with_ways(vetted.day, ways, false)
    }

    /// The field of a vetted day with travel times from elsewhere.
    pub fn with_travel(vetted: Vetted, travel: &dyn TravelTimes) -> Self {
        let matrix = travel.matrix(&vetted.day.places);
        Self::with_ways(vetted.day, Ways::Table(with_nowhere(&matrix)), true)
    }

    fn with_ways(day: Day, ways: Ways, for_search: bool) -> Self {
        let origin = origin(&day);
        let first_shift = day.people.iter().flat_map(|person| &person.shifts).map(|shift| shift.from).min();
        let (Travel::Line { pace, .. } | Travel::Matrix { pace, .. }) = &day.travel;
        let pace = Pace::new(pace);
        let place_of: HashMap<String, u32> =
            day.places.iter().zip(0..).map(|(place, number)| (place.id.clone(), number)).collect();
        let mut field = Self {
            origin,
            first_shift: 0,
            ways,
            places: day.places.len() + 1,
            pace,
            tasks: vec![],
            tasks_of_job: vec![],
            lines: vec![],
            fits: vec![],
            way_costs: vec![],
            way_terms: weighted(&day, Looks::AtWay),
            assignment_terms: weighted(&day, Looks::AtAssignment),
            start_terms: weighted(&day, Looks::AtStart),
            shift_terms: weighted(&day, Looks::AtShift),
            incomes: vec![],
            ground: Ground::default(),
            has_ranks: false,
            stocks: HashMap::new(),
            lines_of_person: vec![],
            index: if for_search { Index::default() } else { Index::new(&day) },
            day,
        };
        field.first_shift = first_shift.map_or(0, |from| field.seconds_of(from));
        field.make_tasks(&place_of);
        if field.shift_terms.iter().any(|term| term.term.name() == "income") {
            field.incomes = field.tasks.iter().map(|task| share(&field.day.jobs[task.job as usize])).collect();
        }
        field.link_tasks();
        field.make_lines(&place_of);
        if for_search {
            field.price_ways();
            field.fit_people();
        }
        field.settle_locks();
        field.ground = field.survey(for_search);
        field
    }

    /// Seconds from the origin, kept where sums cannot overflow.
    pub(super) fn seconds_of(&self, moment: Moment) -> i32 {
        moment.since(self.origin).clamp(-20_000_000, 20_000_000) as i32
    }

    fn make_tasks(&mut self, place_of: &HashMap<String, u32>) {
        let mut part_numbers: HashMap<String, u32> = HashMap::new();
        for (number, job) in self.day.jobs.iter().enumerate() {
            let begin = self.tasks.len() as u32;
            let spans = spans(self, job);
            let told = job.told.as_ref().and_then(|told| told.start).map(|start| self.seconds_of(start));
            let start_priced = self.may_price_start(&spans, told);
            let mut parts = vec![];
            for (part, quantity) in &job.parts {
                let next = part_numbers.len() as u32;
                parts.push((*part_numbers.entry(part.clone()).or_insert(next), *quantity));
            }
            for member in 0..=job.crew.len() as u32 {
                self.tasks.push(Task {
                    job: number as u32,
                    member,
                    place: place_of[&job.place],
                    spans: spans.clone(),
                    // the first person of a crew brings the parts, is told to the customer, and is priced
                    parts: if member == 0 { parts.clone() } else { vec![] },
                    told: if member == 0 { told } else { None },
                    start_priced: member == 0 && start_priced,
                    ..Task::default()
                });
            }
            self.tasks_of_job.push(begin..self.tasks.len() as u32);
        }
        for (person, has) in self
            .day
            .people
            .iter()
            .zip(0..)
            .flat_map(|(person, number)| person.parts.iter().map(move |part| (number, part)))
        {
            if let Some(part) = part_numbers.get(has.0) {
                self.stocks.insert((person, *part), *has.1);
            }
        }
    }

    /// Whether it can cost something when such a job starts.
    pub(super) fn may_price_start(&self, spans: &[Span], told: Option<i32>) -> bool {
        let may_be_late = spans.iter().any(|span| span.late > span.close);
        let job = BeforeStart { may_be_late, is_told: told.is_some() };
        self.start_terms.iter().any(|term| term.term.may_cost(&job))
    }

    fn link_tasks(&mut self) {
        let index: HashMap<&str, usize> =
            self.day.jobs.iter().enumerate().map(|(index, job)| (job.id.as_str(), index)).collect();
        let first = |job: usize| self.tasks_of_job[job].start;
        let mut tasks = self.tasks.clone();
        for (number, job) in self.day.jobs.iter().enumerate() {
            let own = self.tasks_of_job[number].clone();
            for task in own.clone() {
                let rest = own.clone().filter(|other| *other != task);
                tasks[task as usize].bound.extend(rest);
                tasks[task as usize].linked |= own.len() > 1;
            }
            for after in &job.after {
                let Some(before) = index.get(after.job.as_str()) else { continue };
                for task in own.clone() {
                    tasks[task as usize].linked = true;
                    tasks[task as usize].after.push((first(*before), after.gap_minutes as i32 * 60));
                }
                for task in self.tasks_of_job[*before].clone() {
                    tasks[task as usize].linked = true;
                    tasks[task as usize].bound.push(own.start);
                }
            }
            for id in &job.same_person_as {
                let Some(other) = index.get(id.as_str()) else { continue };
                let (one, other) = (own.start, first(*other));
                tasks[one as usize].same_person.push(other);
                tasks[other as usize].same_person.push(one);
            }
        }
        self.tasks = tasks;
        self.rank_jobs();
    }

    /// The longest chain of jobs before each; cycles were broken when the day was vetted.
    fn rank_jobs(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for task in 0..self.tasks.len() {
                let before = self.tasks[task]
                    .after
                    .iter()
                    .map(|(before, _)| self.tasks[*before as usize].rank + 1)
                    .max()
                    .unwrap_or(0);
                if before > self.tasks[task].rank && usize::from(before) <= self.day.jobs.len() {
                    self.tasks[task].rank = before;
                    (changed, self.has_ranks) = (true, true);
                }
            }
        }
    }

    fn make_lines(&mut self, place_of: &HashMap<String, u32>) {
        let nowhere = if let Ways::Line(_) = self.ways { u32::MAX } else { self.day.places.len() as u32 };
        let priced = !self.shift_terms.is_empty();
        let only_overtime = self.shift_terms.iter().all(|term| term.term.name() == "overtime");
        let mut lines = vec![];
        for (number, person) in self.day.people.iter().enumerate() {
            // what is locked, and where the person is now, belong to the first shift that is not over
            let current = person.now.as_ref().map_or(0, |now| {
                let over = |shift: &crate::day::Shift| shift.overtime_until.unwrap_or(shift.to) <= now.at;
                person.shifts.iter().take_while(|shift| over(shift)).count().min(person.shifts.len().saturating_sub(1))
            });
            for (turn, shift) in person.shifts.iter().enumerate() {
                let now = person.now.as_ref().filter(|_| turn <= current);
                let (from, to) = (self.seconds_of(shift.from), self.seconds_of(shift.to));
                let until = shift.overtime_until.map_or(to, |until| self.seconds_of(until));
                lines.push(Line {
                    person: number as u32,
                    shift: turn as u32,
                    begins: now.map_or(from, |now| from.max(self.seconds_of(now.at))),
                    regular_end: to,
                    until,
                    start: now.map_or(place_of[&shift.start_place], |now| place_of[&now.place]),
                    end: shift.end_place.as_ref().map_or(nowhere, |end| place_of[end]),
                    jobs_max: shift.jobs_max.map_or(i32::MAX, |most| most.min(1_000_000) as i32),
                    pauses: shift.breaks.iter().map(|pause| self.pause(pause)).collect(),
                    locked: if turn == current { self.locked_tasks(person) } else { vec![] },
                    shift_priced: priced && (until > to || !only_overtime),
                });
            }
        }
        self.lines_of_person = vec![vec![]; self.day.people.len()];
        for (line, number) in lines.iter().zip(0..) {
            self.lines_of_person[line.person as usize].push(number);
        }
        self.lines = lines;
    }

    fn pause(&self, pause: &crate::day::Break) -> Pause {
        Pause { from: self.seconds_of(pause.from), to: self.seconds_of(pause.to), seconds: pause.minutes as i32 * 60 }
    }

    /// The tasks of the jobs that come first; of a crew's job each holder gets another member's.
    fn locked_tasks(&self, person: &crate::day::Person) -> Vec<u32> {
        let job_of = |id: &String| self.day.jobs.iter().position(|job| job.id == *id);
        let turn = |id: &String| {
            self.day
                .people
                .iter()
                .take_while(|other| other.id != person.id)
                .filter(|other| other.locked.contains(id))
                .count() as u32
        };
        person.locked.iter().filter_map(|id| Some(self.tasks_of_job[job_of(id)?].start + turn(id))).collect()
    }

    fn price_ways(&mut self) {
        let places = self.places as u32;
        let costs = (0..places).flat_map(|from| (0..places).map(move |to| (from, to)));
        self.way_costs = costs.map(|(from, to)| self.price_way(from, to)).collect();
    }

    pub(super) fn price_way(&self, from: u32, to: u32) -> i64 {
        let (seconds, metres) = self.ways.both(from, to);
        let way = WayFacts { seconds, metres };
        let cost: f64 = self.way_terms.iter().map(|term| term.units * term.term.of_way(&way)).sum();
        cost.min(COST_MAX).round() as i64
    }

    fn fit_people(&mut self) {
        let people = self.people() as u32;
        self.fits = self.tasks.iter().flat_map(|task| (0..people).map(|person| self.judge(task, person))).collect();
    }

    /// What a person is for a task, by what does not depend on the route.
    pub(super) fn judge(&self, task: &Task, person: u32) -> Fit {
        let (job, person) = (&self.day.jobs[task.job as usize], &self.day.people[person as usize]);
        let needs = task.member.checked_sub(1).map_or(&job.needs, |role| &job.crew[role as usize].needs);
        let asked = Asked { day: &self.day, job, needs, member: task.member as usize };
        let factor = needs.skills.keys().find_map(|skill| person.factors.get(skill)).copied();
        let seconds = (job.minutes * 60.0 * factor.or(person.factor).unwrap_or(1.0)).round() as i32;
        let cost: f64 = if task.member == 0 {
            self.assignment_terms.iter().map(|term| term.units * term.term.of_assignment(job, person)).sum()
        } else {
            0.0
        };
        Fit {
            seconds: if requirements::allow(&asked, person) { seconds } else { -1 - seconds },
            cost: cost.min(COST_MAX).round() as i64,
        }
    }

    /// Drives what is locked, to hold the starts of crews and to drop the breaks whose time passes meanwhile.
    fn settle_locks(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        for pass in 0..2 {
            for line in lines.iter_mut().filter(|line| !line.locked.is_empty()) {
                let (mut time, mut place) = (line.begins, line.start);
                for task in &line.locked {
                    let own = &self.tasks[*task as usize];
                    let arrives = self.pace.arrive(time, self.ways.seconds(place, own.place));
                    let start = own.held.map_or(arrives, |held| held.max(arrives));
                    let fit = self.fit(*task, line.person).seconds;
                    (time, place) = (start + if fit < 0 { -1 - fit } else { fit }, own.place);
                    if own.linked {
                        for mate in self.tasks_of_job[own.job as usize].clone() {
                            self.tasks[mate as usize].held = Some(start);
                        }
                    }
                }
                if pass == 1 {
                    line.pauses.retain(|pause| pause.to < line.begins || pause.to >= time);
                }
            }
        }
        self.lines = lines;
    }
}

/// What a job brings each of those who do it.
pub(super) fn share(job: &crate::day::Job) -> f64 {
    job.income / (job.crew.len() + 1) as f64
}

/// One more place, without any way to it or from it: where shifts end that end anywhere.
fn with_nowhere(matrix: &Matrix) -> Matrix {
    let places = matrix.places + 1;
    let widen = |table: &[i32]| {
        let mut wide = Vec::with_capacity(places * places);
        for row in 0..matrix.places {
            wide.extend_from_slice(&table[row * matrix.places..(row + 1) * matrix.places]);
            wide.push(0);
        }
        wide.resize(places * places, 0);
        wide
    };
    Matrix { places, seconds: widen(&matrix.seconds), metres: widen(&matrix.metres) }
}

/// Midnight before the first shift, or before the first window where nobody works.
fn origin(day: &Day) -> Moment {
    let shifts = day.people.iter().flat_map(|person| &person.shifts).map(|shift| shift.from);
    let windows = day.jobs.iter().flat_map(|job| &job.windows).map(|window| window.from);
    let first = shifts.min().or_else(|| windows.min());
    first.unwrap_or(Moment(chrono::DateTime::UNIX_EPOCH.naive_utc())).midnight()
}

pub(super) fn spans(field: &Field, job: &crate::day::Job) -> Vec<Span> {
    if let Some(start) = job.pin.as_ref().and_then(|pin| pin.start) {
        let start = field.seconds_of(start);
        return vec![Span { open: start, close: start, late: start }];
    }
    let earliest = job.not_before.map(|moment| field.seconds_of(moment));
    let mut spans: Vec<Span> = vec![];
    for window in &job.windows {
        let (open, close) = (field.seconds_of(window.from), field.seconds_of(window.to));
        let late = window.late_until.map_or(close, |late| field.seconds_of(late));
        spans.push(Span { open: earliest.map_or(open, |earliest| earliest.max(open)), close, late });
    }
    if let (true, Some(open)) = (spans.is_empty(), earliest) {
        spans.push(Span { open, close: super::NEVER, late: super::NEVER });
    }
    spans.sort_by_key(|span| (span.open, span.late));
    spans
}

pub(super) fn weighted(day: &Day, looks: Looks) -> Vec<Weighted> {
    let counts = |term: &&dyn objectives::Objective| term.looks() == looks && objectives::weight(day, *term) > 0.0;
    let of = |term: &'static dyn objectives::Objective| {
        let comes_first = if day.first.iter().any(|name| name == term.name()) { FIRST } else { 1.0 };
        Weighted { term, units: objectives::weight(day, term) * UNITS * comes_first }
    };
    objectives::ALL.iter().copied().filter(|term| counts(term)).map(of).collect()
}
