//! What plans promise, tried on made-up days and, where they are at hand, on published instances.

mod days;
mod instances;
mod live;
mod made;
mod operators;
mod random;
mod reading;
mod replanning;
