//! Time along a route, with breaks.
//!
//! A label per number of breaks taken: the earliest departure forwards, and backwards the latest arrival and the latest start from which
//! the rest of the route is still possible. A break may lie before or after each way; both are covered exactly, as the earlier is never
//! worse (the pace keeps order).

use super::{Field, Line, NEVER, Pause, Span};
use crate::search::state::{FREE, Route, Stop};

/// One time per number of breaks taken.
pub type Labels = [i32; 3];

/// What a stop of the field remembers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    /// Earliest departure; at the end of a route the earliest arrival.
    pub depart: Labels,
    /// Latest arrival.
    pub by: Labels,
    /// Latest start.
    pub start_by: Labels,
    /// Cost of the way from the stop before.
    pub way: i64,
}

/// What happens on a route, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    Break { starts: i32, ends: i32 },
    Stop { index: usize, arrives: i32, starts: i32, ends: i32 },
    End { arrives: i32 },
}

/// When a break ends that could begin at `time`.
pub fn take(pause: Pause, time: i32) -> i32 {
    if time <= pause.to { time.max(pause.from) + pause.seconds } else { NEVER }
}

/// The latest time from which a break ends by `time`.
fn take_by(pause: Pause, time: i32) -> i32 {
    if pause.from + pause.seconds <= time { pause.to.min(time - pause.seconds) } else { -NEVER }
}

/// Earliest times when breaks may be taken here.
pub fn with_breaks(pauses: &[Pause], mut labels: Labels) -> Labels {
    for (taken, pause) in pauses.iter().enumerate() {
        labels[taken + 1] = labels[taken + 1].min(take(*pause, labels[taken]));
    }
    labels
}

/// Latest times when breaks may be taken here.
pub fn with_breaks_by(pauses: &[Pause], mut labels: Labels) -> Labels {
    for (taken, pause) in pauses.iter().enumerate().rev() {
        labels[taken] = labels[taken].max(take_by(*pause, labels[taken + 1]));
    }
    labels
}

/// The first start at or after `time`.
pub fn first_start(spans: &[Span], held: i32, time: i32) -> i32 {
    if held != FREE {
        return if time <= held { held } else { NEVER };
    }
    if spans.is_empty() {
        return time;
    }
    spans.iter().filter(|span| time.max(span.open) <= span.late).map(|span| time.max(span.open)).min().unwrap_or(NEVER)
}

/// The last start at or before `time`.
pub fn last_start(spans: &[Span], held: i32, time: i32) -> i32 {
    if held != FREE {
        return if held <= time { held } else { -NEVER };
    }
    if spans.is_empty() {
        return time;
    }
    spans.iter().filter(|span| span.open <= time.min(span.late)).map(|span| time.min(span.late)).max().unwrap_or(-NEVER)
}

/// Seconds by which a start is after the last window that had closed; 0 within a window.
pub fn lateness(spans: &[Span], start: i32) -> i32 {
    if spans.is_empty() || spans.iter().any(|span| span.open <= start && start <= span.close) {
        return 0;
    }
    spans.iter().filter(|span| span.close < start).map(|span| start - span.close).min().unwrap_or(0)
}

impl Field {
    /// Earliest arrivals after a way.
    pub(super) fn ride(&self, line: &Line, depart: Labels, from: u32, to: u32) -> Labels {
        let seconds = self.ways.seconds(from, to);
        let mut labels = with_breaks(&line.pauses, depart);
        for label in &mut labels[..=line.pauses.len()] {
            *label = if *label >= NEVER { NEVER } else { self.pace.arrive(*label, seconds) };
        }
        labels
    }

    /// Earliest departures after the task.
    pub(super) fn serve(&self, line: &Line, arrive: Labels, task: u32, held: i32, seconds: i32) -> Labels {
        let spans = &self.tasks[task as usize].spans;
        let mut labels = with_breaks(&line.pauses, arrive);
        for label in &mut labels[..=line.pauses.len()] {
            let start = if *label >= NEVER { NEVER } else { first_start(spans, held, *label) };
            *label = if start >= NEVER { NEVER } else { start + seconds };
        }
        labels
    }

    /// Latest departures to arrive at a stop in time.
    pub(super) fn leave_by(&self, line: &Line, by: Labels, from: u32, to: u32) -> Labels {
        let seconds = self.ways.seconds(from, to);
        let mut labels = by;
        for label in &mut labels[..=line.pauses.len()] {
            *label = if *label <= -NEVER { -NEVER } else { self.pace.depart_by(*label, seconds) };
        }
        with_breaks_by(&line.pauses, labels)
    }

    /// Forward labels of the stops from `from` on.
    pub(super) fn label_forward(&self, line: u32, stops: &mut [Stop<Mark>], fixed: usize, held: &[i32], from: usize) {
        let (number, line) = (line, &self.lines[line as usize]);
        for index in from..stops.len() {
            if index == 0 {
                stops[0].mark.depart = opening(line);
                continue;
            }
            let before = &stops[index - 1];
            let (place, task) = (stops[index].place, stops[index].task);
            stops[index].mark.depart = if index < fixed {
                let taken = opening_state(line);
                let arrive = self.pace.arrive(before.mark.depart[taken], self.ways.seconds(before.place, place));
                let start = if held[task as usize] == FREE { arrive } else { arrive.max(held[task as usize]) };
                let mut labels = [NEVER; 3];
                labels[taken] = start + self.seconds(task, number);
                labels
            } else if index + 1 == stops.len() {
                self.ride(line, before.mark.depart, before.place, place)
            } else {
                let arrive = self.ride(line, before.mark.depart, before.place, place);
                self.serve(line, arrive, task, held[task as usize], self.seconds(task, number))
            };
        }
    }

    /// Backward labels of the stops up to `to`.
    pub(super) fn label_backward(&self, number: u32, stops: &mut [Stop<Mark>], held: &[i32], to: usize) {
        let line = &self.lines[number as usize];
        let last = stops.len() - 1;
        for index in (1..=to.min(last)).rev() {
            if index == last {
                stops[last].mark.by = closing(line);
                stops[last].mark.start_by = closing(line);
                continue;
            }
            let (stop, next) = (stops[index], stops[index + 1]);
            let leave = self.leave_by(line, next.mark.by, stop.place, next.place);
            let start_by =
                self.start_by(line, leave, stop.task, held[stop.task as usize], self.seconds(stop.task, number));
            stops[index].mark.start_by = start_by;
            stops[index].mark.by = with_breaks_by(&line.pauses, start_by);
        }
    }

    /// Latest starts of a task that must be left by `leave`.
    pub(super) fn start_by(&self, line: &Line, leave: Labels, task: u32, held: i32, seconds: i32) -> Labels {
        let spans = &self.tasks[task as usize].spans;
        let mut labels = [-NEVER; 3];
        for taken in 0..=line.pauses.len() {
            if leave[taken] > -NEVER {
                labels[taken] = last_start(spans, held, leave[taken] - seconds);
            }
        }
        labels
    }

    /// Goes along a labelled route and tells what happens. Breaks are taken in waiting time, or as late as the rest of the route allows.
    pub(super) fn walk(&self, number: u32, route: Walked<'_>, tell: &mut dyn FnMut(Happening)) {
        let line = &self.lines[number as usize];
        let Walked { stops, fixed, held } = route;
        let (mut taken, mut time) = (opening_state(line), line.begins);
        let last = stops.len() - 1;
        for index in 1..=last {
            let (before, stop) = (&stops[index - 1], &stops[index]);
            let way = self.ways.seconds(before.place, stop.place);
            let mut arrives = self.pace.arrive(time, way);
            while index >= fixed
                && arrives > stop.mark.by[taken]
                && taken < line.pauses.len()
                && time <= line.pauses[taken].to
            {
                time = pause(line.pauses[taken], time, tell);
                taken += 1;
                arrives = self.pace.arrive(time, way);
            }
            if index == last {
                tell(Happening::End { arrives });
                return;
            }
            let spans = &self.tasks[stop.task as usize].spans;
            let held = held[stop.task as usize];
            let mut ready = arrives;
            if index >= fixed {
                while taken < line.pauses.len()
                    && self.pauses_here(line, stop, taken, ready, first_start(spans, held, ready))
                {
                    ready = pause(line.pauses[taken], ready, tell);
                    taken += 1;
                }
            }
            let starts = match (index < fixed, first_start(spans, held, ready)) {
                (true, _) => {
                    if held == FREE {
                        arrives
                    } else {
                        arrives.max(held)
                    }
                }
                (false, NEVER) => ready,
                (false, start) => start,
            };
            time = starts + self.seconds(stop.task, number);
            tell(Happening::Stop { index, arrives, starts, ends: time });
        }
    }

    /// Whether the next break is taken before this stop's work: where it costs no time, or where it must be.
    fn pauses_here(&self, line: &Line, stop: &Stop<Mark>, taken: usize, ready: i32, start: i32) -> bool {
        let end = take(line.pauses[taken], ready);
        let must = ready > stop.mark.start_by[taken];
        let is_free = end <= start && end <= stop.mark.start_by[taken + 1];
        end < NEVER && (must || is_free)
    }
}

/// A route to walk along.
#[derive(Clone, Copy)]
pub(super) struct Walked<'a> {
    pub stops: &'a [Stop<Mark>],
    pub fixed: usize,
    pub held: &'a [i32],
}

impl<'a> Walked<'a> {
    pub(super) fn of(route: &'a Route<Mark>, held: &'a [i32]) -> Self {
        Self { stops: &route.stops, fixed: route.fixed as usize, held }
    }
}

fn pause(pause: Pause, time: i32, tell: &mut dyn FnMut(Happening)) -> i32 {
    let starts = time.max(pause.from);
    tell(Happening::Break { starts, ends: starts + pause.seconds });
    starts + pause.seconds
}

/// How many breaks lie before the shift begins, so that they are not needed.
pub(super) fn opening_state(line: &Line) -> usize {
    line.pauses.iter().take_while(|pause| pause.to < line.begins).count()
}

fn opening(line: &Line) -> Labels {
    let mut labels = [NEVER; 3];
    labels[opening_state(line)] = line.begins;
    labels
}

/// Latest arrival at the end: a break not yet taken is not needed where the work ends before it must have begun.
fn closing(line: &Line) -> Labels {
    let mut labels = [-NEVER; 3];
    for (taken, label) in labels.iter_mut().enumerate().take(line.pauses.len() + 1) {
        *label = line.pauses.get(taken).map_or(line.until, |pause| line.until.min(pause.to));
    }
    labels
}
