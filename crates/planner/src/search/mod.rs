//! The search: ruin and recreate under simulated annealing, over any [`rules::Rules`].

pub mod anneal;
pub mod course;
pub mod dice;
pub mod ground;
pub mod parallel;
pub mod partition;
pub mod parts;
pub mod plain;
pub mod pool;
pub mod recreate;
pub mod ruin;
pub mod rules;
pub mod state;
pub mod tuning;
