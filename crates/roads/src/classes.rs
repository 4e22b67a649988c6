//! Which roads a vehicle may drive, in which direction, and how fast: OpenStreetMap's tags in, a rule or the reason against it out.

/// What drives. Electric bikes count as bicycles, as they do on Chinese roads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vehicle {
    Car,
    ElectricBike,
}

/// Kinds of road, the fastest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Motorway,
    Trunk,
    Primary,
    Secondary,
    Tertiary,
    Unclassified,
    Residential,
    LivingStreet,
    Service,
    Track,
    Cycleway,
}

/// Tag, class, whether it is a slip road, and the speed of a car on a free road, lights and crossings included, km/h. Rounded from what
/// navigation reports at night in Chinese cities; a posted limit overrules it.
const CLASSES: &[(&str, Class, f64)] = &[
    ("motorway", Class::Motorway, 85.0),
    ("motorway_link", Class::Motorway, 50.0),
    ("trunk", Class::Trunk, 60.0),
    ("trunk_link", Class::Trunk, 40.0),
    ("primary", Class::Primary, 42.0),
    ("primary_link", Class::Primary, 32.0),
    ("secondary", Class::Secondary, 36.0),
    ("secondary_link", Class::Secondary, 28.0),
    ("tertiary", Class::Tertiary, 30.0),
    ("tertiary_link", Class::Tertiary, 25.0),
    ("unclassified", Class::Unclassified, 26.0),
    ("residential", Class::Residential, 22.0),
    ("road", Class::Residential, 20.0),
    ("living_street", Class::LivingStreet, 12.0),
    ("service", Class::Service, 14.0),
    ("track", Class::Track, 10.0),
    ("cycleway", Class::Cycleway, 16.0),
];

/// Of a posted limit this much is driven on average.
const OF_THE_LIMIT: f64 = 0.8;
/// An electric bike's usual speed, km/h.
const BIKE_KM_PER_HOUR: f64 = 18.0;

/// How a way may be driven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    pub class: Class,
    pub km_per_hour: f64,
    /// In the direction of the way's nodes, and against it.
    pub forward: bool,
    pub backward: bool,
}

/// Why a way with a `highway` is left out.
pub type Reason = &'static str;

/// The rule for a way's tags; nothing for what is no road at all.
pub fn judge(tags: &[(&str, &str)], vehicle: Vehicle) -> Option<Result<Rule, Reason>> {
    let tag = |key: &str| tags.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
    let highway = tag("highway")?;
    Some(rule(&tag, highway, vehicle))
}

fn rule<'a>(tag: &dyn Fn(&str) -> Option<&'a str>, highway: &str, vehicle: Vehicle) -> Result<Rule, Reason> {
    let Some((_, class, speed)) = CLASSES.iter().find(|(name, ..)| *name == highway) else {
        return Err(not_for_vehicles(highway));
    };
    if tag("area") == Some("yes") {
        return Err("an area, not a way");
    }
    match vehicle {
        Vehicle::Car if *class == Class::Cycleway => return Err("for bicycles"),
        Vehicle::ElectricBike if *class == Class::Motorway => return Err("for motor vehicles"),
        _ => {}
    }
    if !may_enter(tag, *class, vehicle) {
        return Err("closed to this vehicle");
    }
    let (forward, backward) = directions(tag, *class, vehicle);
    if !forward && !backward {
        return Err("changes its direction by the hour");
    }
    Ok(Rule { class: *class, km_per_hour: speed_of(tag, *speed, vehicle), forward, backward })
}

fn not_for_vehicles(highway: &str) -> Reason {
    match highway {
        "footway" | "path" | "pedestrian" | "steps" | "corridor" | "bridleway" | "platform" | "elevator" => {
            "for people on foot"
        }
        "construction" | "proposed" | "planned" | "abandoned" | "razed" | "disused" => "not there, or not yet",
        _ => "another kind of highway",
    }
}

/// The most specific tag decides; without any, whoever the class is for.
fn may_enter<'a>(tag: &dyn Fn(&str) -> Option<&'a str>, class: Class, vehicle: Vehicle) -> bool {
    let keys: &[&str] = match vehicle {
        Vehicle::Car => &["motorcar", "motor_vehicle", "vehicle", "access"],
        Vehicle::ElectricBike => &["electric_bicycle", "bicycle", "vehicle", "access"],
    };
    match keys.iter().find_map(|key| tag(key)) {
        None => vehicle == Vehicle::Car || class != Class::Trunk || tag("motorroad") != Some("yes"),
        Some(value) => !matches!(
            value,
            "no" | "private" | "agricultural" | "forestry" | "emergency" | "bus" | "psv" | "permit" | "dismount"
        ),
    }
}

fn directions<'a>(tag: &dyn Fn(&str) -> Option<&'a str>, class: Class, vehicle: Vehicle) -> (bool, bool) {
    if vehicle == Vehicle::ElectricBike {
        match tag("oneway:bicycle") {
            Some("no") => return (true, true),
            Some("yes") => return (true, false),
            Some("-1") => return (false, true),
            _ => {}
        }
    }
    let goes_round = matches!(tag("junction"), Some("roundabout" | "circular"));
    match tag("oneway") {
        Some("yes" | "true" | "1") => (true, false),
        Some("-1" | "reverse") => (false, true),
        Some("no" | "false" | "0") => (true, true),
        Some("reversible" | "alternating") => (false, false),
        _ => (true, !goes_round && class != Class::Motorway),
    }
}

fn speed_of<'a>(tag: &dyn Fn(&str) -> Option<&'a str>, usual: f64, vehicle: Vehicle) -> f64 {
    match vehicle {
        Vehicle::ElectricBike => usual.min(BIKE_KM_PER_HOUR),
        Vehicle::Car => tag("maxspeed").and_then(limit).map_or(usual, |limit| limit * OF_THE_LIMIT),
    }
}

/// `60`, `60 km/h`, `40 mph`, `walk`; nothing for what says no number, or none that a road has.
fn limit(text: &str) -> Option<f64> {
    let text = text.trim();
    if text == "walk" {
        return Some(7.0);
    }
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let unit = if text[end..].trim() == "mph" { 1.609_344 } else { 1.0 };
    Some(number * unit).filter(|speed| (5.0..=150.0).contains(speed))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tags = &'static [(&'static str, &'static str)];

    fn car(tags: &[(&str, &str)]) -> Option<Result<Rule, Reason>> {
        judge(tags, Vehicle::Car)
    }

    #[test]
    fn directions_follow_the_tags() {
        let cases: &[(Tags, (bool, bool))] = &[
            (&[("highway", "primary")], (true, true)),
            (&[("highway", "primary"), ("oneway", "yes")], (true, false)),
            (&[("highway", "primary"), ("oneway", "-1")], (false, true)),
            (&[("highway", "tertiary"), ("junction", "roundabout")], (true, false)),
            (&[("highway", "tertiary"), ("junction", "roundabout"), ("oneway", "no")], (true, true)),
            (&[("highway", "motorway")], (true, false)),
            (&[("highway", "motorway"), ("oneway", "no")], (true, true)),
        ];
        for (tags, directions) in cases {
            let rule = car(tags).unwrap().unwrap();
            assert_eq!((rule.forward, rule.backward), *directions, "{tags:?}");
        }
    }

    #[test]
    fn a_bicycle_may_ride_against_the_cars_where_the_sign_says_so() {
        let tags = [("highway", "residential"), ("oneway", "yes"), ("oneway:bicycle", "no")];
        assert!(judge(&tags, Vehicle::ElectricBike).unwrap().unwrap().backward);
        assert!(!car(&tags).unwrap().unwrap().backward);
    }

    #[test]
    fn the_most_specific_access_counts() {
        let open = [("highway", "service"), ("access", "no"), ("motor_vehicle", "yes")];
        assert!(car(&open).unwrap().is_ok());
        let closed = [("highway", "service"), ("access", "yes"), ("motor_vehicle", "no")];
        assert_eq!(car(&closed).unwrap(), Err("closed to this vehicle"));
        assert!(judge(&closed, Vehicle::ElectricBike).unwrap().is_ok());
    }

    #[test]
    fn a_posted_limit_overrules_the_class_and_nonsense_does_not() {
        let speed = |limit| {
            let tags = [("highway", "primary"), ("maxspeed", limit)];
            car(&tags).unwrap().unwrap().km_per_hour
        };
        assert_eq!(format!("{:.1} {:.1} {:.1}", speed("60"), speed("30 mph"), speed("walk")), "48.0 38.6 5.6");
        for nonsense in ["", "CN:urban", "none", "0", "9999", "50;60;x", "-3", "NaN"] {
            let read = speed(nonsense);
            assert!((5.0..=120.0).contains(&read), "{nonsense}: {read}");
        }
    }

    #[test]
    fn what_is_no_road_says_why() {
        assert_eq!(car(&[("building", "yes")]), None);
        assert_eq!(car(&[("highway", "steps")]), Some(Err("for people on foot")));
        assert_eq!(car(&[("highway", "construction")]), Some(Err("not there, or not yet")));
        assert_eq!(
            car(&[("highway", "primary"), ("oneway", "reversible")]).unwrap().err(),
            Some("changes its direction by the hour")
        );
    }
}
