//! People: technicians with skills, certificates, areas, shifts and leave; where they were last and how customers rate them.
//!
//! ```text
//! user with role technician ──open──► technician (active ⇄ suspended, left)
//!                                        ├─ skills at a level, certificates with expiry, areas (districts, or drawn on the map)
//!                                        ├─ shifts and leave by day
//!                                        └─ last position with the track of before, rating
//! ```
//! Door: [`open_technician`], [`set_skills`], [`set_certificates`], [`set_areas`], [`put_shifts`], [`note_position`], [`note_rating`],
//! [`serving()`] (whose an address is), [`sheets`] (everything dispatch weighs, in a fixed number of statements).

pub mod drawn;
pub mod edit;
pub mod exported;
pub mod open;
pub mod position;
pub mod queries;
pub mod rating;
pub mod record;
mod reveal;
pub mod roster;
pub mod serving;
pub mod sheet;
pub mod skills;
pub mod track;

pub use drawn::{Drawn, DrawnArea, DrawnAreaId};
pub use open::{NewTechnician, open_technician};
pub use position::{note_position, technician_of};
pub use queries::{TechnicianShown, get_visible, regions_holding};
pub use rating::note_rating;
pub use record::*;
pub use roster::{DayRoster, put_shifts};
pub use serving::{Address, Serving, serving, serving_lately};
pub use sheet::{Sheet, sheet_of, sheets, sheets_of_page};
pub use skills::{NewCertificate, SkillLevel, set_areas, set_certificates, set_skills};

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    const READ: May = May::With(may::PEOPLE_READ);
    const EDIT: May = May::With(may::PEOPLE_EDIT);
    routes
        .room("people")
        .command(
            Op::post("/technicians", "openTechnician", EDIT, "Opens the profile of a user who is a technician.")
                .creates(),
            open::open,
        )
        .query(
            Op::get("/technicians", "listTechnicians", READ, "Technicians within the caller's scope."),
            queries::list,
        )
        .query(
            Op::get("/technicians/{id}", "readTechnician", READ, "A technician with skills, certificates and areas."),
            queries::read,
        )
        .query(
            Op::get("/technician", "ownTechnician", May::SignedIn, "The caller's own profile as a technician."),
            queries::own,
        )
        .command(
            Op::patch("/technicians/{id}", "changeTechnician", EDIT, "Changes a technician's profile or status."),
            edit::change,
        )
        .command(
            Op::post(
                "/technicians/{id}/reveals",
                "revealTechnician",
                READ,
                "Shows a technician's number to who may call them; who looked is written down.",
            ),
            reveal::reveal,
        )
        .command(
            Op::put("/technicians/{id}/skills", "setSkills", EDIT, "Puts all skills of a technician."),
            skills::put_skills,
        )
        .command(
            Op::put(
                "/technicians/{id}/certificates",
                "setCertificates",
                EDIT,
                "Puts all certificates of a technician.",
            ),
            skills::put_certificates,
        )
        .command(
            Op::put("/technicians/{id}/areas", "setAreas", EDIT, "Puts all areas that a technician serves."),
            skills::put_areas,
        )
        .query(Op::get("/areas", "listDrawnAreas", READ, "Areas that were drawn on the map, by name."), drawn::list)
        .command(Op::post("/areas", "drawArea", EDIT, "Draws an area on the map.").creates(), drawn::draw)
        .command(
            Op::put("/areas/{id}", "redrawArea", EDIT, "Changes a drawn area's name, outline or outlet."),
            drawn::redraw,
        )
        .command(
            Op::delete("/areas/{id}", "removeArea", EDIT, "Removes a drawn area that no technician has."),
            drawn::remove,
        )
        .command(
            Op::put("/shifts", "putShifts", EDIT, "Puts working time and leave of days, many at once."),
            roster::put,
        )
        .query(Op::get("/shifts", "listShifts", READ, "Working time and leave of some days."), queries::shifts)
        .query(
            Op::get("/technician/shifts", "ownShifts", May::SignedIn, "The caller's own working time and leave."),
            queries::own_shifts,
        )
        .command(
            Op::post("/positions", "notePositions", May::With(may::VISITS_WORK), "Notes where the caller's phone was."),
            position::note_own,
        );
}

#[cfg(test)]
mod tests;
