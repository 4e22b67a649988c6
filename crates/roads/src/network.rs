//! The network of junctions: pieces of road are joined where nothing branches off, and what hangs together both ways is kept.

use crate::cost::Cost;
use crate::hierarchy::Arc;

/// A point in ten-millionths of a degree, WGS-84.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Spot {
    pub lat: i32,
    pub lon: i32,
}

/// Mean radius of the earth, metres (IUGG).
pub(crate) const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

impl Spot {
    /// The spot at these degrees, unless they lie nowhere on Earth, or at the poles, where no roads are and maps tear.
    pub fn of(lat: f64, lon: f64) -> Option<Self> {
        let on_earth = (-85.0..=85.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        on_earth.then(|| Self { lat: (lat * 1e7).round() as i32, lon: (lon * 1e7).round() as i32 })
    }

    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat) * 1e-7, f64::from(self.lon) * 1e-7)
    }

    /// Length of the great circle (haversine; R. W. Sinnott, Sky & Telescope 68, 1984).
    pub fn metres_to(self, other: Self) -> f64 {
        let ((lat, lon), (other_lat, other_lon)) = (self.degrees(), other.degrees());
        metres_between((lat, lon), (other_lat, other_lon))
    }
}

/// Length of the great circle between two points in degrees.
pub(crate) fn metres_between(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (lats, lons) = ((other.0 - one.0).to_radians(), (other.1 - one.1).to_radians());
    let chord =
        (lats / 2.0).sin().powi(2) + one.0.to_radians().cos() * other.0.to_radians().cos() * (lons / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_METRES * chord.sqrt().min(1.0).asin()
}

/// A straight piece of road between two points, which are numbered.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    pub from: u32,
    pub to: u32,
    pub cost: Cost,
    pub forward: bool,
    pub backward: bool,
}

/// A road from one junction to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Road {
    pub from: u32,
    pub to: u32,
    /// Its line is `line[first..first + points]`, ends included.
    pub first: u32,
    pub points: u32,
    pub forward: bool,
    pub backward: bool,
}

/// Junctions `0..junctions`, each of which is reached from every other, and the roads between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    pub junctions: usize,
    pub roads: Vec<Road>,
    pub line: Vec<Spot>,
    /// Per point of `line`, the cost from where its road begins.
    pub along: Vec<Cost>,
}

/// How much of the pieces the network kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept {
    pub points: usize,
    pub metres: f64,
    pub metres_before: f64,
}

impl Network {
    /// The network of pieces between `spots`; only its largest part stays in which every junction is reached from every other.
    pub fn of_pieces(spots: &[Spot], pieces: &[Piece]) -> (Self, Kept) {
        let whole = Joined::of(spots, pieces).network();
        let part = strong_parts(whole.junctions, &whole.arcs());
        let network = whole.only(&part);
        let metres = |network: &Self| {
            network.roads.iter().map(|road| network.cost(road).decimetres()).sum::<u64>() as f64 / 10.0
        };
        let between = |network: &Self| network.line.len() - 2 * network.roads.len();
        let kept = Kept {
            points: network.junctions + between(&network),
            metres: metres(&network),
            metres_before: metres(&whole),
        };
        (network, kept)
    }

    /// What a road costs from end to end.
    pub fn cost(&self, road: &Road) -> Cost {
        self.along[(road.first + road.points - 1) as usize]
    }

    /// The roads as arcs, one per direction in which they are driven.
    pub fn arcs(&self) -> Vec<Arc> {
        let mut arcs = Vec::with_capacity(self.roads.len() * 2);
        for road in &self.roads {
            let cost = self.cost(road);
            if road.forward {
                arcs.push(Arc { from: road.from, to: road.to, cost });
            }
            if road.backward {
                arcs.push(Arc { from: road.to, to: road.from, cost });
            }
        }
        arcs
    }

    /// The roads whose both ends lie in the part that has the most junctions.
    fn only(&self, part: &[u32]) -> Self {
        let mut sizes = vec![0_usize; part.len()];
        for one in part {
            sizes[*one as usize] += 1;
        }
        let Some(largest) = (0..sizes.len()).max_by_key(|one| (sizes[*one], std::cmp::Reverse(*one))) else {
            return Self::default();
        };
        let mut kept = Self::default();
        let mut numbers = vec![u32::MAX; self.junctions];
        for (number, _) in numbers.iter_mut().zip(part).filter(|(_, one)| **one as usize == largest) {
            *number = kept.junctions as u32;
            kept.junctions += 1;
        }
        for road in &self.roads {
            let (from, to) = (numbers[road.from as usize], numbers[road.to as usize]);
            if from != u32::MAX && to != u32::MAX {
                let points = road.first as usize..(road.first + road.points) as usize;
                kept.roads.push(Road { from, to, first: kept.line.len() as u32, ..*road });
                kept.line.extend_from_slice(&self.line[points.clone()]);
                kept.along.extend_from_slice(&self.along[points]);
            }
        }
        if kept.roads.is_empty() { Self::default() } else { kept }
    }
}

/// Pieces with what meets at each point.
struct Joined<'a> {
    spots: &'a [Spot],
    pieces: &'a [Piece],
    /// Pieces at point `n` are `at[first[n]..first[n + 1]]`.
    first: Vec<u32>,
    at: Vec<u32>,
}

impl<'a> Joined<'a> {
    fn of(spots: &'a [Spot], pieces: &'a [Piece]) -> Self {
        let mut first = vec![0_u32; spots.len() + 1];
        for piece in pieces {
            first[piece.from as usize + 1] += 1;
            first[piece.to as usize + 1] += 1;
        }
        for point in 0..spots.len() {
            first[point + 1] += first[point];
        }
        let mut next = first.clone();
        let mut at = vec![0; pieces.len() * 2];
        for (piece, number) in pieces.iter().zip(0..) {
            for end in [piece.from, piece.to] {
                at[next[end as usize] as usize] = number;
                next[end as usize] += 1;
            }
        }
        Self { spots, pieces, first, at }
    }

    fn pieces_at(&self, point: u32) -> &[u32] {
        &self.at[self.first[point as usize] as usize..self.first[point as usize + 1] as usize]
    }

    /// Whether the piece may be driven towards this end of it, and away from it.
    fn ways_at(&self, piece: u32, end: u32) -> (bool, bool) {
        let piece = &self.pieces[piece as usize];
        if piece.to == end { (piece.forward, piece.backward) } else { (piece.backward, piece.forward) }
    }

    /// Whether two pieces meet here that go on into each other, whichever way they are driven.
    fn is_passed(&self, point: u32) -> bool {
        let [one, other] = self.pieces_at(point) else { return false };
        let ((one_in, one_out), (other_in, other_out)) = (self.ways_at(*one, point), self.ways_at(*other, point));
        one_in == other_out && one_out == other_in
    }

    fn network(&self) -> Network {
        let mut network = Network::default();
        let mut numbers = vec![u32::MAX; self.spots.len()];
        let mut walked = vec![false; self.pieces.len()];
        let corners = (0..self.spots.len() as u32).filter(|point| !self.is_passed(*point));
        for corner in corners {
            for piece in self.pieces_at(corner) {
                self.walk(corner, *piece, &mut walked, &mut numbers, &mut network);
            }
        }
        // what is left are rings without any corner
        for piece in 0..self.pieces.len() as u32 {
            let start = self.pieces[piece as usize].from;
            self.walk(start, piece, &mut walked, &mut numbers, &mut network);
        }
        network
    }

    /// Walks from a corner along a piece to the next corner, and writes down the road.
    fn walk(&self, start: u32, piece: u32, walked: &mut [bool], numbers: &mut [u32], network: &mut Network) {
        if walked[piece as usize] {
            return;
        }
        let first = network.line.len() as u32;
        let (backward, forward) = self.ways_at(piece, start);
        let (mut point, mut piece, mut cost) = (start, piece, Cost::ZERO);
        network.line.push(self.spots[start as usize]);
        network.along.push(cost);
        loop {
            walked[piece as usize] = true;
            let own = &self.pieces[piece as usize];
            point = if own.from == point { own.to } else { own.from };
            cost = cost + own.cost;
            network.line.push(self.spots[point as usize]);
            network.along.push(cost);
            let next = self.pieces_at(point).iter().find(|next| **next != piece);
            match next.filter(|next| point != start && self.is_passed(point) && !walked[**next as usize]) {
                Some(next) => piece = *next,
                None => break,
            }
        }
        let mut number = |point: u32| {
            let number = &mut numbers[point as usize];
            if *number == u32::MAX {
                *number = network.junctions as u32;
                network.junctions += 1;
            }
            *number
        };
        let (from, to) = (number(start), number(point));
        let points = network.line.len() as u32 - first;
        network.roads.push(Road { from, to, first, points, forward, backward });
    }
}

/// For each junction the number of its strongly connected part (R. Tarjan, 1972, without recursion).
fn strong_parts(junctions: usize, arcs: &[Arc]) -> Vec<u32> {
    let mut first = vec![0_u32; junctions + 1];
    for arc in arcs {
        first[arc.from as usize + 1] += 1;
    }
    for junction in 0..junctions {
        first[junction + 1] += first[junction];
    }
    let mut next = first.clone();
    let mut to = vec![0_u32; arcs.len()];
    for arc in arcs {
        to[next[arc.from as usize] as usize] = arc.to;
        next[arc.from as usize] += 1;
    }
    let mut next = first.clone();
    let (mut met, mut low, mut part) = (vec![0_u32; junctions], vec![0_u32; junctions], vec![u32::MAX; junctions]);
    let (mut clock, mut parts) = (0, 0);
    let (mut path, mut open): (Vec<u32>, Vec<u32>) = (vec![], vec![]);
    for root in 0..junctions as u32 {
        if met[root as usize] > 0 {
            continue;
        }
        path.push(root);
        while let Some(&here) = path.last() {
            let at = here as usize;
            if met[at] == 0 {
                clock += 1;
                (met[at], low[at]) = (clock, clock);
                open.push(here);
            }
            if next[at] < first[at + 1] {
                let there = to[next[at] as usize] as usize;
                next[at] += 1;
                if met[there] == 0 {
                    path.push(there as u32);
                } else if part[there] == u32::MAX {
                    low[at] = low[at].min(met[there]);
                }
                continue;
            }
            path.pop();
            if let Some(before) = path.last() {
                low[*before as usize] = low[*before as usize].min(low[at]);
            }
            if low[at] == met[at] {
                while let Some(member) = open.pop() {
                    part[member as usize] = parts;
                    if member == here {
                        break;
                    }
                }
                parts += 1;
            }
        }
    }
    part
}
