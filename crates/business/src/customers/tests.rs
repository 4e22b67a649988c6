//! Households and machines: opened once, found again, masked, merged, erased.

mod doors;
mod files;
mod people;
