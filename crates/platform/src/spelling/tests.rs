//! What is one name and what is not, on brands as people write them.

use super::*;

fn found(spellings: &[(&str, u32)], spelling: &str) -> Option<(String, Confidence, Reason)> {
    propose(spellings.iter().copied()).into_iter().find_map(|proposal| {
        let member = proposal.members.iter().find(|member| member.spelling == spelling)?;
        Some((proposal.canonical.clone(), member.confidence, member.reason))
    })
}

#[test]
fn spellings_of_one_brand_are_proposed_under_the_most_frequent_one() {
    use {Confidence::*, Reason::*};
    let table = [
        ("Black & Decker", "Black and Decker", High, Conjunction),
        ("Black & Decker", "BLACK+DECKER", High, SameLetters),
        ("Black & Decker", "Blackdecker", High, SameLetters),
        ("DeLonghi", "De Longhi", High, SameLetters),
        ("Kärcher", "Karcher", High, SameLetters),
        ("Miele", "ＭＩＥＬＥ", High, SameLetters),
        ("Sainsbury's", "Sainsburys", High, SameLetters),
        ("Robert Bosch", "Robert Bosch GmbH", High, CompanyForm),
        ("Tiffany", "Tiffany Co", Medium, CompanyForm),
        ("海尔", "海尔有限公司", Medium, CompanyForm),
        ("Morphy Richards", "Murphy Richards", High, Typo),
        ("Panasonic", "Pansaonic", High, Typo),
        ("Rowenta", "Rowentaa", Medium, Typo),
        ("HP", "Hp", High, SameLetters),
        ("M&S", "MS", Medium, SameLetters),
    ];
    for (canonical, spelling, confidence, reason) in table {
        let expected = Some((canonical.to_owned(), confidence, reason));
        assert_eq!(found(&[(canonical, 100), (spelling, 2)], spelling), expected, "{spelling}");
    }
}

#[test]
fn different_brands_are_not_proposed_as_one() {
    let table = [
        ("Bosch", "Bush"),
        ("Sony", "Sanyo"),
        ("LG", "GE"),
        ("Dell", "Delta"),
        ("美的", "美菱"),
        ("海尔", "海信"),
        ("Kenwood", "Kenmore"),
        ("Series Alpha A", "Series Alpha B"),
        ("Honeywell 2000", "Honeywell 3000"),
        ("George", "George Home"),
        ("A&O", "O"),
    ];
    for (a, b) in table {
        for spellings in [[(a, 100), (b, 100)], [(a, 100), (b, 2)], [(a, 2), (b, 100)]] {
            let proposed = propose(spellings);
            assert!(proposed.is_empty(), "{proposed:?}");
        }
    }
}

#[test]
fn short_brands_and_endings_a_letter_apart_are_never_proposed_with_high_confidence() {
    for (a, b) in [
        ("Sharp", "Shark"),
        ("Haier", "Maier"),
        ("Tesco", "Tesla"),
        ("Braun", "Brain"),
        ("Lenovo", "Lenova"),
        ("Challenge", "Challenger"),
        ("Technics", "Technica"),
    ] {
        let high = |(_, confidence, _): (String, Confidence, Reason)| confidence == Confidence::High;
        assert!(!found(&[(a, 500), (b, 2)], b).is_some_and(high), "{a} {b}");
    }
}

#[test]
fn two_spellings_that_are_both_common_are_never_proposed_with_high_confidence_for_a_letter() {
    let (_, confidence, _) = found(&[("Phillipps", 114), ("Phillips", 87)], "Phillips").unwrap();
    assert_eq!(confidence, Confidence::Medium);
}

#[test]
fn a_misspelling_of_two_names_at_once_is_ambiguous() {
    let two_brands = [("Silvercrest", 100), ("Silverdrist", 90), ("Silvercrist", 1)];
    let (_, confidence, reason) = found(&two_brands, "Silvercrist").unwrap();
    assert_eq!((confidence, reason), (Confidence::Low, Reason::Ambiguous));
    let perhaps_one = [("Silvercrest", 100), ("Silvercrust", 90), ("Silvercrost", 1)];
    let (_, confidence, reason) = found(&perhaps_one, "Silvercrost").unwrap();
    assert_eq!((confidence, reason), (Confidence::Medium, Reason::Typo));
}

#[test]
fn names_are_not_chained_from_misspelling_to_misspelling() {
    let spellings = [("Electrolux", 1000), ("Electrolax", 90), ("Electrilax", 8), ("Elictrilax", 1)];
    for proposal in propose(spellings) {
        for member in proposal.members {
            let near = edits_within(&proposal.canonical.to_lowercase(), &member.spelling.to_lowercase(), 2);
            assert!(near.is_some(), "{} under {}", member.spelling, proposal.canonical);
        }
    }
}

#[test]
fn every_spelling_is_in_one_proposal_at_most_and_the_order_of_input_does_not_matter() {
    let mut spellings =
        [("Philips", 10), ("philips", 10), ("PHILIPS", 10), ("Phillips", 1), ("Kenwood", 5), ("kenwood", 5)];
    let forward = propose(spellings.iter().copied());
    spellings.reverse();
    assert_eq!(forward, propose(spellings.iter().copied()));
    let mut all: Vec<_> = forward.iter().flat_map(|p| p.members.iter().map(|m| &m.spelling)).collect();
    let before = all.len();
    all.sort();
    all.dedup();
    assert_eq!((before, all.len()), (4, 4));
}

#[test]
fn edits_count_a_swap_of_neighbours_as_one() {
    assert_eq!(edits_within("hoover", "hoovre", 2), Some(1));
    assert_eq!(edits_within("kitten", "sitting", 3), Some(3));
    assert_eq!(edits_within("kitten", "sitting", 2), None);
    assert_eq!(edits_within("", "ab", 2), Some(2));
}

#[test]
fn no_two_real_brands_that_differ_are_proposed_with_high_confidence() {
    let Some(brands) = crate::sheets::real_brands() else { return println!("skipped: no real data") };
    let distinct = brands.len();
    let proposals = propose(brands);
    let different = [
        ["Sharp", "Shark"],
        ["Bosch", "Bush"],
        ["Sony", "Sanyo"],
        ["Canon", "Cannon"],
        ["Technics", "Technika"],
        ["Technics", "Technica"],
        ["Challenge", "Challenger"],
        ["Kenwood", "Kenmore"],
        ["Electric", "Electriq"],
        ["Nespresso", "Espresso"],
        ["New Home", "New Hope"],
        ["George", "George Home"],
        ["Logik", "Logitech"],
    ];
    for [a, b] in different {
        let sure = |proposal: &&Proposal| {
            let named = |name: &str| {
                let sure = proposal.members.iter().filter(|member| member.confidence == Confidence::High);
                proposal.canonical == name || sure.into_iter().any(|member| member.spelling == name)
            };
            named(a) && named(b)
        };
        assert_eq!(proposals.iter().find(sure), None, "{a} {b}");
    }
    // what is one brand is found: most of the thousands of spellings differ by case, spaces and slips
    let members: usize = proposals.iter().map(|proposal| proposal.members.len()).sum();
    assert!(members * 5 > distinct, "{members} of {distinct}");
    let decker = proposals.iter().find(|proposal| proposal.canonical == "Black and Decker").unwrap();
    assert!(decker.members.len() >= 20 && decker.count >= 200, "{decker:?}");
}
