//! VRPLIB solutions: `Route #1: 3 4 5` lines and a `Cost`.

use std::fmt::Write;

use super::instance::{Fault, Instance};

/// Writes routes of customers (from 0 here, from 1 in the file). Empty routes are written only where the vehicle's number matters.
pub fn write(instance: &Instance, routes: &[Vec<u32>], cost: i64) -> String {
    let mut text = String::new();
    let mut number = 0;
    for route in routes {
        if route.is_empty() && !instance.vehicles_differ {
            continue;
        }
        number += 1;
        let _ = write!(text, "Route #{number}:");
        for task in route {
            let _ = write!(text, " {}", task + 1);
        }
        text.push('\n');
    }
    let _ = writeln!(text, "Cost {}", instance.written(cost));
    text
}

/// Reads the routes of a solution; its cost line is not believed, so not read.
///
/// # Errors
/// The line that is not understood.
pub fn read(text: &str) -> Result<Vec<Vec<u32>>, Fault> {
    let mut routes = vec![];
    for (index, line) in text.lines().enumerate() {
        let Some((head, stops)) = line.split_once(':') else { continue };
        if !head.trim_start().to_lowercase().starts_with("route") {
            continue;
        }
        let stop = |word: &str| word.parse::<u32>().ok().and_then(|number| number.checked_sub(1));
        let read = |word| {
            stop(word).ok_or_else(|| Fault::new(format!("line {}", index + 1), format!("{word:?} is no customer")))
        };
        routes.push(stops.split_whitespace().map(read).collect::<Result<_, _>>()?);
    }
    Ok(routes)
}
