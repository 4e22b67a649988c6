//! Identity: companies apart, the units in them, who may do what in which of them, and how one signs in.
//!
//! ```text
//! company ── units (HQ ▸ region ▸ outlet ▸ store) ── users ── roles × scope ──► Actor
//!                                                     └─ sessions, API keys ──► Gate
//! ```
//! Door: [`found`] a company, [`users::create`], [`next_number`], [`Doorman`] (the gate), [`system_actor`], [`Role`].

pub mod company;
pub mod gate;
pub mod numbers;
pub mod password;
pub mod record;
pub mod role;
pub mod session;
pub mod users;

pub use company::{Founding, by_code, companies, found, open_unit, system_actor, tenant};
pub use gate::Doorman;
pub use numbers::next_number;
pub use record::{AppUser, Company, CompanyStatus, Unit, UnitKind, UserStatus};
pub use role::{Role, ScopeKind, may};

use axum::routing::{delete, post};
use platform::http::{May, Op, Routes};

pub fn routes(routes: &mut Routes) {
    routes
        .room("identity")
        .raw(
            Op::post("/session", "signIn", May::Anyone("one signs in here"), "Signs in and sets the session cookie."),
            post(session::sign_in),
        )
        .query(
            Op::get("/session", "whoAmI", May::SignedIn, "Who is signed in, with rights and CSRF token."),
            session::who_am_i,
        )
        .raw(Op::delete("/session", "signOut", May::SignedIn, "Ends the session."), delete(session::sign_out))
        .command(
            Op::post("/users", "createUser", May::With(may::USERS_ADMIN), "Opens a user's account.").creates(),
            users::create_user,
        )
        .query(
            Op::get("/users", "listUsers", May::With(may::USERS_READ), "Users within the caller's scope."),
            users::list,
        )
        .query(
            Op::get("/units", "listUnits", May::SignedIn, "The company's units, parents first."),
            company::list_units,
        );
}

#[cfg(test)]
mod tests;
