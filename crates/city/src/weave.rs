//! Turns lines that cross each other into a network: a node wherever two meet, a link between neighbours, a face for every block.

use std::collections::{HashMap, HashSet};

use crate::plane::{Spot, area};

/// Ends and crossings closer than this are one junction, in metres.
const MERGE_METRES: f64 = 6.0;
/// An end that stops this close to another line meets it, in metres.
const TOUCH_METRES: f64 = 2.0;
/// Side of the squares that segments are sorted into to find which may cross, in metres.
const CELL_METRES: f64 = 250.0;

/// One piece of a line between two neighbouring nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Link {
    pub a: usize,
    pub b: usize,
    /// Which of the woven lines it belongs to; `a` comes before `b` along it.
    pub line: usize,
    /// Metres from the line's beginning to `a`.
    pub offset: f64,
}

/// Nodes and links of the crossing lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Weave {
    pub nodes: Vec<Spot>,
    pub links: Vec<Link>,
}

/// A block: its corners against the clock, and the side that begins at each corner.
#[derive(Clone, Debug)]
pub(crate) struct Face {
    pub ring: Vec<Spot>,
    pub sides: Vec<Side>,
}

/// One side of a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Side {
    pub link: usize,
    /// The block lies on the left of the road as its house numbers run.
    pub left: bool,
}

struct Segment {
    from: Spot,
    to: Spot,
    line: usize,
    offset: f64,
}

/// Weaves lines (each a row of at least two spots) into one network and keeps its largest connected part.
pub(crate) fn weave(lines: &[&[Spot]]) -> Weave {
    let segments = segments(lines);
    let cuts = cuts(&segments);
    let mut junctions = Junctions::default();
    let (mut links, mut known) = (Vec::new(), HashSet::new());
    for (segment, mut cuts) in segments.iter().zip(cuts) {
        cuts.push((0.0, segment.from));
        cuts.push((1.0, segment.to));
        cuts.sort_by(|x, y| x.0.total_cmp(&y.0));
        let mut before: Option<usize> = None;
        for (_, spot) in cuts {
            let node = junctions.at(spot);
            if let Some(a) = before.filter(|a| *a != node)
                && known.insert((a.min(node), a.max(node)))
            {
                let offset = segment.offset + segment.from.metres_to(junctions.nodes[a]);
                links.push(Link { a, b: node, line: segment.line, offset });
            }
            before = Some(node);
        }
    }
    largest_part(junctions.nodes, links)
}

fn segments(lines: &[&[Spot]]) -> Vec<Segment> {
    let mut all = Vec::new();
    for (line, spots) in lines.iter().enumerate() {
        let mut offset = 0.0;
        for pair in spots.windows(2) {
            all.push(Segment { from: pair[0], to: pair[1], line, offset });
            offset += pair[0].metres_to(pair[1]);
        }
    }
    all
}

#[expect(clippy::cast_possible_truncation, reason = "a city is some kilometres wide, so a cell number fits i32")]
fn cell(x: f64, size: f64) -> i32 {
    (x / size).floor() as i32
}

/// Where each segment is met by another: share of its length, and the spot.
fn cuts(segments: &[Segment]) -> Vec<Vec<(f64, Spot)>> {
    let mut cuts = vec![Vec::new(); segments.len()];
    let bounds: Vec<[f64; 4]> = segments
        .iter()
        .map(|s| {
            let (lo_x, hi_x) = (s.from.x.min(s.to.x) - TOUCH_METRES, s.from.x.max(s.to.x) + TOUCH_METRES);
            [lo_x, s.from.y.min(s.to.y) - TOUCH_METRES, hi_x, s.from.y.max(s.to.y) + TOUCH_METRES]
        })
        .collect();
    let mut cells: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (i, [lo_x, lo_y, hi_x, hi_y]) in bounds.iter().enumerate() {
        for cx in cell(*lo_x, CELL_METRES)..=cell(*hi_x, CELL_METRES) {
            for cy in cell(*lo_y, CELL_METRES)..=cell(*hi_y, CELL_METRES) {
                let here = cells.entry((cx, cy)).or_default();
                for &j in here.iter() {
                    // Two long segments share many cells: only the first cell of their common box looks at them.
                    let (x, y) = (lo_x.max(bounds[j][0]), lo_y.max(bounds[j][1]));
                    let overlap = x <= hi_x.min(bounds[j][2]) && y <= hi_y.min(bounds[j][3]);
                    if overlap && (cell(x, CELL_METRES), cell(y, CELL_METRES)) == (cx, cy) {
                        meet(segments, i, j, &mut cuts);
                    }
                }
                here.push(i);
            }
        }
    }
    cuts
}

fn meet(segments: &[Segment], i: usize, j: usize, cuts: &mut [Vec<(f64, Spot)>]) {
    let (s, o) = (&segments[i], &segments[j]);
    let (ds, d_o) = (s.to.minus(s.from), o.to.minus(o.from));
    let turn = ds.cross(d_o);
    if turn.abs() > 1e-6 {
        let gap = o.from.minus(s.from);
        let (t, u) = (gap.cross(d_o) / turn, gap.cross(ds) / turn);
        if (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u) {
            let spot = s.from.towards(s.to, t);
            cuts[i].push((t, spot));
            cuts[j].push((u, spot));
        }
    }
    for (host, guest) in [(i, j), (j, i)] {
        for end in [segments[guest].from, segments[guest].to] {
            let (from, along) = (segments[host].from, segments[host].to.minus(segments[host].from));
            let t = end.minus(from).dot(along) / along.dot(along).max(1e-9);
            if (0.0..=1.0).contains(&t) && from.plus(along.times(t)).metres_to(end) < TOUCH_METRES {
                cuts[host].push((t, end));
            }
        }
    }
}

/// Nodes found so far, looked up by place.
#[derive(Default)]
struct Junctions {
    nodes: Vec<Spot>,
    cells: HashMap<(i32, i32), Vec<usize>>,
}

impl Junctions {
    fn at(&mut self, spot: Spot) -> usize {
        let (cx, cy) = (cell(spot.x, MERGE_METRES), cell(spot.y, MERGE_METRES));
        for dx in -1..=1 {
            for dy in -1..=1 {
                let near = self.cells.get(&(cx + dx, cy + dy)).into_iter().flatten();
                if let Some(node) = near.copied().find(|n| self.nodes[*n].metres_to(spot) < MERGE_METRES) {
                    return node;
                }
            }
        }
        self.nodes.push(spot);
        self.cells.entry((cx, cy)).or_default().push(self.nodes.len() - 1);
        self.nodes.len() - 1
    }
}

fn largest_part(nodes: Vec<Spot>, links: Vec<Link>) -> Weave {
    let mut part: Vec<usize> = (0..nodes.len()).collect();
    fn root(part: &mut [usize], mut n: usize) -> usize {
        while part[n] != n {
            part[n] = part[part[n]];
            n = part[n];
        }
        n
    }
    for link in &links {
        let (a, b) = (root(&mut part, link.a), root(&mut part, link.b));
        part[a.max(b)] = a.min(b);
    }
    let roots: Vec<usize> = (0..nodes.len()).map(|n| root(&mut part, n)).collect();
    let mut sizes = vec![0_usize; nodes.len()];
    for r in &roots {
        sizes[*r] += 1;
    }
    let Some(main) = (0..nodes.len()).max_by_key(|r| (sizes[*r], usize::MAX - r)) else { return Weave::default() };
    let mut number = vec![0; nodes.len()];
    let mut kept = Vec::new();
    for (n, spot) in nodes.iter().enumerate().filter(|(n, _)| roots[*n] == main) {
        number[n] = kept.len();
        kept.push(*spot);
    }
    let links = links.into_iter().filter(|l| roots[l.a] == main);
    Weave { links: links.map(|l| Link { a: number[l.a], b: number[l.b], ..l }).collect(), nodes: kept }
}

impl Weave {
    /// Every bounded block between the lines. Half-link `2·link` runs from `a` to `b`, `2·link + 1` back;
    /// a face is walked with its inside on the left by always taking the sharpest left turn.
    pub fn faces(&self) -> Vec<Face> {
        let tail = |half: usize| if half.is_multiple_of(2) { self.links[half / 2].a } else { self.links[half / 2].b };
        let angle = |half: usize| {
            let d = self.nodes[tail(half ^ 1)].minus(self.nodes[tail(half)]);
            d.y.atan2(d.x)
        };
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for half in 0..self.links.len() * 2 {
            out[tail(half)].push(half);
        }
        let mut next = vec![0; self.links.len() * 2];
        for spokes in &mut out {
            spokes.sort_by(|x, y| angle(*x).total_cmp(&angle(*y)));
            for (i, half) in spokes.iter().enumerate() {
                next[half ^ 1] = spokes[(i + spokes.len() - 1) % spokes.len()];
            }
        }
        let mut walked = vec![false; next.len()];
        let mut faces = Vec::new();
        for start in 0..next.len() {
            let (mut ring, mut sides, mut half) = (Vec::new(), Vec::new(), start);
            while !walked[half] {
                walked[half] = true;
                ring.push(self.nodes[tail(half)]);
                sides.push(Side { link: half / 2, left: half.is_multiple_of(2) });
                half = next[half];
            }
            if ring.len() > 2 && area(&ring) > 0.0 {
                faces.push(Face { ring, sides });
            }
        }
        faces
    }
}
