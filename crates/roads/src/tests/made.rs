//! Maps that read aloud, written as XML or as PBF.

use std::fmt::Write as _;
use std::io::Write as _;

use planner::day::Place;
use planner::search::dice::Dice;

pub(super) type Tags = Vec<(&'static str, &'static str)>;

/// A map: nodes with numbers and degrees, ways with tags.
#[derive(Clone, Default)]
pub(super) struct Made {
    pub(super) nodes: Vec<(i64, f64, f64)>,
    pub(super) ways: Vec<(Vec<i64>, Tags)>,
}

impl Made {
    pub(super) fn node(mut self, id: i64, lat: f64, lon: f64) -> Self {
        self.nodes.push((id, lat, lon));
        self
    }

    pub(super) fn way(mut self, nodes: &[i64], tags: &[(&'static str, &'static str)]) -> Self {
        self.ways.push((nodes.to_vec(), tags.to_vec()));
        self
    }

    /// A town of `side` × `side` crossings 200 m apart, bent, some streets one-way, some missing, with points between the crossings.
    pub(super) fn town(side: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut made = Self::default();
        let number = |row: usize, column: usize| (row * side + column) as i64 + 1;
        for row in 0..side {
            for column in 0..side {
                let bend = |dice: &mut Dice| (dice.fraction() * 8_000.0).round() * 1e-7;
                let (lat, lon) =
                    (31.2 + row as f64 * 0.0018 + bend(&mut dice), 121.4 + column as f64 * 0.0021 + bend(&mut dice));
                made.nodes.push((number(row, column), (lat * 1e7).round() / 1e7, (lon * 1e7).round() / 1e7));
            }
        }
        let mut between = 1_000_000;
        for row in 0..side {
            for column in 0..side {
                for (row_to, column_to) in [(row + 1, column), (row, column + 1)] {
                    if row_to < side && column_to < side && dice.below(8) > 0 {
                        let (from, to) = (number(row, column), number(row_to, column_to));
                        made.street(from, to, &mut between, &mut dice);
                    }
                }
            }
        }
        made
    }

    fn street(&mut self, from: i64, to: i64, between: &mut i64, dice: &mut Dice) {
        let place = |made: &Self, id: i64| made.nodes[id as usize - 1];
        let ((_, lat, lon), (_, lat_to, lon_to)) = (place(self, from), place(self, to));
        let mut nodes = vec![from];
        for part in 0..dice.below(3) {
            let share = 0.3 + 0.3 * part as f64;
            let off = (dice.fraction() * 3_000.0).round() * 1e-7;
            *between += 1;
            let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
            self.nodes.push((*between, round(lat + (lat_to - lat) * share + off), round(lon + (lon_to - lon) * share)));
            nodes.push(*between);
        }
        nodes.push(to);
        let class = ["residential", "primary", "tertiary"][dice.below(3)];
        let oneway = ["no", "yes", "-1", "no", "no", "no"][dice.below(6)];
        // a street in two ways, so that a crossing is not where a way ends
        let middle = dice.below(nodes.len());
        for part in [&nodes[..=middle], &nodes[middle..]] {
            if part.len() > 1 {
                self.ways.push((part.to_vec(), vec![("highway", class), ("oneway", oneway)]));
            }
        }
    }

    pub(super) fn xml(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\"?>\n<osm version=\"0.6\">\n");
        for (id, lat, lon) in &self.nodes {
            let _ = writeln!(text, "<node id=\"{id}\" lat=\"{lat}\" lon=\"{lon}\"/>");
        }
        for (nodes, tags) in &self.ways {
            text.push_str("<way id=\"1\">");
            nodes.iter().for_each(|node| {
                let _ = write!(text, "<nd ref=\"{node}\"/>");
            });
            tags.iter().for_each(|(key, value)| {
                let _ = write!(text, "<tag k=\"{key}\" v=\"{value}\"/>");
            });
            text.push_str("</way>\n");
        }
        text + "</osm>\n"
    }

    /// The same as PBF, in a block of nodes and one of ways.
    pub(super) fn pbf(&self, packed: bool) -> Vec<u8> {
        let mut out = block("OSMHeader", &[field(4, b"OsmSchema-V0.6"), field(4, b"DenseNodes")].concat(), packed);
        let steps = |degrees: f64| (degrees * 1e7).round() as i64;
        let row = |values: Vec<i64>| {
            let mut before = 0;
            let deltas =
                values.into_iter().flat_map(|value| varint(zigzag(value - std::mem::replace(&mut before, value))));
            deltas.collect::<Vec<u8>>()
        };
        let dense = [
            field(1, &row(self.nodes.iter().map(|node| node.0).collect())),
            field(8, &row(self.nodes.iter().map(|node| steps(node.1)).collect())),
            field(9, &row(self.nodes.iter().map(|node| steps(node.2)).collect())),
        ];
        let strings = field(1, &field(1, b""));
        out.extend(block("OSMData", &[strings, field(2, &field(2, &dense.concat()))].concat(), packed));
        let mut words = vec![""];
        let mut group = vec![];
        for (nodes, tags) in &self.ways {
            let mut number = |word: &'static str| {
                words.push(word);
                varint(words.len() as u64 - 1)
            };
            let keys: Vec<u8> = tags.iter().flat_map(|(key, _)| number(key)).collect();
            let values: Vec<u8> = tags.iter().flat_map(|(_, value)| number(value)).collect();
            let way = [vec![1 << 3, 1], field(2, &keys), field(3, &values), field(8, &row(nodes.clone()))];
            group.extend(field(3, &way.concat()));
        }
        let strings: Vec<u8> = words.iter().flat_map(|word| field(1, word.as_bytes())).collect();
        out.extend(block("OSMData", &[field(1, &strings), field(2, &group)].concat(), packed));
        out
    }
}

pub(super) fn block(kind: &str, body: &[u8], packed: bool) -> Vec<u8> {
    let blob = if packed {
        let mut packer = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::fast());
        packer.write_all(body).unwrap();
        [vec![2 << 3], varint(body.len() as u64), field(3, &packer.finish().unwrap())].concat()
    } else {
        field(1, body)
    };
    let header = [field(1, kind.as_bytes()), vec![3 << 3], varint(blob.len() as u64)].concat();
    [(header.len() as u32).to_be_bytes().to_vec(), header, blob].concat()
}

pub(super) fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    [vec![number << 3 | 2], varint(bytes.len() as u64), bytes.to_vec()].concat()
}

pub(super) fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = vec![];
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63).cast_unsigned()
}

pub(super) fn place(lat: f64, lon: f64) -> Place {
    Place { id: String::new(), lat, lon }
}
