//! Files that are no maps, or broken ones: told in words, never a panic, never nonsense.

use proptest::prelude::*;

use super::made::{Made, block, field, place, varint};
use crate::{Fault, Roads, Vehicle};

fn fault(bytes: &[u8]) -> String {
    Roads::import(bytes, Vehicle::Car).err().map_or_else(|| "read".to_string(), |fault| fault.to_string())
}

#[test]
fn what_is_no_map_is_told_so() {
    for bytes in [&b""[..], b"hello", b"{\"a\":1}", b"<html><body/></html>", b"PK\x03\x04", &[0; 64], &[0xff; 64]] {
        assert!(matches!(Roads::import(bytes, Vehicle::Car), Err(Fault::NotAMap)), "{bytes:?}");
    }
    assert!(fault(b"BZh91AY").contains("bzip2"));
}

#[test]
fn a_file_that_ends_too_early_is_told_with_where() {
    let made = Made::town(4, 1);
    let (xml, pbf) = (made.xml(), made.pbf(true));
    assert!(
        fault(&xml.as_bytes()[..xml.len() - 20]).contains("broken near byte"),
        "{}",
        fault(&xml.as_bytes()[..xml.len() - 20])
    );
    assert!(fault(&pbf[..pbf.len() - 1]).contains("it is cut off"), "{}", fault(&pbf[..pbf.len() - 1]));
}

#[test]
fn a_map_without_roads_says_what_it_has_instead() {
    let made = Made::default().node(1, 31.0, 121.0).node(2, 31.1, 121.0).way(&[1, 2], &[("highway", "steps")]);
    let words = fault(made.xml().as_bytes());
    assert!(words.contains("no road") && words.contains("1 for people on foot"), "{words}");
    assert!(fault(b"<osm version=\"0.6\"></osm>").contains("no road"));
}

#[test]
fn nodes_nowhere_on_earth_are_taken_as_missing() {
    let mut made = Made::town(4, 2);
    for (node, lat) in [(0, f64::NAN), (1, 1e300), (2, -91.0), (3, 89.9)] {
        made.nodes[node].1 = lat;
    }
    let (roads, report) = Roads::import(made.xml().as_bytes(), Vehicle::Car).unwrap();
    assert_eq!(report.nodes_absurd, 4);
    for lat in [f64::NAN, f64::INFINITY, -1e9, 91.0] {
        assert!(roads.door(lat, 121.4).is_none() && roads.door(31.2, lat * 3.0).is_none());
    }
    assert!(roads.table(&[], &[]).cells.is_empty());
    assert!(roads.table(&[place(31.2, 121.4)], &[]).cells.is_empty());
}

#[test]
fn a_pbf_that_asks_for_more_than_is_understood_is_refused_by_name() {
    let header = block("OSMHeader", &field(4, b"HistoricalInformation"), false);
    assert!(fault(&header).contains("HistoricalInformation"));
    let other = [field(6, b"lz4 or so")].concat();
    let head = [field(1, b"OSMHeader"), vec![3 << 3], varint(other.len() as u64)].concat();
    let packed = [(head.len() as u32).to_be_bytes().to_vec(), head, other].concat();
    assert!(fault(&packed).contains("something else than zlib"));
}

#[test]
fn an_integer_at_the_end_of_its_range_is_no_panic() {
    let huge = [varint(u64::MAX), varint(u64::MAX), varint(u64::MAX - 1)].concat();
    let dense = [field(1, &huge), field(8, &huge), field(9, &huge)].concat();
    let group = [field(2, &field(2, &dense)), [varint(17 << 3), varint(u64::MAX)].concat()].concat();
    let file = [block("OSMHeader", b"", false), block("OSMData", &group, false)].concat();
    let _ = Roads::import(&file, Vehicle::Car);
}

#[test]
fn saved_roads_that_are_damaged_or_of_another_version_are_refused() {
    let saved = Roads::import(Made::town(4, 5).xml().as_bytes(), Vehicle::Car).unwrap().0.save();
    let words = |bytes: &[u8]| Roads::load(bytes).err().map(|fault| fault.to_string()).unwrap_or_default();
    assert!(words(b"x").contains("no map"));
    let mut other = saved.clone();
    other[8] = 9;
    assert!(words(&other).contains("version 9"));
    let mut damaged = saved.clone();
    damaged[40] ^= 1;
    assert!(words(&damaged).contains("damaged"));
    assert!(words(&saved[..saved.len() - 5]).contains("damaged"));
    assert!(words(&saved[..10]).contains("damaged"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_map_with_bytes_changed_anywhere_never_makes_a_panic(
        packed in any::<bool>(),
        is_xml in any::<bool>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let made = Made::town(3, 4);
        let mut bytes = if is_xml { made.xml().into_bytes() } else { made.pbf(packed) };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok((roads, _)) = Roads::import(&bytes, Vehicle::Car) {
            let places = [place(31.2, 121.4), place(31.203, 121.404)];
            roads.table_on(&places, &places, 1);
        }
    }

    #[test]
    fn saved_roads_with_a_right_checksum_and_wrong_contents_never_make_a_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        use sha2::Digest as _;
        let mut saved = Roads::import(Made::town(3, 4).xml().as_bytes(), Vehicle::Car).unwrap().0.save();
        saved.truncate(saved.len() - 32);
        for (at, byte) in changes {
            let at = 12 + at.index(saved.len() - 12);
            saved[at] = byte;
        }
        let checksum = sha2::Sha256::digest(&saved);
        saved.extend_from_slice(&checksum);
        if let Ok(roads) = Roads::load(&saved) {
            let places = [place(31.2, 121.4), place(31.203, 121.404)];
            roads.table_on(&places, &places, 1);
        }
    }

    #[test]
    fn any_bytes_are_told_in_words(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = fault(&bytes);
        let _ = Roads::load(&bytes);
    }
}
