//! What an export is asked for: the list's own filters in the address, and whether people's phones and addresses come in full.

use std::collections::BTreeMap;

use kernel::{Error, Phone, Result};
use platform::http::input;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::identity::may;
use crate::listed::{Listed, Reach};

/// What goes beyond the list's filters.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExportAsked {
    /// Phones and addresses in full; without it they are masked. Asks for the right to reveal them, and is said in the log.
    pub in_full: bool,
}

/// The filters as they stand in the address, without those that page.
#[derive(Clone, Debug)]
pub(super) struct Filters(Vec<(String, String)>);

/// So many rows are read at a time.
const PAGE_ROWS: &str = "200";
/// Fields in which people type: what stands there may be a name or a phone.
const TYPED: [&str; 4] = ["q", "text", "name", "number"];

impl Filters {
    pub(super) fn of<L: Listed>(pairs: Vec<(String, String)>) -> Self {
        let pages = |name: &str| Some(name) == L::CURSOR || name == "limit";
        Self(pairs.into_iter().filter(|(name, value)| !pages(name) && !value.is_empty()).collect())
    }

    /// What the list's query is asked for the page after this cursor.
    ///
    /// # Errors
    /// `Invalid` by field, as the list's own route tells it.
    pub(super) fn page<L: Listed>(&self, after: Option<&str>) -> Result<L::Asked> {
        let mut pairs = self.0.clone();
        if let Some(cursor) = L::CURSOR {
            pairs.push(("limit".to_owned(), PAGE_ROWS.to_owned()));
            pairs.extend(after.map(|after| (cursor.to_owned(), after.to_owned())));
        }
        asked(&pairs)
    }

    /// For the log: what was typed is shortened, so that nobody's name or phone stands there.
    pub(super) fn logged(&self) -> BTreeMap<String, String> {
        let shown = |name: &str, value: &str| {
            if TYPED.contains(&name) { shortened(value) } else { value.to_owned() }
        };
        self.0.iter().map(|(name, value)| (name.clone(), shown(name, value))).collect()
    }
}

fn asked<Q: DeserializeOwned>(pairs: &[(String, String)]) -> Result<Q> {
    input::form_of(&input::form_text(pairs))
}

/// `138 **** 0000`, `张**`; the number of an order or a machine stands as it is.
fn shortened(typed: &str) -> String {
    let typed = typed.trim();
    if let Ok(phone) = Phone::parse(typed) {
        return phone.masked();
    }
    let is_number = typed.is_ascii() && typed.bytes().any(|b| b.is_ascii_digit());
    if is_number { typed.to_owned() } else { typed.chars().take(1).chain("**".chars()).collect() }
}

/// How much this caller gets of a list.
///
/// # Errors
/// `Forbidden` for who may not read the list, and for who asks for more than they may reveal.
pub(super) fn reach_of<L: Listed>(actor: &kernel::Actor, asked: ExportAsked) -> Result<Reach> {
    if !actor.may(L::MAY) {
        return Err(Error::Forbidden("forbidden"));
    }
    match asked.in_full && L::IS_PERSONAL {
        // a look at one phone is not a right to all of them on one sheet
        true if !(actor.may(may::CUSTOMERS_REVEAL) && actor.may(may::EXPORTS_RUN)) => {
            Err(Error::Forbidden("exports.may_not_reveal"))
        }
        true => Ok(Reach::InFull),
        false => Ok(Reach::Masked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_names_nobody() {
        for (typed, logged) in [
            ("13800000000", "138 **** 0000"),
            (" 138 0000 0000 ", "138 **** 0000"),
            ("张三", "张**"),
            ("Li Lei", "L**"),
            ("WX-20261121-0007", "WX-20261121-0007"),
        ] {
            assert_eq!(shortened(typed), logged);
        }
    }

    #[test]
    fn filters_stand_in_the_log_and_cursors_do_not() {
        let pairs = [("text", "张三丰"), ("phase", "closed"), ("after", "x"), ("limit", "3"), ("unit_id", "")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let logged = Filters::of::<crate::orders::exported::Orders>(pairs).logged();
        assert_eq!(
            logged.into_iter().collect::<Vec<_>>(),
            [("phase".to_owned(), "closed".to_owned()), ("text".to_owned(), "张**".to_owned())]
        );
    }
}
