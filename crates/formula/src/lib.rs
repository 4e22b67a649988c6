//! The low-code language: conditions written in CEL, and forms whose fields branch on answers. Pure; the library underneath stays behind this door.

mod answer;
mod condition;
mod facts;
mod form;
#[cfg(test)]
mod words_tests;

pub use condition::{Condition, DEPTH_MAX, FACTS_MAX, LOOPS_MAX, TEXT_MAX};
pub use form::{Choice, Field, FieldKind, Form, Label};
