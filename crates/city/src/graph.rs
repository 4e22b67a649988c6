//! The road graph: the quickest way between two points, its length and its time.
//!
//! Times are whole milliseconds inside, so that every machine finds the same way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kernel::Point;
use schemars::JsonSchema;
use serde::Serialize;

use crate::plane::{Frame, Spot};
use crate::river::River;
use crate::streets::{RoadClass, Way};
use crate::weave::Weave;

/// From a door to the nearest junction and back one goes at this speed.
const DOOR_KMH: u32 = 15;
/// Fastest road, for the lower bound of the search.
const FASTEST_KMH: u32 = 60;
/// Side of the squares nodes are sorted into, in metres.
const CELL_METRES: f64 = 200.0;

/// How far and how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Travel {
    pub metres: u32,
    pub seconds: u32,
}

/// A travel with the line it follows, from door to door.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Route {
    pub travel: Travel,
    pub line: Vec<Point>,
}

/// A piece of road between two nodes, one direction of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Index of the node it leaves.
    pub from: usize,
    /// Index of the node it reaches.
    pub to: usize,
    /// Index into `City::streets`.
    pub street: usize,
    pub class: RoadClass,
    pub metres: f64,
    pub speed_kmh: u32,
    /// Over the water.
    pub bridge: bool,
    millis: u64,
}

/// Travel between all pairs of a list of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    size: usize,
    cells: Vec<Travel>,
}

impl Matrix {
    /// From the `from`-th to the `to`-th point.
    ///
    /// # Panics
    /// When an index is not below the number of points.
    pub fn travel(&self, from: usize, to: usize) -> Travel {
        self.cells[from * self.size + to]
    }
    /// Number of points.
    pub fn size(&self) -> usize {
        self.size
    }
}

/// All roads as nodes and edges; every node can be reached from every other.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadGraph {
    frame: Frame,
    spots: Vec<Spot>,
    points: Vec<Point>,
    edges: Vec<Edge>,
    /// Edges leaving node `n` are `first[n]..first[n + 1]`.
    first: Vec<usize>,
    index: Index,
}

impl RoadGraph {
    pub(crate) fn new(frame: Frame, net: &Weave, ways: &[Way], river: &River) -> Self {
        let mut edges = Vec::with_capacity(net.links.len() * 2);
        for link in &net.links {
            let (a, b) = (net.nodes[link.a], net.nodes[link.b]);
            let (class, metres) = (ways[link.line].class, a.metres_to(b));
            let bridge = river.metres_to_water(a.towards(b, 0.5)) < 0.0;
            let speed_kmh = class.speed_kmh();
            for (from, to) in [(link.a, link.b), (link.b, link.a)] {
                let millis = millis(metres, speed_kmh);
                edges.push(Edge { from, to, street: link.line, class, metres, speed_kmh, bridge, millis });
            }
        }
        edges.sort_by_key(|e| (e.from, e.to));
        let first = (0..=net.nodes.len()).map(|n| edges.partition_point(|e| e.from < n)).collect();
        // A door by the water belongs to its bank, never to the bridge that happens to be near.
        let ashore = (0..net.nodes.len()).filter(|n| river.metres_to_water(net.nodes[*n]) > 0.0);
        let index = Index::new(&net.nodes, ashore);
        Self { frame, spots: net.nodes.clone(), points: frame.points(&net.nodes), edges, first, index }
    }
    /// Where the nodes are.
    pub fn nodes(&self) -> &[Point] {
        &self.points
    }
    /// Every direction of every piece of road, sorted by the node it leaves.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }
    /// The same pieces and speeds as a network with its hierarchy: for tables between many places.
    pub fn driven(&self) -> roads::Roads {
        let spots: Vec<roads::Spot> =
            self.points.iter().map(|point| roads::Spot::of(point.lat, point.lng).unwrap_or_default()).collect();
        let number = |node: usize| u32::try_from(node).unwrap_or(u32::MAX);
        // both directions are driven alike, so one of them stands for both
        let pieces = self.edges.iter().filter(|edge| edge.from < edge.to).map(|edge| roads::Piece {
            from: number(edge.from),
            to: number(edge.to),
            cost: roads::cost::Cost::of(edge.metres, f64::from(edge.speed_kmh)),
            forward: true,
            backward: true,
        });
        let (network, _) = roads::Network::of_pieces(&spots, &pieces.collect::<Vec<_>>());
        roads::Roads::of_network(network, roads::Vehicle::Car)
    }
    fn leaving(&self, node: usize) -> &[Edge] {
        &self.edges[self.first[node]..self.first[node + 1]]
    }
    /// The node nearest to a point, as the crow flies.
    pub fn nearest(&self, point: Point) -> usize {
        self.index.nearest(&self.spots, self.frame.spot(point))
    }

    /// Length and time of the quickest way by road.
    pub fn travel(&self, from: Point, to: Point) -> Travel {
        self.route(from, to).travel
    }

    /// The quickest way by road with its line (A*: P. Hart, N. Nilsson, B. Raphael, 1968).
    pub fn route(&self, from: Point, to: Point) -> Route {
        let (start, goal) = (self.nearest(from), self.nearest(to));
        if start == goal {
            return Route { travel: self.on_foot(from, to), line: vec![from, to] };
        }
        let bound = |n: usize| floor_millis(self.spots[n].metres_to(self.spots[goal]), FASTEST_KMH);
        let mut search = Search::from(self.spots.len(), start, bound(start));
        while let Some(node) = search.settle() {
            if node == goal {
                break;
            }
            for edge in self.leaving(node) {
                search.relax(node, edge, bound(edge.to));
            }
        }
        let mut line = vec![to];
        let mut node = goal;
        while node != start {
            line.push(self.points[node]);
            node = search.before[node];
        }
        line.extend([self.points[start], from]);
        line.reverse();
        Route { travel: self.with_doors(from, to, start, goal, search.metres[goal], search.millis[goal]), line }
    }

    /// Travel between all pairs (Dijkstra 1959 from each point, until all others are settled).
    pub fn matrix(&self, points: &[Point]) -> Matrix {
        let nodes: Vec<usize> = points.iter().map(|p| self.nearest(*p)).collect();
        let mut is_goal = vec![false; self.spots.len()];
        nodes.iter().for_each(|n| is_goal[*n] = true);
        let goals = is_goal.iter().filter(|g| **g).count();
        let mut cells = Vec::with_capacity(points.len() * points.len());
        for (from, start) in points.iter().zip(&nodes) {
            let mut search = Search::from(self.spots.len(), *start, 0);
            let mut missing = goals;
            while let Some(node) = search.settle() {
                missing -= usize::from(is_goal[node]);
                if missing == 0 {
                    break;
                }
                for edge in self.leaving(node) {
                    search.relax(node, edge, 0);
                }
            }
            cells.extend(points.iter().zip(&nodes).map(|(to, goal)| match start == goal {
                true => self.on_foot(*from, *to),
                false => self.with_doors(*from, *to, *start, *goal, search.metres[*goal], search.millis[*goal]),
            }));
        }
        Matrix { size: points.len(), cells }
    }

    /// Two doors at the same junction: straight across.
    fn on_foot(&self, from: Point, to: Point) -> Travel {
        let metres = self.frame.spot(from).metres_to(self.frame.spot(to));
        rounded(metres, millis(metres, DOOR_KMH))
    }
    fn with_doors(&self, from: Point, to: Point, start: usize, goal: usize, road: f64, time: u64) -> Travel {
        let walk = |p: Point, node: usize| self.frame.spot(p).metres_to(self.spots[node]);
        let (out, home) = (walk(from, start), walk(to, goal));
        rounded(road + out + home, time + millis(out, DOOR_KMH) + millis(home, DOOR_KMH))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and at most half the Earth around"
)]
fn rounded(metres: f64, millis: u64) -> Travel {
    Travel { metres: metres.round() as u32, seconds: u32::try_from((millis + 500) / 1000).unwrap_or(u32::MAX) }
}

/// Time for a distance, rounded up to the millisecond.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and at most half the Earth around"
)]
fn millis(metres: f64, kmh: u32) -> u64 {
    (metres * 3600.0 / f64::from(kmh)).ceil() as u64
}

/// The same rounded down: a lower bound stays one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and at most half the Earth around"
)]
fn floor_millis(metres: f64, kmh: u32) -> u64 {
    (metres * 3600.0 / f64::from(kmh)).floor() as u64
}

/// What a search knows so far about each node.
struct Search {
    millis: Vec<u64>,
    metres: Vec<f64>,
    before: Vec<usize>,
    settled: Vec<bool>,
    open: BinaryHeap<Reverse<(u64, usize)>>,
}

impl Search {
    fn from(nodes: usize, start: usize, bound: u64) -> Self {
        let mut millis = vec![u64::MAX; nodes];
        millis[start] = 0;
        let open = BinaryHeap::from([Reverse((bound, start))]);
        Self { millis, metres: vec![0.0; nodes], before: vec![start; nodes], settled: vec![false; nodes], open }
    }
    fn settle(&mut self) -> Option<usize> {
        while let Some(Reverse((_, node))) = self.open.pop() {
            if !std::mem::replace(&mut self.settled[node], true) {
                return Some(node);
            }
        }
        None
    }
    fn relax(&mut self, node: usize, edge: &Edge, bound: u64) {
        let time = self.millis[node] + edge.millis;
        if time < self.millis[edge.to] {
            self.millis[edge.to] = time;
            self.metres[edge.to] = self.metres[node] + edge.metres;
            self.before[edge.to] = node;
            self.open.push(Reverse((time + bound, edge.to)));
        }
    }
}

/// Nodes sorted into squares, to find the nearest without asking all.
#[derive(Clone, Debug, PartialEq)]
struct Index {
    low: Spot,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<usize>>,
}

impl Index {
    fn new(spots: &[Spot], nodes: impl Iterator<Item = usize>) -> Self {
        let low = spots.iter().fold(Spot::new(0.0, 0.0), |l, s| Spot::new(l.x.min(s.x), l.y.min(s.y)));
        let high = spots.iter().fold(low, |h, s| Spot::new(h.x.max(s.x), h.y.max(s.y)));
        let mut index = Self { low, columns: 1, rows: 1, cells: Vec::new() };
        (index.columns, index.rows) = (usize::MAX, usize::MAX);
        let (column, row) = index.cell(high);
        (index.columns, index.rows) = (column + 1, row + 1);
        index.cells = vec![Vec::new(); index.columns * index.rows];
        for node in nodes {
            let (column, row) = index.cell(spots[node]);
            index.cells[row * index.columns + column].push(node);
        }
        index
    }
    /// The square a spot lies in; for one outside the city, the square at the border nearest to it.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to zero and above; casts saturate"
    )]
    fn cell(&self, s: Spot) -> (usize, usize) {
        let d = s.minus(self.low).times(1.0 / CELL_METRES);
        ((d.x.max(0.0) as usize).min(self.columns - 1), (d.y.max(0.0) as usize).min(self.rows - 1))
    }
    /// Looks at squares in growing rings and stops when the next ring cannot hold a nearer node.
    fn nearest(&self, spots: &[Spot], s: Spot) -> usize {
        let (column, row) = self.cell(s);
        let mut best = (f64::MAX, 0);
        let mut ring_metres = 0.0;
        for ring in 0..=self.columns.max(self.rows) {
            if best.0 <= ring_metres {
                break;
            }
            let (left, right) = (column.saturating_sub(ring), (column + ring).min(self.columns - 1));
            for r in row.saturating_sub(ring)..=(row + ring).min(self.rows - 1) {
                for c in left..=right {
                    if r.abs_diff(row).max(c.abs_diff(column)) != ring {
                        continue;
                    }
                    for node in &self.cells[r * self.columns + c] {
                        let metres = spots[*node].metres_to(s);
                        if metres < best.0 {
                            best = (metres, *node);
                        }
                    }
                }
            }
            // A spot may lie at the very edge of its square, so a ring's inner side is one square nearer than its number.
            ring_metres = CELL_METRES * f64::from(u32::try_from(ring).unwrap_or(u32::MAX));
        }
        best.1
    }
}
