//! Coordinates that are no place on earth, or were swapped.

use std::collections::HashSet;

use super::Vetted;
use crate::day::{Place, Travel};

pub(super) fn vet(vetted: &mut Vetted) {
    let by_line = matches!(vetted.day.travel, Travel::Line { .. });
    let mut seen = HashSet::new();
    for (index, mut place) in std::mem::take(&mut vetted.day.places).into_iter().enumerate() {
        if !seen.insert(place.id.clone()) {
            vetted.notice(&place.id, "id", "this place comes twice", "the first one is used");
            continue;
        }
        if by_line && !on_earth(&place) {
            (place.lat, place.lon) = (place.lon, place.lat);
            if !on_earth(&place) {
                vetted.notice(&place.id, "lat, lon", "are no place on earth", "left out");
                continue;
            }
            vetted.notice(&place.id, "lat, lon", "are swapped", "swapped back");
        }
        vetted.day.places.push(place);
        vetted.order.push(index);
    }
}

fn on_earth(place: &Place) -> bool {
    (-90.0..=90.0).contains(&place.lat) && (-180.0..=180.0).contains(&place.lon)
}
