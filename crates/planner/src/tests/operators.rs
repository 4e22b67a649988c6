//! Properties of what the search does to plans of classical instances: what it believes a change costs is what the plan then costs, and the
//! checker accepts exactly what it believes possible.

use proptest::prelude::*;

use crate::check::instance::check;
use crate::formats::instance::Instance;
use crate::search::anneal::{Budget, Chain};
use crate::search::dice::Dice;
use crate::search::parallel::Search;
use crate::search::partition;
use crate::search::parts;
use crate::search::plain::{Customer, Lasting, Limited, Plain, Unlimited, Vehicle};
use crate::search::pool::Pool;
use crate::search::rules::Rules;
use crate::search::state::{Piece, Plan, Sketch};

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_search_does_its_cost_is_what_the_plan_costs(seed in any::<u64>()) {
        for_any_rules(seed, &Steps);
    }

    #[test]
    fn swaps_cost_what_was_said_and_are_possible_exactly_where_the_checker_accepts_them(seed in any::<u64>()) {
        for_any_rules(seed, &Swaps);
    }

    #[test]
    fn the_parts_of_a_plan_make_the_plan_again(seed in any::<u64>()) {
        for_any_rules(seed, &Parts);
    }

    #[test]
    fn a_plan_chosen_among_routes_is_one_that_the_checker_accepts_and_is_cheaper(seed in any::<u64>()) {
        for_any_rules(seed, &Choices);
    }
}

#[test]
fn the_same_seed_and_threads_give_the_same_routes() {
    for seed in 0..8 {
        let instance = random_instance(&mut Dice::new(seed));
        for threads in [1, 2] {
            let how = Search::new(Budget::tries(1_500), seed).threads(threads);
            let found: Vec<Sketch> = (0..2).map(|_| instance.solve(&how, None, &|_| true)).collect();
            assert_eq!(found[0], found[1]);
            assert_eq!(check(&instance, &found[0].routes), Ok(found[0].cost));
        }
    }
}

/// A property that holds with and without a limit on durations.
trait Property {
    fn holds<L: Lasting>(&self, instance: &Instance, plain: &Plain<L>, dice: &mut Dice);
}

fn for_any_rules(seed: u64, property: &impl Property) {
    let mut dice = Dice::new(seed);
    let instance = random_instance(&mut dice);
    match instance.longest {
        None => property.holds(&instance, &instance.to_plain(Unlimited), &mut dice),
        Some(limit) => property.holds(&instance, &instance.to_plain(Limited(limit)), &mut dice),
    }
}

struct Steps;

impl Property for Steps {
    fn holds<L: Lasting>(&self, instance: &Instance, plain: &Plain<L>, dice: &mut Dice) {
        let mut chain = Chain::new(plain, dice.bits(), None);
        for _ in 0..40 {
            for _ in 0..10 {
                chain.step(plain.ground().leg * dice.fraction() * 3.0);
            }
            let sketch = sketch_of(&chain.plan);
            let mut again = Plan::new(plain);
            again.penalties.clone_from(&chain.plan.penalties);
            again.restore(plain, &sketch);
            assert_eq!((again.cost, again.used, again.planned), (chain.plan.cost, chain.plan.used, chain.plan.planned));
            let empty = |route: &u32| sketch.routes[*route as usize].is_empty();
            assert_eq!(
                chain.plan.empty().collect::<Vec<_>>(),
                (0..sketch.routes.len() as u32).filter(empty).collect::<Vec<_>>()
            );
            if sketch.absent.is_empty() {
                assert_eq!(check(instance, &sketch.routes), Ok(chain.plan.cost));
            }
        }
        assert_eq!(
            check(instance, &chain.best.routes),
            Ok(chain.best.cost),
            "one vehicle a customer: nobody is left out"
        );
    }
}

struct Swaps;

impl Property for Swaps {
    fn holds<L: Lasting>(&self, instance: &Instance, plain: &Plain<L>, dice: &mut Dice) {
        let mut chain = Chain::new(plain, dice.bits(), None);
        for _ in 0..50 {
            chain.step(plain.ground().leg);
        }
        let best = chain.best.clone();
        for _ in 0..200 {
            let mut plan = Plan::new(plain);
            plan.restore(plain, &best);
            let (one, other) = (piece(&plan, dice), piece(&plan, dice));
            if one.route == other.route {
                continue;
            }
            let whole =
                |piece: Piece| Piece { count: plan.routes[piece.route as usize].stops.len() - 1 - piece.from, ..piece };
            let is_tail = dice.below(2) == 0;
            let (one, other) = if is_tail { (whole(one), whole(other)) } else { (one, other) };
            let price = if is_tail {
                plain.price_of_tails(&plan, one, other, i64::MAX)
            } else {
                plain.price_of_pieces(&plan, one, other, i64::MAX)
            };
            plan.swap(plain, one, other);
            let cost = price.map(|price| best.cost + price);
            assert_eq!(check(instance, &sketch_of(&plan).routes).ok(), cost, "{one:?} {other:?}");
            assert!(cost.is_none_or(|cost| cost == plan.cost));
        }
    }
}

struct Parts;

impl Property for Parts {
    fn holds<L: Lasting>(&self, _instance: &Instance, plain: &Plain<L>, dice: &mut Dice) {
        let mut chain = Chain::new(plain, dice.bits(), None);
        for _ in 0..50 {
            chain.step(plain.ground().leg);
        }
        let mut whole = chain.current();
        let Some(parts) = parts::cut(plain.ground(), &whole, 2, dice) else { return };
        let mut halves = vec![];
        for part in parts {
            let mut chain = Chain::new(plain, dice.bits(), None);
            chain.take_part(part);
            halves.push(chain.current());
        }
        let mut joined = parts::join(halves.iter());
        joined.absent.sort_unstable();
        whole.absent.sort_unstable();
        assert_eq!(joined, whole);
        let planned = |half: &Sketch| half.routes.iter().map(Vec::len).sum::<usize>() + half.absent.len();
        assert_eq!(halves.iter().map(planned).sum::<usize>(), plain.ground().tasks);
    }
}

struct Choices;

impl Property for Choices {
    fn holds<L: Lasting>(&self, instance: &Instance, plain: &Plain<L>, dice: &mut Dice) {
        let mut pool = Pool::new(plain.ground());
        let mut chain = Chain::new(plain, dice.bits(), None);
        // a first plan overlooks a place now and then, and with it a task that has no other; routes are chosen among for whoever is served
        while !chain.best.absent.is_empty() {
            chain.step(plain.ground().leg);
        }
        let mut first = chain.best.clone();
        for _ in 0..300 {
            chain.step(plain.ground().leg);
            pool.note(&chain.plan);
        }
        let mut start = Plan::new(plain);
        start.restore(plain, &first);
        pool.note(&start);
        while let Some(chosen) = partition::choose(plain.ground(), &pool, &first) {
            let cost = check(instance, &chosen.routes).unwrap();
            assert!(cost < first.cost, "{cost} {}", first.cost);
            first = Sketch { cost, ..chosen };
        }
    }
}

fn piece<M: Copy>(plan: &Plan<M>, dice: &mut Dice) -> Piece {
    let route = dice.below(plan.routes.len()) as u32;
    let stops = plan.routes[route as usize].stops.len();
    let from = 1 + dice.below(stops - 1);
    Piece { route, from, count: dice.below(4).min(stops - 1 - from) }
}

fn sketch_of<M: Copy>(plan: &Plan<M>) -> Sketch {
    let mut sketch = Sketch::default();
    plan.sketch_into(&mut sketch);
    sketch
}

/// Customers around a depot, each of whom a vehicle of their own could serve; half of the vehicles may serve only some.
fn random_instance(dice: &mut Dice) -> Instance {
    let customers = 4 + dice.below(30);
    let points: Vec<(f64, f64)> = (0..=customers).map(|_| (dice.fraction() * 100.0, dice.fraction() * 100.0)).collect();
    let length = |one: (f64, f64), other: (f64, f64)| ((one.0 - other.0).hypot(one.1 - other.1) * 10.0).ceil() as i32;
    let lengths: Vec<i32> =
        points.iter().flat_map(|one| points.iter().map(move |other| length(*one, *other))).collect();
    let closes = 6_000;
    let made = (1..=customers).map(|place| {
        let (reach, service) = (lengths[place], dice.below(200) as i32);
        let opens = reach + dice.below((closes - 2 * reach - service) as usize / 2) as i32;
        let last = (opens + dice.below(1_500) as i32).min(closes - reach - service);
        Customer { demand: 1 + dice.below(10) as i32, opens, closes: last, service }
    });
    let made: Vec<Customer> = made.collect();
    let some: Vec<bool> = (0..customers).map(|_| dice.below(2) == 0).collect();
    let mut vehicles = vec![Vehicle { capacity: 30, serves: None }; customers];
    vehicles.extend(vec![Vehicle { capacity: 60, serves: Some(some) }; customers / 2]);
    let longest = (dice.below(2) == 0).then(|| 2 * lengths.iter().max().unwrap() + 200 + dice.below(1_000) as i32);
    Instance {
        name: "random".to_string(),
        scale: 10,
        lengths,
        customers: made,
        vehicles,
        opens: 0,
        closes,
        longest,
        vehicles_differ: true,
    }
}
