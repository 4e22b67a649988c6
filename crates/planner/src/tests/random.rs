//! Properties: whatever the day, there is a plan, and the checker accepts it.

use proptest::prelude::*;

use super::made::{planned, random_day};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_random_day_has_a_plan_that_the_checker_accepts(seed in any::<u64>()) {
        planned(&random_day(seed), 60, 1);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,200}") {
        let _ = crate::files::Input::read(&text);
        let _ = crate::formats::solution::read(&text);
    }

    #[test]
    fn no_broken_instance_makes_a_reader_panic(at in 0..INSTANCE.len(), junk in "[ -~\n]{0,12}") {
        let mut text = INSTANCE.to_string();
        text.replace_range(at..(at + junk.len()).min(INSTANCE.len()), &junk);
        if let Ok(input) = crate::files::Input::read(&text) {
            let how = crate::search::parallel::Search::new(crate::search::anneal::Budget::tries(5), 1);
            input.plan(&how, &|_| true);
        }
    }
}

const INSTANCE: &str = "NAME : tiny\nTYPE : VRPTW\nDIMENSION : 4\nVEHICLES : 2\nCAPACITY : 10\nSERVICE_TIME : 5\nEDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 0 5\nDEMAND_SECTION\n1 0\n2 5\n3 5\n4 5\nTIME_WINDOW_SECTION\n1 0 100\n2 0 50\n3 0 60\n4 0 70\nDEPOT_SECTION\n1\n-1\nEOF\n";

#[test]
fn the_same_seed_gives_the_same_plan_whatever_the_machine_is_doing() {
    for seed in 0..5 {
        let day = random_day(seed);
        let texts: Vec<String> = (0..2).map(|_| serde_json::to_string(&planned(&day, 200, 1)).unwrap()).collect();
        assert_eq!(texts[0], texts[1]);
        let texts: Vec<String> = (0..2).map(|_| serde_json::to_string(&planned(&day, 200, 3)).unwrap()).collect();
        assert_eq!(texts[0], texts[1]);
    }
}
