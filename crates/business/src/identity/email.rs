//! The e-mail address of somebody who signs in: one person's in the company, and what a company's account may be matched by.

use kernel::Error;
use kernel::error::Check;
use platform::db;

/// Something with one `@` and a name on both sides, at most 200 characters; may be empty.
pub(super) fn check(check: &mut Check, typed: &str) {
    let typed = typed.trim();
    let is_address = typed.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !typed.contains(char::is_whitespace)
    });
    check.at_most("email", typed, 200).that(typed.is_empty() || is_address, "email", "field.not_an_email");
}

/// As it is kept and compared.
pub(super) fn tidied(typed: &str) -> Option<String> {
    Some(typed.trim().to_lowercase()).filter(|typed| !typed.is_empty())
}

/// What a save that failed says, where somebody else has the address.
pub(super) fn or_taken(error: Error) -> Error {
    let is_taken = db::is_duplicate(&error, &["app_user_email", "app_user.email"]);
    if is_taken { Error::refused("user.email_taken") } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for (typed, is_fine) in [
            ("", true),
            (" Wang@Example.com ", true),
            ("wang", false),
            ("@example.com", false),
            ("wang@here", false),
            ("wang@a@b.com", false),
            ("wang li@example.com", false),
        ] {
            let mut found = Check::new();
            check(&mut found, typed);
            assert_eq!(found.done().is_ok(), is_fine, "{typed}");
        }
        assert_eq!(tidied(" Wang@Example.com ").as_deref(), Some("wang@example.com"));
    }
}
