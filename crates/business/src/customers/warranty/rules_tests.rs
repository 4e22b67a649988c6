//! The verdict, case by case.

use formula::Label;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// 12 months for the whole, 36 for the motor.
fn washers(starts: WarrantyStart) -> WarrantyTerm {
    let motor = PartTerm {
        code: "motor".into(),
        name: Label::new("电机", "Motor"),
        months: 36,
        prices: vec!["washer_motor".into()],
    };
    WarrantyTerm {
        code: "laundry".into(),
        name: Label::new("洗衣机", "Washers"),
        categories: vec!["washer".into()],
        whole_months: 12,
        parts: vec![motor],
        starts,
        proof: vec![],
        excludes: vec![],
    }
}

fn machine(sold: &str, installed: &str) -> Machine {
    let known = |text: &str| (!text.is_empty()).then(|| day(text));
    Machine { status: AssetStatus::InUse, sold_on: known(sold), installed_on: known(installed), extended_months: 0 }
}

#[test]
fn the_verdict_follows_start_term_and_part() {
    use Verdict::{InWarranty as In, OutOfWarranty as Out, Unknown};
    use WarrantyStart::{Earlier, InstalledOn, Later, SoldOn};
    let (whole, part, ended, part_ended) =
        ("warranty.within_whole", "warranty.part_term", "warranty.ended", "warranty.part_ended");
    let motor = Some("washer_motor");
    for (starts, sold, installed, on, price, wanted, reason, until) in [
        (SoldOn, "2025-03-10", "", "2025-03-10", None, In, whole, "2026-03-10"),
        (SoldOn, "2025-03-10", "", "2026-03-10", None, In, whole, "2026-03-10"),
        (SoldOn, "2025-03-10", "", "2026-03-11", None, Out, ended, "2026-03-10"),
        // the motor outlives the machine's term, anything else does not
        (SoldOn, "2025-03-10", "", "2026-03-11", motor, In, part, "2028-03-10"),
        (SoldOn, "2025-03-10", "", "2026-03-11", Some("washer_belt"), Out, ended, "2026-03-10"),
        (SoldOn, "2025-03-10", "", "2028-03-11", motor, Out, part_ended, "2028-03-10"),
        (SoldOn, "2025-03-10", "", "2025-06-01", motor, In, whole, "2026-03-10"),
        // months end where they end
        (SoldOn, "2024-02-29", "", "2025-02-28", None, In, whole, "2025-02-28"),
        (SoldOn, "2024-02-29", "", "2025-03-01", None, Out, ended, "2025-02-28"),
        (SoldOn, "2025-08-31", "", "2026-08-31", None, In, whole, "2026-08-31"),
        // the start rule
        (InstalledOn, "2025-03-10", "2025-05-01", "2026-05-01", None, In, whole, "2026-05-01"),
        (InstalledOn, "2025-03-10", "", "2025-04-01", None, Unknown, "warranty.start_unknown", ""),
        (Later, "2025-03-10", "2025-05-01", "2026-05-01", None, In, whole, "2026-05-01"),
        (Later, "2025-03-10", "", "2026-05-01", None, Out, ended, "2026-03-10"),
        (Earlier, "2025-03-10", "2025-05-01", "2026-05-01", None, Out, ended, "2026-03-10"),
        (SoldOn, "", "2025-05-01", "2025-06-01", None, Unknown, "warranty.start_unknown", ""),
    ] {
        let term = washers(starts);
        let (verdict, why) = verdict(Some(&term), &machine(sold, installed), day(on), price);
        let case = format!("{starts:?} sold {sold} installed {installed} on {on} for {price:?}");
        assert_eq!((verdict, why.code.as_str()), (wanted, reason), "{case}");
        assert_eq!(why.facts.get("until").and_then(|until| until.as_str()).unwrap_or_default(), until, "{case}");
    }
}

#[test]
fn an_extension_is_counted_in_one_piece_with_the_term() {
    let term = washers(WarrantyStart::SoldOn);
    // in two pieces it would be 28 August: 29 February + 12 months is 28 February
    let machine = Machine { extended_months: 6, ..machine("2024-02-29", "") };
    assert_eq!(covered_until(Some(&term), &machine), Some(day("2025-08-29")));
    let (verdict, why) = verdict(Some(&term), &machine, day("2025-08-29"), None);
    assert_eq!((verdict, why.code.as_str()), (Verdict::InWarranty, "warranty.within_extension"));
}

#[test]
fn an_extension_longer_than_a_parts_term_covers_the_part_as_well() {
    let term = washers(WarrantyStart::SoldOn);
    let machine = Machine { extended_months: 48, ..machine("2020-01-31", "") };
    let (verdict, why) = verdict(Some(&term), &machine, day("2025-01-31"), Some("washer_motor"));
    assert_eq!((verdict, why.code.as_str()), (Verdict::InWarranty, "warranty.within_extension"));
}

#[test]
fn what_is_not_installed_yet_is_in_warranty_and_what_went_back_is_not() {
    let term = washers(WarrantyStart::InstalledOn);
    let sold = Machine { status: AssetStatus::Sold, ..machine("2025-01-01", "") };
    let (verdict_sold, why) = verdict(Some(&term), &sold, day("2026-06-01"), None);
    assert_eq!((verdict_sold, why.code.as_str()), (Verdict::InWarranty, "warranty.not_begun"));
    let returned = Machine { status: AssetStatus::Returned, ..machine("2026-01-01", "2026-01-02") };
    let (verdict_returned, why) = verdict(Some(&term), &returned, day("2026-06-01"), None);
    assert_eq!((verdict_returned, why.code.as_str()), (Verdict::OutOfWarranty, "warranty.retired"));
    let (verdict_none, why) = verdict(None, &sold, day("2026-06-01"), None);
    assert_eq!((verdict_none, why.code.as_str()), (Verdict::Unknown, "warranty.no_terms"));
}
