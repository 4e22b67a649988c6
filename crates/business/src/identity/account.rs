//! The routes of how one signs in: the second step, the company's own accounts, and one's own account besides the password.

use axum::routing::{get, post};
use platform::http::{May, Op, Routes};

use super::company_account::{bond, set_up, way};
use super::second_step::{self, entry, own, reset, rule};
use super::{own_sessions, session};
use crate::identity::may;

const AT_THE_DOOR: May = May::Anyone("a step of signing in");

pub(super) fn routes(routes: &mut Routes) {
    door(routes);
    own_account(routes);
    company(routes);
}

fn door(routes: &mut Routes) {
    let (saying, asking) = (routes.schema::<entry::SayCode>(), routes.schema::<entry::AskSecret>());
    let secret = routes.schema::<second_step::SecretShown>();
    let signed_in = routes.schema::<session::SignInAnswer>();
    let ways = routes.schema::<way::SignInWays>();
    routes
        .raw(
            Op::get(
                "/sign-in-ways/{company}",
                "signInWays",
                AT_THE_DOOR,
                "What a company offers besides the password.",
            )
            .gives(ways),
            get(way::offered),
        )
        .raw(
            Op::post(
                "/session/code",
                "sayCode",
                AT_THE_DOOR,
                "The second step: a code of the phone, or a recovery code.",
            )
            .takes(saying.clone())
            .gives(signed_in.clone()),
            post(entry::say_code),
        )
        .raw(
            Op::post(
                "/session/code/secret",
                "askSecretAtTheDoor",
                AT_THE_DOOR,
                "A secret for codes, where the company asks for them and one has none.",
            )
            .takes(asking)
            .gives(secret),
            post(entry::ask_secret),
        )
        .raw(
            Op::post(
                "/session/code/confirmation",
                "confirmSecretAtTheDoor",
                AT_THE_DOOR,
                "Switches codes on with the first of them, and signs in.",
            )
            .takes(saying)
            .gives(signed_in),
            post(entry::confirm),
        )
        .raw(
            Op::get(
                "/company-account/departure",
                "departToCompanyAccount",
                AT_THE_DOOR,
                "Sends the browser to the company's provider of accounts (`company`, `app`, `to`).",
            )
            .answers("text/html"),
            get(way::depart),
        )
        .raw(
            Op::get(
                "/company-account/return",
                "returnFromCompanyAccount",
                AT_THE_DOOR,
                "Where the provider sends the browser back to; signs in.",
            )
            .answers("text/html"),
            get(way::come_back),
        );
}

fn own_account(routes: &mut Routes) {
    let (password, both) = (routes.schema::<own::SayPassword>(), routes.schema::<own::SayBoth>());
    let (first, standing) = (routes.schema::<own::FirstCode>(), routes.schema::<own::OwnSecondStep>());
    let (secret, codes) = (routes.schema::<second_step::SecretShown>(), routes.schema::<second_step::CodesShown>());
    routes
        .query(
            Op::get("/account/second-step", "mySecondStep", May::SignedIn, "How one's own second step stands."),
            own::shown,
        )
        .raw(
            Op::post(
                "/account/second-step/secret",
                "beginSecondStep",
                May::SignedIn,
                "A secret for codes of one's own phone; it counts once it is confirmed.",
            )
            .takes(password)
            .gives(secret),
            post(own::ask_secret),
        )
        .raw(
            Op::post(
                "/account/second-step",
                "switchSecondStepOn",
                May::SignedIn,
                "Switches the second step on with a first code; recovery codes are shown once.",
            )
            .takes(first)
            .gives(codes.clone()),
            post(own::confirm),
        )
        .raw(
            Op::post(
                "/account/second-step/codes",
                "renewRecoveryCodes",
                May::SignedIn,
                "New recovery codes in place of the old ones.",
            )
            .takes(both.clone())
            .gives(codes),
            post(own::renew_codes),
        )
        .raw(
            Op::post(
                "/account/second-step/end",
                "switchSecondStepOff",
                May::SignedIn,
                "Switches the second step off, with password and code.",
            )
            .takes(both)
            .gives(standing),
            post(own::end),
        )
        .query(Op::get("/account/sessions", "mySessions", May::SignedIn, "Where one is signed in."), own_sessions::list)
        .command(
            Op::post(
                "/account/sessions/{id}/end",
                "endMySession",
                May::SignedIn,
                "Signs out one of one's own browsers.",
            )
            .changes_rights(),
            own_sessions::end,
        )
        .command(
            Op::post(
                "/account/sessions/end-others",
                "endMyOtherSessions",
                May::SignedIn,
                "Signs out everywhere but here.",
            )
            .changes_rights(),
            own_sessions::end_others,
        );
}

fn company(routes: &mut Routes) {
    let tried = routes.schema::<set_up::Tried>();
    routes
        .command(
            Op::post(
                "/users/{id}/second-step/reset",
                "resetSecondStep",
                May::With(may::USERS_ADMIN),
                "Forgets the second step of somebody who lost the phone, and ends all sessions.",
            )
            .changes_rights(),
            reset::reset,
        )
        .command(
            Op::post(
                "/users/{id}/company-account/loosening",
                "loosenCompanyAccount",
                May::With(may::USERS_ADMIN),
                "Loosens somebody from the company account they sign in by, and ends all sessions; the next sign-in binds anew.",
            )
            .changes_rights(),
            bond::loosen,
        )
        .query(
            Op::get("/sign-in-rule", "signInRule", May::With(may::COMPANY_ADMIN), "Of whom a second step is asked."),
            rule::look,
        )
        .command(
            Op::put(
                "/sign-in-rule",
                "putSignInRule",
                May::With(may::COMPANY_ADMIN),
                "Asks a second step of whom it says.",
            ),
            rule::put,
        )
        .query(
            Op::get(
                "/account-provider",
                "accountProvider",
                May::With(may::COMPANY_ADMIN),
                "The company's provider of accounts.",
            ),
            set_up::look,
        )
        .command(
            Op::put(
                "/account-provider",
                "putAccountProvider",
                May::With(may::COMPANY_ADMIN),
                "Says where the company keeps its accounts, and who is who.",
            ),
            set_up::put,
        )
        .raw(
            Op::post(
                "/account-provider/trial",
                "tryAccountProvider",
                May::With(may::COMPANY_ADMIN),
                "Asks the provider that is kept what it says of itself.",
            )
            .gives(tried),
            post(set_up::try_out),
        );
}
