//! The flat sheet the city is drawn on: metres east and north of its centre, and the way from there to WGS-84.

use kernel::Point;

/// Mean Earth radius in metres (IUGG), the same that `Point::metres_to` measures with.
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// A place on the sheet: metres east (`x`) and north (`y`) of the city's centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub x: f64,
    pub y: f64,
}

impl Spot {
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
    pub fn plus(self, o: Spot) -> Spot {
        Spot::new(self.x + o.x, self.y + o.y)
    }
    pub fn minus(self, o: Spot) -> Spot {
        Spot::new(self.x - o.x, self.y - o.y)
    }
    pub fn times(self, k: f64) -> Spot {
        Spot::new(self.x * k, self.y * k)
    }
    pub fn dot(self, o: Spot) -> f64 {
        self.x * o.x + self.y * o.y
    }
    pub fn cross(self, o: Spot) -> f64 {
        self.x * o.y - self.y * o.x
    }
    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }
    pub fn metres_to(self, o: Spot) -> f64 {
        self.minus(o).length()
    }
    /// The spot a share `t` of the way to `o`.
    pub fn towards(self, o: Spot, t: f64) -> Spot {
        self.plus(o.minus(self).times(t))
    }
    /// The left-hand normal of the direction from here to `o`, one metre long.
    pub fn left_of_the_way_to(self, o: Spot) -> Spot {
        let d = o.minus(self);
        let length = d.length().max(1e-9);
        Spot::new(-d.y / length, d.x / length)
    }
}

/// Where the sheet lies on Earth. Equirectangular: within 10 km of the origin it is true to better than 0.1 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    pub origin: Point,
}

impl Frame {
    /// Rounded to a millionth of a degree (0.1 m), so that the last bits of a machine's sine do not show.
    pub fn point(&self, spot: Spot) -> Point {
        let lat = self.origin.lat + (spot.y / EARTH_RADIUS_METRES).to_degrees();
        let lng = self.origin.lng + (spot.x / (EARTH_RADIUS_METRES * self.origin.lat.to_radians().cos())).to_degrees();
        Point { lat: (lat * 1e6).round() / 1e6, lng: (lng * 1e6).round() / 1e6 }
    }
    pub fn spot(&self, point: Point) -> Spot {
        let y = (point.lat - self.origin.lat).to_radians() * EARTH_RADIUS_METRES;
        let x = (point.lng - self.origin.lng).to_radians() * EARTH_RADIUS_METRES * self.origin.lat.to_radians().cos();
        Spot::new(x, y)
    }
    pub fn points(&self, spots: &[Spot]) -> Vec<Point> {
        spots.iter().map(|s| self.point(*s)).collect()
    }
}

/// Signed area in square metres; positive when the corners run against the clock.
pub(crate) fn area(ring: &[Spot]) -> f64 {
    edges(ring).map(|(a, b)| a.cross(b)).sum::<f64>() / 2.0
}

/// Mean of the corners weighted by the sides that meet there: inside for every block that is roughly convex.
pub(crate) fn middle(ring: &[Spot]) -> Spot {
    let (mut sum, mut weight) = (Spot::new(0.0, 0.0), 0.0);
    for (a, b) in edges(ring) {
        let side = a.metres_to(b);
        sum = sum.plus(a.towards(b, 0.5).times(side));
        weight += side;
    }
    sum.times(1.0 / f64::max(weight, 1e-9))
}

/// Even-odd rule (W. R. Franklin's crossing test).
pub(crate) fn contains(ring: &[Spot], s: Spot) -> bool {
    edges(ring).fold(false, |inside, (a, b)| {
        let crosses = (a.y > s.y) != (b.y > s.y) && s.x < (b.x - a.x) * (s.y - a.y) / (b.y - a.y) + a.x;
        inside != crosses
    })
}

/// The sides of a closed ring.
pub(crate) fn edges(ring: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// The directions most sides of a block follow, as one unit vector: right angles count as the same direction
/// (mean of the fourfold angle, weighted by length).
pub(crate) fn grain(ring: &[Spot]) -> Spot {
    let (mut c, mut s) = (0.0, 0.0);
    for (a, b) in edges(ring) {
        let d = b.minus(a);
        let four = 4.0 * d.y.atan2(d.x);
        c += d.length() * four.cos();
        s += d.length() * four.sin();
    }
    let angle = f64::atan2(s, c) / 4.0;
    Spot::new(angle.cos(), angle.sin())
}

/// How far a ring reaches along a direction: smallest and largest projection.
pub(crate) fn reach(ring: &[Spot], along: Spot) -> (f64, f64) {
    ring.iter().fold((f64::MAX, f64::MIN), |(lo, hi), s| (lo.min(s.dot(along)), hi.max(s.dot(along))))
}

/// Pieces of the straight line `{s : s·normal = offset}` inside a ring, each from border to border.
pub(crate) fn chords(ring: &[Spot], normal: Spot, offset: f64) -> Vec<(Spot, Spot)> {
    let along = Spot::new(-normal.y, normal.x);
    let mut hits: Vec<Spot> = edges(ring)
        .filter_map(|(a, b)| {
            let (da, db) = (a.dot(normal) - offset, b.dot(normal) - offset);
            ((da > 0.0) != (db > 0.0)).then(|| a.towards(b, da / (da - db)))
        })
        .collect();
    hits.sort_by(|a, b| a.dot(along).total_cmp(&b.dot(along)));
    hits.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// The part of a ring on the side of a line where `s·normal ≤ offset` (I. Sutherland, G. Hodgman, CACM 17, 1974).
pub(crate) fn cut(ring: &[Spot], normal: Spot, offset: f64) -> Vec<Spot> {
    let mut kept = Vec::with_capacity(ring.len() + 2);
    for (a, b) in edges(ring) {
        let (da, db) = (a.dot(normal) - offset, b.dot(normal) - offset);
        if da <= 0.0 {
            kept.push(a);
        }
        if (da <= 0.0) != (db <= 0.0) {
            kept.push(a.towards(b, da / (da - db)));
        }
    }
    kept
}

/// The runs of a line where `keep` holds, their ends found by bisection to a few centimetres.
pub(crate) fn runs_where(line: &[Spot], keep: impl Fn(Spot) -> bool) -> Vec<Vec<Spot>> {
    let border = |mut inside: Spot, mut outside: Spot| {
        for _ in 0..14 {
            let half = inside.towards(outside, 0.5);
            if keep(half) {
                inside = half;
            } else {
                outside = half;
            }
        }
        inside
    };
    let (mut runs, mut run) = (Vec::new(), Vec::new());
    for (i, spot) in line.iter().copied().enumerate() {
        let before = (i > 0).then(|| line[i - 1]);
        match (keep(spot), before) {
            (true, Some(last)) if run.is_empty() => run.extend([border(spot, last), spot]),
            (true, _) => run.push(spot),
            (false, Some(last)) if !run.is_empty() => {
                run.push(border(last, spot));
                runs.push(std::mem::take(&mut run));
            }
            (false, _) => {}
        }
    }
    runs.push(run);
    runs.retain(|r| r.len() > 1);
    runs
}

/// Leaves out corners that bend the line by less than `tolerance` metres (U. Ramer 1972; D. Douglas, T. Peucker 1973).
pub(crate) fn simplified(line: &[Spot], tolerance: f64) -> Vec<Spot> {
    let [first, .., last] = line else { return line.to_vec() };
    let bend = |s: &Spot| {
        let way = last.minus(*first);
        let length = way.length();
        if length < 1e-6 { s.metres_to(*first) } else { (way.cross(s.minus(*first)) / length).abs() }
    };
    let farthest = (1..line.len() - 1).max_by(|a, b| bend(&line[*a]).total_cmp(&bend(&line[*b])));
    match farthest {
        Some(at) if bend(&line[at]) > tolerance => {
            let mut kept = simplified(&line[..=at], tolerance);
            kept.pop();
            kept.extend(simplified(&line[at..], tolerance));
            kept
        }
        _ => vec![*first, *last],
    }
}
