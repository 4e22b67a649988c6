//! The planner plans on roads.

use planner::day::{read, vet};
use planner::field::Field;
use planner::search::anneal::Budget;
use planner::search::parallel::Search;

use super::made::Made;
use crate::{Roads, Vehicle};

#[test]
fn a_day_is_planned_on_the_roads_and_the_checker_agrees() {
    let mut roads = Roads::import(Made::town(6, 3).xml().as_bytes(), Vehicle::Car).unwrap().0;
    roads.pace = vec![0.5; 24];
    let day = r#"{
      "places": [{"id":"a","lat":31.2,"lon":121.4},{"id":"b","lat":31.208,"lon":121.409},{"id":"c","lat":31.204,"lon":121.402}],
      "people": [{"id":"zhang","shifts":[{"from":"2026-11-30T08:00","to":"2026-11-30T18:00","start_place":"a","end_place":"a"}]}],
      "jobs": [{"id":"1","place":"b","minutes":30},{"id":"2","place":"c","minutes":30}]
    }"#;
    let vetted = || vet(read(day).unwrap().0).with_travel(&roads, &roads.pace);
    let plan = Field::new(vetted()).plan(&Search::new(Budget::tries(200), 1), &|_| true);
    assert!(planner::check::day::check(&vetted(), &plan).is_ok());
    let first = &plan.routes[0].stops[0];
    assert!(first.drive.seconds > 0);
    // at half the pace the way takes twice the free time
    assert_eq!(first.arrives.since(plan.routes[0].leaves), i64::from(first.drive.seconds) * 2);
}
