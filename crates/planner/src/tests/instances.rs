//! Published instances, where they are at hand (`FIELDLOOP_TEST_DATA`), and small ones that are written here.

use std::path::PathBuf;

use crate::check::instance::check;
use crate::formats::{solomon, solution, vrplib};
use crate::search::anneal::Budget;
use crate::search::parallel::Search;

fn text(name: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("FIELDLOOP_TEST_DATA").map_or_else(beside, PathBuf::from);
    std::fs::read_to_string(folder.join(name)).ok()
}

#[test]
fn published_solutions_cost_what_was_published() {
    for (name, cost) in
        [("vrptw/solomon/C101", 8_273), ("vrptw/gh1000/R1_10_4", 424_407), ("site-dependent/PR01", 1_655_420)]
    {
        let (Some(instance), Some(solution)) = (text(&format!("{name}.vrp")), text(&format!("{name}.sol"))) else {
            return println!("skipped: no published instances");
        };
        let instance = vrplib::read(&instance).unwrap();
        assert_eq!(check(&instance, &solution::read(&solution).unwrap()), Ok(cost), "{name}");
    }
}

#[test]
fn a_few_thousand_tries_come_near_the_best_known() {
    for (name, best, percent) in
        [("vrptw/solomon/C101", 8_273, 0), ("vrptw/solomon/R104", 9_715, 4), ("site-dependent/PR01", 1_655_420, 3)]
    {
        let Some(instance) = text(&format!("{name}.vrp")) else { return println!("skipped: no published instances") };
        let instance = vrplib::read(&instance).unwrap();
        let found = instance.solve(&Search::new(Budget::tries(4_000), 1), None, &|_| true);
        assert_eq!(check(&instance, &found.routes), Ok(found.cost), "{name}");
        assert!(found.cost * 100 <= best * (100 + percent), "{name}: {}", found.cost);
    }
}

#[test]
fn an_asymmetric_matrix_is_driven_in_the_cheap_direction() {
    let text = "NAME : ring\nTYPE : CVRP\nDIMENSION : 4\nCAPACITY : 9\nEDGE_WEIGHT_TYPE : EXPLICIT\nEDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 1 9 9\n9 0 1 9\n9 9 0 1\n1 9 9 0\nDEMAND_SECTION\n1 0\n2 1\n3 1\n4 1\nDEPOT_SECTION\n1\n-1\nEOF\n";
    let instance = vrplib::read(text).unwrap();
    let found = instance.solve(&Search::new(Budget::tries(200), 1), None, &|_| true);
    assert_eq!(solution::write(&instance, &found.routes, found.cost), "Route #1: 1 2 3\nCost 4\n");
}

#[test]
fn solomons_own_format_reads_like_vrplib() {
    let text = "R1\n\nVEHICLE\nNUMBER CAPACITY\n 2 10\n\nCUSTOMER\nCUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME\n 0 0 0 0 0 100 0\n 1 3 4 5 0 50 5\n 2 6 8 5 0 60 5\n";
    let instance = solomon::read(text).unwrap();
    let found = instance.solve(&Search::new(Budget::tries(50), 1), None, &|_| true);
    assert_eq!(check(&instance, &found.routes), Ok(200));
}

#[test]
fn the_checker_refuses_what_breaks_a_rule() {
    let text = "R1\n\nVEHICLE\nNUMBER CAPACITY\n 2 5\n\nCUSTOMER\nCUST NO.\n 0 0 0 0 0 100 0\n 1 3 4 5 0 50 5\n 2 6 8 5 0 60 5\n";
    let instance = solomon::read(text).unwrap();
    let cases: [&[Vec<u32>]; 4] = [&[vec![0, 1]], &[vec![0]], &[vec![0], vec![1, 1]], &[vec![0], vec![7]]];
    for routes in cases {
        assert!(check(&instance, routes).is_err(), "{routes:?}");
    }
}

#[test]
fn a_fault_names_its_line() {
    let text = "TYPE : VRPTW\nDIMENSION : 2\nNODE_COORD_SECTION\n1 0 0\n2 x 4\n";
    assert_eq!(vrplib::read(text).unwrap_err().to_string(), "line 5: \"x\" is not a number");
}
