//! The flow table walked whole, the forbidden half too.

use kernel::Moment;
use kernel::code::Code;

use super::super::flow::{FLOW, VisitVerb, may, step};
use super::super::record::{Visit, VisitStatus};

use VisitStatus::{Accepted, Arrived, Cancelled, Departed, Done, Offered, Planned, Working};
use VisitVerb::{Accept, Arrive, Cancel, Decline, Depart, Expire, Finish, Offer, Start, Void, Withdraw};

/// What is meant to be possible, written a second time by hand: status, verb, where it leads.
const MEANT: &[(VisitStatus, VisitVerb, VisitStatus)] = &[
    (Planned, Offer, Offered),
    (Planned, Cancel, Cancelled),
    (Offered, Accept, Accepted),
    (Offered, Decline, Planned),
    (Offered, Expire, Planned),
    (Offered, Withdraw, Planned),
    (Offered, Cancel, Cancelled),
    (Accepted, Depart, Departed),
    (Accepted, Withdraw, Planned),
    (Accepted, Cancel, Cancelled),
    (Departed, Arrive, Arrived),
    (Departed, Withdraw, Planned),
    (Departed, Void, Done),
    (Departed, Cancel, Cancelled),
    (Arrived, Start, Working),
    (Arrived, Void, Done),
    (Arrived, Finish, Done),
    (Working, Finish, Done),
];

fn a_visit(status: VisitStatus) -> Visit {
    Visit {
        id: kernel::Id::new(),
        order_id: kernel::Id::new(),
        number: 1,
        leg: "repair".into(),
        status,
        unit_id: None,
        previous_id: None,
        cause: None,
        payer: None,
        window_from_at: None,
        window_to_at: None,
        window_version: 0,
        planned_from_at: None,
        planned_to_at: None,
        minutes: 60,
        assignment_version: 0,
        sop: None,
        sop_version: None,
        offered_at: None,
        accepted_at: None,
        departed_at: None,
        arrived_at: None,
        arrived_place: None,
        arrived_metres: None,
        arrived_judged: None,
        started_at: None,
        finished_at: None,
        cancelled_at: None,
        cancel_reason: None,
        outcome: None,
        outcome_note: String::new(),
        void_cause: None,
        signature: None,
        signed_by: None,
        manifest: kernel::Json(vec![]),
        evidence_complete: false,
        no_candidates: false,
        crew_size: 1,
        created_at: Moment(0),
        version: 1,
    }
}

#[test]
fn every_verb_leads_from_every_status_where_it_is_meant_to_and_nowhere_else() {
    for status in VisitStatus::ALL {
        for verb in VisitVerb::ALL {
            let meant = MEANT.iter().find(|(from, by, _)| from == status && by == verb).map(|(_, _, to)| *to);
            let led = may(*verb, *status);
            assert_eq!(led.as_ref().ok().copied(), meant, "{verb} from {status}");
            if let Err(error) = led {
                assert!(error.code().starts_with("visit.cannot_"), "{verb} from {status}: {error}");
            }
        }
    }
}

#[test]
fn every_verb_stands_in_the_table_once() {
    for verb in VisitVerb::ALL {
        assert_eq!(FLOW.iter().filter(|way| way.verb == *verb).count(), 1, "{verb}");
    }
}

#[test]
fn nothing_is_done_to_a_visit_that_is_over() {
    for status in [Done, Cancelled] {
        assert!(status.is_over());
        assert!(VisitVerb::ALL.iter().all(|verb| may(*verb, status).is_err()), "{status}");
    }
}

#[test]
fn a_phone_whose_clock_is_slow_does_not_arrive_before_it_departed() {
    let departed = step(a_visit(Accepted), Depart, Moment(1_000)).unwrap();
    let arrived = step(departed, Arrive, Moment(400)).unwrap();
    assert_eq!((arrived.departed_at, arrived.arrived_at), (Some(Moment(1_000)), Some(Moment(1_000))));
}

#[test]
fn a_visit_taken_back_has_been_neither_offered_nor_accepted() {
    let visit = step(a_visit(Offered), Accept, Moment(5)).unwrap();
    let visit = step(visit, Withdraw, Moment(9)).unwrap();
    assert_eq!((visit.status, visit.offered_at, visit.accepted_at), (Planned, None, None));
}

#[test]
fn no_other_file_of_the_room_sets_a_status() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/orders");
    let mut read = 0;
    for folder in [folder.clone(), folder.join("visits")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".rs") || name == "flow.rs" || name.ends_with("tests.rs") {
                continue;
            }
            read += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            let sets = text.matches("status: VisitStatus::").count() + text.matches(".status = VisitStatus").count();
            // a new visit is planned
            let allowed = usize::from(name == "plan.rs");
            assert!(sets <= allowed, "{name} sets a visit's status");
        }
    }
    assert!(read > 10);
}
