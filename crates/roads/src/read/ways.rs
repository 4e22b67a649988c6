//! Collects the ways that a vehicle may drive, and the places of their nodes: two passes over the file, the ways first.

use super::{Source, Visit, Want};
use crate::classes::{self, Rule, Vehicle};
use crate::network::{Piece, Spot};
use crate::{Fault, Report};

/// Driven ways, cut into pieces between neighbouring nodes.
#[derive(Default)]
pub struct Ways {
    pub spots: Vec<Spot>,
    pub pieces: Vec<Piece>,
}

/// Reads the driven ways of a map.
///
/// # Errors
/// As [`Source::scan`].
pub fn collect(source: &Source<'_>, vehicle: Vehicle) -> Result<(Ways, Report), Fault> {
    let mut report = Report { format: source.format, ..Report::default() };
    let mut driven = Driven { vehicle, report: &mut report, rules: vec![], nodes: vec![] };
    source.scan(Want::Ways, &mut driven)?;
    let (rules, nodes) = (driven.rules, driven.nodes);
    let mut ids = nodes.clone();
    ids.sort_unstable();
    ids.dedup();
    let mut places = Places { report: &mut report, spots: vec![None; ids.len()], ids };
    source.scan(Want::Nodes, &mut places)?;
    let (ids, spots) = (places.ids, places.spots);
    Ok((cut(&rules, &nodes, &ids, &spots, &mut report), report))
}

struct Driven<'a> {
    vehicle: Vehicle,
    report: &'a mut Report,
    /// A rule, and where its nodes end.
    rules: Vec<(Rule, usize)>,
    nodes: Vec<i64>,
}

impl Visit for Driven<'_> {
    fn node(&mut self, _: i64, _: f64, _: f64) {}

    fn way(&mut self, nodes: &[i64], tags: &[(&str, &str)]) {
        self.report.ways += 1;
        let Some(judged) = classes::judge(tags, self.vehicle) else { return };
        self.report.highways += 1;
        let judged = if nodes.len() < 2 { Err("without a second node") } else { judged };
        match judged {
            Ok(rule) => {
                self.report.driven += 1;
                self.nodes.extend_from_slice(nodes);
                self.rules.push((rule, self.nodes.len()));
            }
            Err(reason) => *self.report.left_out.entry(reason).or_default() += 1,
        }
    }
}

struct Places<'a> {
    report: &'a mut Report,
    ids: Vec<i64>,
    spots: Vec<Option<Spot>>,
}

impl Visit for Places<'_> {
    fn node(&mut self, id: i64, lat: f64, lon: f64) {
        self.report.nodes += 1;
        let spot = Spot::of(lat, lon);
        self.report.nodes_absurd += u64::from(spot.is_none());
        if let (Some(spot), Ok(index)) = (spot, self.ids.binary_search(&id)) {
            self.spots[index] = Some(spot);
        }
    }

    fn way(&mut self, _: &[i64], _: &[(&str, &str)]) {}
}

/// Pieces between neighbours that both have a place; points are numbered anew without those that have none.
fn cut(rules: &[(Rule, usize)], nodes: &[i64], ids: &[i64], spots: &[Option<Spot>], report: &mut Report) -> Ways {
    let mut ways = Ways::default();
    let mut numbers: Vec<u32> = Vec::with_capacity(spots.len());
    for spot in spots {
        numbers.push(ways.spots.len() as u32);
        ways.spots.extend(spot);
        report.nodes_missing += u64::from(spot.is_none());
    }
    let number = |id: &i64| {
        let index = ids.binary_search(id).ok()?;
        spots[index].map(|_| numbers[index])
    };
    let mut begin = 0;
    for (rule, end) in rules {
        for pair in nodes[begin..*end].windows(2) {
            if let (Some(from), Some(to)) = (number(&pair[0]), number(&pair[1]))
                && from != to
            {
                let metres = ways.spots[from as usize].metres_to(ways.spots[to as usize]);
                let cost = crate::cost::Cost::of(metres, rule.km_per_hour);
                ways.pieces.push(Piece { from, to, cost, forward: rule.forward, backward: rule.backward });
            }
        }
        begin = *end;
    }
    ways
}
