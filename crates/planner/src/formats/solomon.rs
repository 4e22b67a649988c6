//! Solomon's text format for VRPTW: a name, `VEHICLE` with number and capacity, `CUSTOMER` with seven columns.

use super::instance::{Fault, Instance};
use super::vrplib::{Measure, matrix_of, whole};
use crate::search::plain::{Customer, Vehicle};

/// Reads an instance; distances are cut to one decimal.
///
/// # Errors
/// The first line that is wrong.
pub fn read(text: &str) -> Result<Instance, Fault> {
    let mut rows = vec![];
    for (index, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.first().is_some_and(|word| word.starts_with(|first: char| first.is_ascii_digit() || first == '-')) {
            let number = |word: &&str| word.parse::<f64>().ok().filter(|number| number.is_finite());
            let numbers: Option<Vec<f64>> = words.iter().map(number).collect();
            rows.push((
                format!("line {}", index + 1),
                numbers.ok_or_else(|| Fault::new(format!("line {}", index + 1), "is not all numbers"))?,
            ));
        }
    }
    let ((at, fleet), rows) = rows.split_first().ok_or_else(|| Fault::new("VEHICLE", "is missing"))?;
    let [count, capacity] = fleet[..] else { return Err(Fault::new(at, "is not: number of vehicles, capacity")) };
    if !(0.0..=10_000.0).contains(&count) {
        return Err(Fault::new(at, format!("{count} is no number of vehicles")));
    }
    let (mut points, mut customers) = (vec![], vec![]);
    for (index, (at, row)) in rows.iter().enumerate() {
        let [number, x, y, demand, opens, closes, service] = row[..] else {
            return Err(Fault::new(at, format!("has {} columns instead of 7", row.len())));
        };
        if number as usize != index {
            return Err(Fault::new(at, format!("is customer {number} where {index} was expected")));
        }
        points.push((x, y));
        customers.push(Customer {
            demand: whole(at, demand)?,
            opens: whole(at, opens * 10.0)?,
            closes: whole(at, closes * 10.0)?,
            service: whole(at, service * 10.0)?,
        });
    }
    if customers.is_empty() {
        return Err(Fault::new("CUSTOMER", "has no depot"));
    }
    let depot = customers.remove(0);
    Ok(Instance {
        name: text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim().to_string(),
        scale: 10,
        lengths: matrix_of(&points, Measure::CutToTenths)?,
        customers,
        vehicles: vec![Vehicle { capacity: whole(at, capacity)?, serves: None }; count as usize],
        opens: depot.opens,
        closes: depot.closes,
        longest: None,
        vehicles_differ: false,
    })
}
