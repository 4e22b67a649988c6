//! OpenStreetMap's XML: `<node id lat lon/>`, `<way><nd ref/><tag k v/></way>`.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::{Visit, Want};
use crate::Fault;

/// Whether the first element is `osm` (or an answer of a server that begins with its words).
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4_096)];
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && text.contains("<osm")
}

pub(super) fn scan(bytes: &[u8], want: Want, visit: &mut dyn Visit) -> Result<(), Fault> {
    let text =
        std::str::from_utf8(bytes).map_err(|error| Fault::broken(error.valid_up_to(), "the text is not UTF-8"))?;
    let mut reader = Reader::from_str(text);
    let mut way: Option<Way> = None;
    let mut depth = 0_u32;
    loop {
        let at = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| Fault::broken(at, error.to_string()))?;
        match &event {
            Event::Start(element) => {
                depth += 1;
                open(element, want, visit, &mut way, at)?;
            }
            Event::Empty(element) => {
                open(element, want, visit, &mut way, at)?;
                if element.name().as_ref() == "way" {
                    close(&mut way, visit);
                }
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                if element.name().as_ref() == "way" {
                    close(&mut way, visit);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if depth > 0 {
        return Err(Fault::broken(bytes.len(), "the file ends in the middle of an element"));
    }
    Ok(())
}

#[derive(Default)]
struct Way {
    nodes: Vec<i64>,
    tags: Vec<(String, String)>,
}

fn open(
    element: &BytesStart<'_>,
    want: Want,
    visit: &mut dyn Visit,
    way: &mut Option<Way>,
    at: usize,
) -> Result<(), Fault> {
    match (element.name().as_ref(), want) {
        ("node", Want::Nodes) => {
            let [id, lat, lon] = attributes(element, ["id", "lat", "lon"], at)?;
            // a deleted node has no place; what cannot be read as a number is nowhere
            let degrees = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
            visit.node(number(&id, "a node without id", at)?, degrees(&lat), degrees(&lon));
        }
        ("way", Want::Ways) => *way = Some(Way::default()),
        ("nd", Want::Ways) => {
            if let Some(way) = way {
                let [node] = attributes(element, ["ref"], at)?;
                way.nodes.push(number(&node, "a way's node without ref", at)?);
            }
        }
        ("tag", Want::Ways) => {
            if let Some(way) = way
                && let [Some(key), Some(value)] = attributes(element, ["k", "v"], at)?
            {
                way.tags.push((key, value));
            }
        }
        _ => {}
    }
    Ok(())
}

fn close(way: &mut Option<Way>, visit: &mut dyn Visit) {
    if let Some(way) = way.take() {
        let tags: Vec<(&str, &str)> = way.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        visit.way(&way.nodes, &tags);
    }
}

fn number(text: &Option<String>, what: &str, at: usize) -> Result<i64, Fault> {
    text.as_ref().and_then(|text| text.parse().ok()).ok_or_else(|| Fault::broken(at, what))
}

fn attributes<const N: usize>(
    element: &BytesStart<'_>,
    names: [&str; N],
    at: usize,
) -> Result<[Option<String>; N], Fault> {
    let mut found: [Option<String>; N] = std::array::from_fn(|_| None);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| Fault::broken(at, error.to_string()))?;
        if let Some(place) = names.iter().position(|name| *name == attribute.key.as_ref()) {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| Fault::broken(at, error.to_string()))?;
            found[place] = Some(value.into_owned());
        }
    }
    Ok(found)
}
