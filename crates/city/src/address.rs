//! Addresses: homes in compounds and shop fronts along the streets, each with its point.

use std::fmt;

use kernel::Point;
use rand::seq::SliceRandom;
use serde::Serialize;

use crate::plane::Spot;
use crate::streets::RoadClass;
use crate::{City, NAME, Stream};

/// Where something is, as people write it, with its point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Address {
    /// Six digits, 990101 …: see `districts`.
    pub district_code: String,
    pub district: String,
    pub street: String,
    /// House number in the street 号.
    pub number: u32,
    /// Compound 小区; a shop front has none.
    pub compound: Option<String>,
    /// Building 号楼.
    pub building: Option<u32>,
    /// Unit 单元.
    pub unit: Option<u32>,
    /// Room 室: floor and two digits, such as 1502.
    pub room: Option<u32>,
    pub point: Point,
}

impl fmt::Display for Address {
    /// One line, largest first: 云江市江南区长兴路188号锦绣花园3号楼2单元1502室.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME}{}{}{}号", self.district, self.street, self.number)?;
        f.write_str(self.compound.as_deref().unwrap_or_default())?;
        for (number, word) in [(self.building, "号楼"), (self.unit, "单元"), (self.room, "室")] {
            if let Some(number) = number {
                write!(f, "{number}{word}")?;
            }
        }
        Ok(())
    }
}

/// A named shop or outlet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    pub name: String,
    pub address: Address,
}

/// Spreads successive units and homes over a building's length, in metres from its middle.
fn door(building: Spot, unit: u32, units: u32) -> Spot {
    let share = (f64::from(unit) - 0.5) / f64::from(units) - 0.5;
    building.plus(Spot::new(share * 44.0, -7.0))
}

impl City {
    /// How many homes there are.
    pub fn homes(&self) -> usize {
        self.compounds.iter().flat_map(|c| &c.buildings).map(crate::Building::homes).sum()
    }

    /// All homes in an order given by the seed, none twice: the first n are n distinct plausible addresses.
    pub fn home_addresses(&self) -> impl Iterator<Item = Address> {
        let mut order: Vec<usize> = (0..self.homes()).collect();
        order.shuffle(&mut self.rng(Stream::Homes));
        let mut ends = Vec::new();
        let mut total = 0;
        for (c, compound) in self.compounds.iter().enumerate() {
            for (b, building) in compound.buildings.iter().enumerate() {
                total += building.homes();
                ends.push((total, c, b));
            }
        }
        order.into_iter().map(move |home| {
            let (end, c, b) = ends[ends.partition_point(|(end, ..)| *end <= home)];
            self.home(c, b, end - 1 - home)
        })
    }

    /// The first `n` of `home_addresses`; fewer when the city has fewer homes.
    pub fn addresses(&self, n: usize) -> Vec<Address> {
        self.home_addresses().take(n).collect()
    }

    fn home(&self, compound: usize, building: usize, home: usize) -> Address {
        let compound = &self.compounds[compound];
        let building = &compound.buildings[building];
        let home = u32::try_from(home).unwrap_or(0);
        let (per_floor, units) = (building.rooms_per_floor, building.units);
        let (room, rest) = (home % per_floor + 1, home / per_floor);
        let (unit, floor) = (rest % units + 1, rest / units + 1);
        Address {
            compound: Some(compound.name.clone()),
            building: Some(building.number),
            unit: Some(unit),
            room: Some(floor * 100 + room),
            ..self.front(compound.district, compound.street, compound.number, door(building.spot, unit, units))
        }
    }

    fn front(&self, district: usize, street: usize, number: u32, spot: Spot) -> Address {
        Address {
            district_code: self.districts[district].code.clone(),
            district: self.districts[district].name.clone(),
            street: self.streets[street].name.clone(),
            number,
            compound: None,
            building: None,
            unit: None,
            room: None,
            point: self.frame.point(spot),
        }
    }

    /// Service outlets, one a district in turn, the banks alternating so that two outlets stand on different sides of the river.
    pub fn outlets(&self, n: usize) -> Vec<Place> {
        self.fronts(n, 0, |district, round| {
            let ordinal = if round == 0 { String::new() } else { crate::names::chinese(round + 1) };
            format!("{}{ordinal}服务网点", district.trim_end_matches('区'))
        })
    }

    /// Dealers' shops, in other buildings than the outlets.
    pub fn shops(&self, n: usize) -> Vec<Place> {
        self.fronts(n, 40, |district, round| {
            let ordinal = if round == 0 { String::new() } else { crate::names::chinese(round + 1) };
            format!("{}{ordinal}门店", district.trim_end_matches('区'))
        })
    }

    /// Shop fronts on main roads near the districts' centres, beginning with the `skip`-th nearest of each.
    fn fronts(&self, n: usize, skip: usize, name: impl Fn(&str, usize) -> String) -> Vec<Place> {
        let mut numbers = self.numbers.clone();
        // 中城, 江南, then the others, north and south in turn.
        let order = [0, 4, 3, 6, 2, 5, 1];
        let mut places = Vec::with_capacity(n);
        let sites: Vec<Vec<(Spot, usize, f64)>> = order.iter().map(|d| self.sites_near(*d)).collect();
        for i in 0..n {
            let (turn, round) = (i % order.len(), i / order.len());
            let Some(sites) = sites.get(turn).filter(|s| !s.is_empty()) else { continue };
            let (place, street, metres) = sites[(skip + 3 * round) % sites.len()];
            let number = numbers.give(street, metres, true);
            let address = self.front(order[turn], street, number, place);
            places.push(Place { name: name(&address.district, round), address });
        }
        places
    }

    /// Spots on the left of main roads in a district, nearest to its centre first: spot, street, metres along it.
    fn sites_near(&self, district: usize) -> Vec<(Spot, usize, f64)> {
        let district = &self.districts[district];
        let mut sites = Vec::new();
        for link in &self.net.links {
            let (a, b) = (self.net.nodes[link.a], self.net.nodes[link.b]);
            let place = a.towards(b, 0.5).plus(a.left_of_the_way_to(b).times(18.0));
            let on_land = self.river.metres_to_water(place) > 20.0;
            if self.streets[link.line].class == RoadClass::Arterial && on_land && district.has(place) {
                sites.push((place, link.line, link.offset + a.metres_to(b) / 2.0));
            }
        }
        sites.sort_by(|x, y| x.0.metres_to(district.seat).total_cmp(&y.0.metres_to(district.seat)));
        sites
    }
}
