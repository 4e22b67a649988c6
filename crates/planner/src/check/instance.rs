//! Checks a solution of a classical instance from nothing but the instance: its own arithmetic, nothing of the search's.

use crate::formats::instance::Instance;

/// The cost of a solution that keeps every rule.
///
/// # Errors
/// Every rule that is broken, in words.
pub fn check(instance: &Instance, routes: &[Vec<u32>]) -> Result<i64, Vec<String>> {
    let mut faults = vec![];
    let mut times_seen = vec![0; instance.customers.len()];
    let mut cost = 0;
    if routes.iter().filter(|route| !route.is_empty()).count() > instance.vehicles.len()
        || (instance.vehicles_differ && routes.len() > instance.vehicles.len())
    {
        faults.push(format!("{} routes for {} vehicles", routes.len(), instance.vehicles.len()));
    }
    for (number, route) in routes.iter().enumerate() {
        let known = |task: &&u32| (**task as usize) < instance.customers.len();
        if let Some(stranger) = route.iter().find(|task| !known(task)) {
            faults.push(format!("route {}: customer {} does not exist", number + 1, u64::from(*stranger) + 1));
            continue;
        }
        for task in route {
            times_seen[*task as usize] += 1;
        }
        if !route.is_empty() {
            let vehicle = if instance.vehicles_differ { number } else { 0 };
            cost += route_cost(instance, route, vehicle, number + 1, &mut faults);
        }
    }
    for (task, times) in times_seen.iter().enumerate() {
        if *times != 1 {
            faults.push(format!("customer {} is served {times} times", task + 1));
        }
    }
    if faults.is_empty() { Ok(cost) } else { Err(faults) }
}

fn route_cost(instance: &Instance, route: &[u32], vehicle: usize, number: usize, faults: &mut Vec<String>) -> i64 {
    let Some(vehicle) = instance.vehicles.get(vehicle) else { return 0 };
    let load: i64 = route.iter().map(|task| i64::from(instance.customers[*task as usize].demand)).sum();
    if load > i64::from(vehicle.capacity) {
        faults.push(format!("route {number}: load {load} exceeds {}", vehicle.capacity));
    }
    if let Some(serves) = &vehicle.serves {
        for task in route.iter().filter(|task| !serves[**task as usize]) {
            faults.push(format!("route {number}: this vehicle may not serve customer {}", task + 1));
        }
    }
    let places: Vec<usize> = std::iter::once(0).chain(route.iter().map(|task| *task as usize + 1)).chain([0]).collect();
    let leg = |pair: &[usize]| i64::from(instance.lengths[pair[0] * instance.places() + pair[1]]);
    // Leaving as late as the first windows allow makes a route shortest; trying the earliest start first tells whether it can be kept at all.
    let back = drive(instance, route, &places, i64::from(instance.opens), Some((number, faults)));
    if let Some(limit) = instance.longest
        && shortest(instance, route, &places, back) > i64::from(limit)
    {
        faults.push(format!("route {number}: lasts longer than {limit}"));
    }
    places.windows(2).map(leg).sum()
}

/// When a route is back that leaves at `time`; complains about windows missed.
fn drive(
    instance: &Instance,
    route: &[u32],
    places: &[usize],
    mut time: i64,
    mut complain: Option<(usize, &mut Vec<String>)>,
) -> i64 {
    let leg = |index: usize| i64::from(instance.lengths[places[index] * instance.places() + places[index + 1]]);
    for (index, task) in route.iter().enumerate() {
        let customer = &instance.customers[*task as usize];
        time = (time + leg(index)).max(i64::from(customer.opens));
        if let (true, Some((number, faults))) = (time > i64::from(customer.closes), &mut complain) {
            faults.push(format!("route {number}: customer {} at {time}, closes {}", task + 1, customer.closes));
        }
        time += i64::from(customer.service);
    }
    time += leg(route.len());
    if let (true, Some((number, faults))) = (time > i64::from(instance.closes), &mut complain) {
        faults.push(format!("route {number}: back at {time}, closes {}", instance.closes));
    }
    time
}

/// The shortest duration: leaving later by the waiting on the way, as long as every window is kept, does not change when it is back.
fn shortest(instance: &Instance, route: &[u32], places: &[usize], back: i64) -> i64 {
    let keeps = |start: i64| {
        let mut faults = vec![];
        let end = drive(instance, route, places, start, Some((0, &mut faults)));
        faults.is_empty() && end == back
    };
    let (mut kept, mut lost) = (i64::from(instance.opens), back + 1);
    while lost - kept > 1 {
        let middle = i64::midpoint(kept, lost);
        if keeps(middle) { kept = middle } else { lost = middle }
    }
    back - kept
}
