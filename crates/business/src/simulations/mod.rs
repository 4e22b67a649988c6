//! Simulations: a manager asks what another way to dispatch, one technician more or an area split would bring, and the crate `simulator`
//! plays weeks of it in the background (E14).
//!
//! ```text
//! POST /simulations ─► waiting ─chore─► running (a thread of its own, at the lowest priority, one at a time in a process) ─► done
//!                                          │  progress noted each second                                              ├► stopped
//!                                          └──────────────────────────────────────────────────────────────────────────┴► interrupted
//! ```
//! What came of the last ones is kept and shown as table, charts and as the HTML file that `fieldloop simulate` writes. Door: [`play_due`], a chore.

mod ask;
mod own_weeks;
mod play;
mod record;
mod shown;
#[cfg(test)]
mod tests;

pub use play::play_due;
pub use record::*;

use axum::routing::get;
use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    const RUN: May = May::With(may::SIMULATIONS_RUN);
    routes
        .room("simulations")
        .query(Op::get("/simulations", "listSimulations", RUN, "The last simulations, newest first."), shown::list)
        .query(
            Op::get("/simulations/{id}", "readSimulation", RUN, "A simulation with what came of it so far."),
            shown::read,
        )
        .query(
            Op::get(
                "/simulation-weeks",
                "ownWeeks",
                RUN,
                "The company's last four weeks, as a simulation can begin with them.",
            ),
            own_weeks::read,
        )
        .command(
            Op::post("/simulations", "startSimulation", RUN, "Plays ways to dispatch in the background.").creates(),
            ask::start,
        )
        .command(Op::post("/simulations/{id}/cancellation", "stopSimulation", RUN, "Stops a simulation."), ask::stop)
        .raw(
            Op::get(
                "/simulations/{id}/file",
                "simulationFile",
                RUN,
                "What came of it as one HTML file; `lang` is zh-CN or en.",
            )
            .answers("text/html"),
            get(shown::file),
        );
}
