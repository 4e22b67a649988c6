//! EXIF: when, where and with what a picture was taken, as the camera says. It is kept beside the picture and never in its copies.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use exif::{DateTime, Exif, In, Reader, Tag, Value};
use kernel::Point;
use serde::{Deserialize, Serialize};

/// What the camera wrote into a picture. It can be wrong or forged: a hint, no proof.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Taken {
    /// The camera's own time, `2026-11-21T10:30:00`; without a zone unless `utc_offset` is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_time: Option<String>,
    /// `+08:00`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset: Option<String>,
    /// WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Point>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// Reads what there is; a picture without EXIF, or with a broken one, says nothing.
pub(super) fn read(path: &Path) -> Taken {
    let Ok(file) = File::open(path) else { return Taken::default() };
    let Ok(exif) = Reader::new().read_from_container(&mut BufReader::new(file)) else { return Taken::default() };
    Taken {
        local_time: text(&exif, Tag::DateTimeOriginal)
            .or_else(|| text(&exif, Tag::DateTime))
            .and_then(|text| DateTime::from_ascii(text.as_bytes()).ok())
            .filter(|at| at.year > 1970 && (1..=12).contains(&at.month) && (1..=31).contains(&at.day))
            .map(|at| {
                format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", at.year, at.month, at.day, at.hour, at.minute, at.second)
            }),
        utc_offset: text(&exif, Tag::OffsetTimeOriginal).filter(|text| text.len() == 6),
        place: place(&exif),
        make: text(&exif, Tag::Make),
        model: text(&exif, Tag::Model),
    }
}

fn text(exif: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let text = String::from_utf8_lossy(parts.first()?);
    let text: String = text.trim_matches(['\0', ' ']).chars().filter(|c| !c.is_control()).take(100).collect();
    (!text.is_empty()).then_some(text)
}

fn place(exif: &Exif) -> Option<Point> {
    let lat = degrees(exif, Tag::GPSLatitude)? * sign(exif, Tag::GPSLatitudeRef, "S");
    let lng = degrees(exif, Tag::GPSLongitude)? * sign(exif, Tag::GPSLongitudeRef, "W");
    // 0, 0 is what a camera without a fix writes
    Point::new(lat, lng).filter(|_| lat.abs() + lng.abs() > 1e-9)
}

fn degrees(exif: &Exif, tag: Tag) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let [degrees, minutes, seconds] = parts.first_chunk::<3>()?;
    let degrees = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3_600.0;
    degrees.is_finite().then_some(degrees)
}

fn sign(exif: &Exif, tag: Tag, negative: &str) -> f64 {
    if text(exif, tag).is_some_and(|text| text.eq_ignore_ascii_case(negative)) { -1.0 } else { 1.0 }
}
