//! VRPLIB: CVRP and VRPTW with coordinates or an explicit matrix, and site-dependent instances.
//!
//! Conventions: VRPTW distances are cut to one decimal and everything counts in tenths; site-dependent distances (`SDVRPTW`) are rounded
//! to thousandths; CVRP distances are rounded to whole numbers; explicit matrices are taken as they stand.

use std::collections::HashMap;

use super::instance::{ENDLESS, Fault, Instance};
use crate::search::plain::{Customer, Vehicle};

/// No instance of this many places fits a whole matrix in the memory that we allow.
const PLACES_MAX: usize = 12_000;

/// Reads an instance.
///
/// # Errors
/// The first thing that is wrong, with its line or section.
pub fn read(text: &str) -> Result<Instance, Fault> {
    let file = File::split(text);
    let kind = file.word("TYPE").unwrap_or("CVRP").to_uppercase();
    let places = file.count("DIMENSION")?.ok_or_else(|| Fault::new("DIMENSION", "is missing"))?;
    if !(1..=PLACES_MAX).contains(&places) {
        return Err(Fault::new("DIMENSION", format!("{places} is not between 1 and {PLACES_MAX}")));
    }
    depot(&file)?;
    let explicit = file.word("EDGE_WEIGHT_TYPE").is_some_and(|word| word.eq_ignore_ascii_case("EXPLICIT"));
    let measure = Measure::of(&kind, explicit);
    let lengths = if explicit { explicit_matrix(&file, places)? } else { from_points(&file, places, measure)? };
    let scale = f64::from(measure.scale());
    let demand = file.per_place("DEMAND_SECTION", places, 1)?;
    let service = file.per_place("SERVICE_TIME_SECTION", places, 1)?;
    let windows = file.per_place("TIME_WINDOW_SECTION", places, 2)?;
    let everywhere = file.number("SERVICE_TIME")?.unwrap_or(0.0);
    let whole = |section: &str, value: f64, by: f64| whole(section, value * by);
    let mut customers = vec![];
    for place in 0..places {
        let (opens, closes) = match &windows {
            Some(windows) => (windows[place][0], windows[place][1]),
            None => (0.0, f64::from(ENDLESS) / scale),
        };
        let time = service.as_ref().map_or(everywhere, |service| service[place][0]);
        customers.push(Customer {
            demand: demand.as_ref().map_or(Ok(0), |demand| whole("DEMAND_SECTION", demand[place][0], 1.0))?,
            opens: whole("TIME_WINDOW_SECTION", opens, scale)?,
            closes: whole("TIME_WINDOW_SECTION", closes, scale)?,
            service: whole("SERVICE_TIME_SECTION", time, scale)?,
        });
    }
    let depot = customers.remove(0);
    let longest =
        file.number("VEHICLES_MAX_DURATION")?.map(|limit| whole("VEHICLES_MAX_DURATION", limit, scale)).transpose()?;
    let vehicles = vehicles(&file, places)?;
    Ok(Instance {
        name: file.word("NAME").unwrap_or("").to_string(),
        scale: measure.scale(),
        lengths,
        customers,
        vehicles_differ: vehicles.windows(2).any(|pair| pair[0] != pair[1]),
        vehicles,
        opens: depot.opens,
        closes: depot.closes,
        longest,
    })
}

/// How distances become whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    CutToTenths,
    RoundedToThousandths,
    Rounded,
    AsWritten,
}

impl Measure {
    fn of(kind: &str, explicit: bool) -> Self {
        match kind {
            _ if explicit => Self::AsWritten,
            "SDVRPTW" => Self::RoundedToThousandths,
            kind if kind.contains("TW") => Self::CutToTenths,
            _ => Self::Rounded,
        }
    }

    fn scale(self) -> i32 {
        match self {
            Self::CutToTenths => 10,
            Self::RoundedToThousandths => 1000,
            Self::Rounded | Self::AsWritten => 1,
        }
    }

    fn apply(self, distance: f64) -> f64 {
        match self {
            Self::CutToTenths => (distance * 10.0).floor(),
            Self::RoundedToThousandths => (distance * 1000.0).round(),
            Self::Rounded | Self::AsWritten => distance.round(),
        }
    }
}

/// A finite, not negative number as whole one, far from overflowing.
pub(super) fn whole(at: &str, value: f64) -> Result<i32, Fault> {
    if value.is_finite() && (0.0..=f64::from(ENDLESS)).contains(&value) {
        return Ok(value.round() as i32);
    }
    Err(Fault::new(at, format!("{value} is not a number between 0 and {ENDLESS}")))
}

/// The matrix between points, as the measure has it.
pub(super) fn matrix_of(points: &[(f64, f64)], measure: Measure) -> Result<Vec<i32>, Fault> {
    let mut lengths = Vec::with_capacity(points.len() * points.len());
    for from in points {
        for to in points {
            lengths.push(whole("NODE_COORD_SECTION", measure.apply((from.0 - to.0).hypot(from.1 - to.1)))?);
        }
    }
    Ok(lengths)
}

fn from_points(file: &File<'_>, places: usize, measure: Measure) -> Result<Vec<i32>, Fault> {
    let points = file
        .per_place("NODE_COORD_SECTION", places, 2)?
        .ok_or_else(|| Fault::new("NODE_COORD_SECTION", "is missing, and so is EDGE_WEIGHT_TYPE EXPLICIT"))?;
    matrix_of(&points.iter().map(|point| (point[0], point[1])).collect::<Vec<_>>(), measure)
}

fn explicit_matrix(file: &File<'_>, places: usize) -> Result<Vec<i32>, Fault> {
    const SECTION: &str = "EDGE_WEIGHT_SECTION";
    let rows = file.sections.get(SECTION).ok_or_else(|| Fault::new(SECTION, "is missing"))?;
    let mut numbers = vec![];
    for (line, row) in rows {
        for word in row.split_whitespace() {
            numbers.push(whole(&format!("line {line}"), parse(*line, word)?)?);
        }
    }
    let format = file.word("EDGE_WEIGHT_FORMAT").unwrap_or("FULL_MATRIX").to_uppercase();
    let expected = match format.as_str() {
        "FULL_MATRIX" => places * places,
        "LOWER_ROW" => places * (places - 1) / 2,
        _ => return Err(Fault::new("EDGE_WEIGHT_FORMAT", format!("{format} is not FULL_MATRIX or LOWER_ROW"))),
    };
    if numbers.len() != expected {
        return Err(Fault::new(SECTION, format!("has {} numbers instead of {expected}", numbers.len())));
    }
    if format == "FULL_MATRIX" {
        return Ok(numbers);
    }
    let mut lengths = vec![0; places * places];
    let mut next = numbers.into_iter();
    for row in 1..places {
        for column in 0..row {
            let length = next.next().unwrap_or_default();
            lengths[row * places + column] = length;
            lengths[column * places + row] = length;
        }
    }
    Ok(lengths)
}

fn depot(file: &File<'_>) -> Result<(), Fault> {
    let Some(rows) = file.sections.get("DEPOT_SECTION") else { return Ok(()) };
    let depots: Vec<&str> =
        rows.iter().flat_map(|(_, row)| row.split_whitespace()).take_while(|word| *word != "-1").collect();
    if depots == ["1"] {
        Ok(())
    } else {
        Err(Fault::new("DEPOT_SECTION", "only place 1 as the one depot is understood"))
    }
}

fn vehicles(file: &File<'_>, places: usize) -> Result<Vec<Vehicle>, Fault> {
    let count = file.count("VEHICLES")?.unwrap_or(places.saturating_sub(1));
    if count > places.max(1_000) {
        return Err(Fault::new("VEHICLES", format!("{count} vehicles for {} customers", places - 1)));
    }
    let size = file.number("CAPACITY")?.map_or(Ok(ENDLESS), |size| whole("CAPACITY", size))?;
    let mut vehicles = vec![Vehicle { capacity: size, serves: None }; count];
    for (line, number, row) in file.numbered("CAPACITY_SECTION")? {
        let vehicle = vehicle(&mut vehicles, line, number)?;
        let size = row.first().ok_or_else(|| Fault::new(format!("line {line}"), "has no capacity"))?;
        vehicle.capacity = whole(&format!("line {line}"), *size)?;
    }
    for (line, number, row) in file.numbered("VEHICLES_ALLOWED_CLIENTS_SECTION")? {
        let mut serves = vec![false; places - 1];
        for place in row {
            let task = (place as usize).checked_sub(2).and_then(|task| serves.get_mut(task));
            *task.ok_or_else(|| Fault::new(format!("line {line}"), format!("{place} is no client")))? = true;
        }
        vehicle(&mut vehicles, line, number)?.serves = Some(serves);
    }
    Ok(vehicles)
}

fn vehicle(vehicles: &mut [Vehicle], line: usize, number: usize) -> Result<&mut Vehicle, Fault> {
    let count = vehicles.len();
    let found = number.checked_sub(1).and_then(|index| vehicles.get_mut(index));
    found.ok_or_else(|| Fault::new(format!("line {line}"), format!("vehicle {number} of {count}")))
}

fn parse(line: usize, word: &str) -> Result<f64, Fault> {
    let number: Option<f64> = word.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| Fault::new(format!("line {line}"), format!("{word:?} is not a number")))
}

type Numbered = Vec<(usize, usize, Vec<f64>)>;

/// The file by its headings: `KEY : value` lines, and sections of numbered rows.
struct File<'a> {
    words: HashMap<String, &'a str>,
    sections: HashMap<String, Vec<(usize, &'a str)>>,
}

impl<'a> File<'a> {
    fn split(text: &'a str) -> Self {
        let (mut words, mut sections) = (HashMap::new(), HashMap::<String, Vec<(usize, &str)>>::new());
        let mut section: Option<String> = None;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line == "EOF" {
                break;
            }
            let starts_with_letter = line.starts_with(|first: char| first.is_ascii_alphabetic());
            if let Some(name) = line.trim_end_matches([':', ' ']).strip_suffix("_SECTION") {
                section = Some(format!("{name}_SECTION"));
                sections.entry(format!("{name}_SECTION")).or_default();
            } else if let (true, Some((key, value))) = (starts_with_letter, line.split_once(':')) {
                words.insert(key.trim().to_uppercase(), value.trim());
            } else if let (false, Some(section)) = (line.is_empty(), &section) {
                sections.entry(section.clone()).or_default().push((index + 1, line));
            }
        }
        Self { words, sections }
    }

    fn word(&self, key: &str) -> Option<&'a str> {
        self.words.get(key).copied()
    }

    fn number(&self, key: &str) -> Result<Option<f64>, Fault> {
        let Some(word) = self.word(key) else { return Ok(None) };
        let number = word.parse::<f64>().ok().filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| Fault::new(key, format!("{word:?} is not a number")))
    }

    fn count(&self, key: &str) -> Result<Option<usize>, Fault> {
        let Some(word) = self.word(key) else { return Ok(None) };
        word.parse().map(Some).map_err(|_| Fault::new(key, format!("{word:?} is not a whole number")))
    }

    /// The rows of a section that begin with a number, as line, number, and the rest.
    fn numbered(&self, section: &str) -> Result<Numbered, Fault> {
        let mut rows = vec![];
        for (line, row) in self.sections.get(section).map_or(&[][..], Vec::as_slice) {
            let numbers: Vec<f64> = row.split_whitespace().map(|word| parse(*line, word)).collect::<Result<_, _>>()?;
            let (number, rest) = numbers.split_first().ok_or_else(|| Fault::new(format!("line {line}"), "is empty"))?;
            rows.push((*line, *number as usize, rest.to_vec()));
        }
        Ok(rows)
    }

    /// One row of `width` numbers for every place, or nothing where there is no such section.
    fn per_place(&self, section: &str, places: usize, width: usize) -> Result<Option<Vec<Vec<f64>>>, Fault> {
        if !self.sections.contains_key(section) {
            return Ok(None);
        }
        let mut by_place: Vec<Option<Vec<f64>>> = vec![None; places];
        for (line, number, row) in self.numbered(section)? {
            let at = || format!("line {line}");
            let slot = number.checked_sub(1).and_then(|place| by_place.get_mut(place));
            let slot = slot.ok_or_else(|| Fault::new(at(), format!("place {number} of {places}")))?;
            if row.len() < width {
                return Err(Fault::new(at(), format!("has {} numbers after its first instead of {width}", row.len())));
            }
            if slot.replace(row).is_some() {
                return Err(Fault::new(at(), format!("place {number} comes twice")));
            }
        }
        let missing = |place: usize| Fault::new(section, format!("place {} is missing", place + 1));
        let all = by_place.into_iter().enumerate().map(|(place, row)| row.ok_or_else(|| missing(place)));
        all.collect::<Result<_, _>>().map(Some)
    }
}
