//! Identity: companies apart, the units in them, who may do what in which of them, and how one signs in.
//!
//! ```text
//! company ── units (HQ ▸ region ▸ outlet ▸ store) ── users ── roles × scope ──► Actor
//!                                                     └─ sessions, API keys ──► Gate
//! password ─► second step (codes) ─► session ◄─ company account (OpenID Connect)
//! ```
//! Door: [`found`] a company, [`users::create`], [`next_number`], [`Doorman`] (the gate), [`system_actor`], [`Role`], [`service_line`],
//! [`ask_again_days`].

mod account;
pub mod audit;
pub mod company;
mod company_account;
mod email;
pub mod exported;
mod extension;
pub mod gate;
pub mod keys;
pub mod links;
pub mod numbers;
pub mod own_password;
mod own_sessions;
pub mod pass;
pub mod password;
pub mod record;
mod rights;
pub mod role;
mod second_step;
pub mod series;
pub mod session;
pub mod settings;
mod sight;
mod units;
pub mod users;
mod views;
mod welcome;

pub use company::{Founding, by_code, companies, found, open_unit, system_actor, tenant};
pub use company_account::set_reach as reach_account_providers;
pub use gate::{Doorman, acting_as};
pub use links::{CustomerLink, CustomerLinkId, CustomerLinkKind};
pub use numbers::{next_number, next_numbers};
pub use record::{AppUser, Company, CompanyStatus, Unit, UnitKind, UserStatus};
pub use role::{Role, ScopeKind, may};
pub use settings::{ServiceLine, ask_again_days, service_line};

use axum::routing::{delete, get, post, put};
use platform::http::{May, Op, Routes};

pub fn routes(routes: &mut Routes) {
    let (welcomed, signing_in) = (routes.schema::<welcome::Welcome>(), routes.schema::<session::SignIn>());
    let signed_in = routes.schema::<session::SignInAnswer>();
    let looking = routes.schema::<sight::WantedSight>();
    let choosing = routes.schema::<own_password::OwnPassword>();
    routes
        .room("identity")
        .raw(
            Op::get(
                "/welcome",
                "welcome",
                May::Anyone("the first page, before signing in"),
                "Whether this is a demo server, and who can log in as what.",
            )
            .gives(welcomed),
            get(welcome::welcome),
        )
        .raw(
            Op::get(
                "/stream",
                "liveStream",
                May::With(may::ORDERS_READ),
                "Events as they are stored, resumable by Last-Event-ID.",
            )
            .answers("text/event-stream"),
            get(platform::http::live),
        )
        .raw(
            Op::post(
                "/session",
                "signIn",
                May::Anyone("one signs in here"),
                "Signs in and sets the session cookie, or says which step is still asked.",
            )
            .takes(signing_in)
            .gives(signed_in),
            post(session::sign_in),
        )
        .query(
            Op::get("/session", "whoAmI", May::SignedIn, "Who is signed in, with rights and CSRF token."),
            session::who_am_i,
        )
        .raw(
            Op::put(
                "/session/sight",
                "seeAsRole",
                May::With(may::COMPANY_ADMIN),
                "Looks as a role sees the company, reading only.",
            )
            .takes(looking),
            put(sight::begin),
        )
        .raw(
            Op::delete("/session/sight", "seeAsOneself", May::SignedIn, "Looks as oneself again.").while_looking(),
            delete(sight::end),
        )
        .command(
            Op::put("/session/extension", "setMyExtension", May::SignedIn, "Says which telephone the caller sits at."),
            extension::set_own,
        )
        .raw(
            Op::put(
                "/session/password",
                "changeMyPassword",
                May::SignedIn,
                "Changes one's own password; other sessions end.",
            )
            .takes(choosing),
            put(own_password::change),
        )
        .raw(
            Op::delete("/session", "signOut", May::SignedIn, "Ends the session.").while_looking(),
            delete(session::sign_out),
        )
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
        )
        .command(
            Op::patch(
                "/users/{id}",
                "changeUser",
                May::With(may::USERS_ADMIN),
                "Changes a user's name, unit, roles, scope or status.",
            )
            .changes_rights(),
            users::change,
        )
        .command(
            Op::post(
                "/users/{id}/password",
                "resetPassword",
                May::With(may::USERS_ADMIN),
                "Sets a new password and ends all sessions.",
            )
            .changes_rights(),
            users::reset_password,
        )
        .command(
            Op::post("/units", "openUnit", May::With(may::COMPANY_ADMIN), "Opens a region, an outlet or a store.")
                .creates(),
            company::open,
        )
        .command(
            Op::patch(
                "/units/{id}",
                "changeUnit",
                May::With(may::COMPANY_ADMIN),
                "Changes a unit at the version seen.",
            )
            .changes_rights(),
            units::change,
        )
        .query(
            Op::get(
                "/company-settings",
                "companySettings",
                May::SignedIn,
                "Whom customers call, and when a visitor is asked again.",
            ),
            settings::look,
        )
        .command(
            Op::put(
                "/company-settings",
                "putCompanySettings",
                May::With(may::COMPANY_ADMIN),
                "Says whom customers call, and when a visitor is asked again, at the version seen.",
            ),
            settings::put,
        )
        .query(
            Op::get("/api-keys", "listApiKeys", May::With(may::COMPANY_ADMIN), "The company's API keys."),
            keys::list,
        )
        .command(
            Op::post(
                "/api-keys",
                "createApiKey",
                May::With(may::COMPANY_ADMIN),
                "Makes an API key; its token is shown once.",
            )
            .creates()
            .secret(),
            keys::create,
        )
        .command(
            Op::post("/api-keys/{id}/revocation", "revokeApiKey", May::With(may::COMPANY_ADMIN), "Revokes an API key.")
                .changes_rights(),
            keys::revoke,
        )
        .query(
            Op::get("/roles", "listRoles", May::With(may::USERS_READ), "What each role may do, and of how much."),
            rights::list,
        )
        .query(
            Op::get("/saved-views", "listSavedViews", May::SignedIn, "The caller's saved views and the company's."),
            views::list,
        )
        .command(
            Op::post("/saved-views", "saveView", May::SignedIn, "Saves a page's filters under a name.").creates(),
            views::save,
        )
        .command(
            Op::put(
                "/saved-views/{id}",
                "changeView",
                May::SignedIn,
                "Changes a saved view: name, filters, who sees it.",
            ),
            views::change,
        )
        .command(Op::delete("/saved-views/{id}", "forgetView", May::SignedIn, "Forgets a saved view."), views::forget)
        .query(
            Op::get(
                "/number-series",
                "listNumberSeries",
                May::With(may::COMPANY_ADMIN),
                "How orders, sales, customers and products are numbered.",
            ),
            series::list,
        )
        .query(
            Op::get(
                "/number-series/{series}/preview",
                "previewNumberSeries",
                May::With(may::COMPANY_ADMIN),
                "What the next number would be.",
            ),
            series::preview,
        )
        .command(
            Op::put(
                "/number-series/{series}",
                "putNumberSeries",
                May::With(may::COMPANY_ADMIN),
                "Numbers otherwise from the next number on.",
            ),
            series::put,
        )
        .query(
            Op::get("/audit", "auditLog", May::With(may::AUDIT_READ), "Everything that was done in the company."),
            audit::list,
        );
    account::routes(routes);
}

#[cfg(test)]
mod tests;
