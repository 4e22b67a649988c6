//! Roads as a whole: maps that are made here and one that is real, each way checked by a search that knows nothing of contraction.

mod bad;
mod made;
mod net;
mod outside;
mod plain;
mod real;
mod ways;
