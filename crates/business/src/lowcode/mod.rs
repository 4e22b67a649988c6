//! What a company may define for itself: order types, SOPs, SLA policies, reasons, prices and terms, starting from an industry pack.
//!
//! ```text
//! packs/TRADE/*.toml ──► Pack ──install──► definition (kind, code, number) ──book──► Book (what is published, as a Pack)
//! ```
//! Door: [`install`], [`book`](book::book), [`order_type`], [`sop`].

pub mod book;
mod install;
pub mod pack;
mod pictures;
mod pieces;
mod queries;
pub mod record;
mod switch;

pub use book::{Book, book, order_type, sop};
pub(crate) use install::publish;
pub use install::{Installed, install};
pub(crate) use pictures::media_of;
pub use record::*;

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    let read = May::With(may::CATALOGUE_READ);
    let admin = May::With(may::COMPANY_ADMIN);
    routes
        .room("lowcode")
        .query(Op::get("/pack", "readPack", read, "What the company has defined, as forms need it."), queries::current)
        .query(Op::get("/packs", "listPacks", read, "The packs that come with the program."), queries::packs)
        .query(
            Op::get("/definitions", "listDefinitions", read, "Definitions with all their numbers, oldest first."),
            queries::list,
        )
        .command(
            Op::post("/packs/{code}/installation", "installPack", admin, "Copies a pack into the company."),
            install::install_shipped,
        )
        .command(
            Op::put(
                "/sops/{code}/steps/{step}/pictures",
                "setStepPictures",
                admin,
                "The pictures that guide through a step, in their order; the SOP's next number.",
            ),
            pictures::set,
        )
        .command(
            Op::put(
                "/definitions/{kind}/{code}/switch",
                "switchDefinition",
                admin,
                "Switches an order type, a SOP, a price or an SLA policy off, or on again: its next number.",
            ),
            switch::switch,
        );
}

#[cfg(test)]
mod tests;
