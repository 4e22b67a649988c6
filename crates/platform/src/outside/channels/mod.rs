//! Channels by which people are told something: SMS, WeChat, a group robot, e-mail. Each is an adapter behind one trait, switched on by
//! the operator's file; how it went is said in the same few words, whoever carried it.
//!
//! A phone number, a secret or the words of a message are never logged here.

mod aliyun;
mod mail;
mod robot;
mod set_up;
mod signed;
mod tencent;
#[cfg(test)]
mod tests;
mod wechat;

pub use mail::is_mailbox;
pub use set_up::Carriers;

use futures::future::BoxFuture;

use super::Answer;

/// So many characters of a vendor's own words are told.
const TOLD_MAX: usize = 200;

/// Something that is told to somebody.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// The same at every try: by it a vendor that can tell knows the message again.
    pub id: String,
    /// Where to: a phone in E.164, an openid, a robot's key, mailboxes with commas between.
    pub to: String,
    /// Who should look at it, in a group: a phone in E.164.
    pub mention: Option<String>,
    /// The signature that an SMS begins with.
    pub sign: String,
    /// The vendor's code of the template.
    pub template: String,
    /// What the template's places hold, in its order: the place's name and its words.
    pub places: Vec<(String, String)>,
    /// What it says where the channel knows no templates, and its one line above.
    pub words: String,
    pub subject: String,
    /// Where a press on it leads.
    pub link: Option<String>,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The vendor took it, and calls it so.
    Taken(String),
    /// Not now; it may go later.
    NotNow(Trouble),
    /// As it is, it will never go.
    Never(Trouble),
}

/// Why it did not go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// `notice_failure.…` words.
    pub code: &'static str,
    /// What the vendor said.
    pub told: String,
}

/// Whoever carries messages to people.
pub trait Carrier: Send + Sync {
    /// The vendor's name in the operator's file.
    fn vendor(&self) -> &'static str;
    /// Carries one message, within some twenty seconds; what goes wrong is an outcome too.
    fn carry<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Carried>;
}

fn trouble(code: &'static str, told: &str) -> Trouble {
    Trouble { code, told: without_numbers(told).chars().take(TOLD_MAX).collect() }
}

/// A vendor's words without the long numbers in them: some repeat the phone.
fn without_numbers(told: &str) -> String {
    let mut kept = String::with_capacity(told.len());
    let mut digits = String::new();
    for c in told.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if digits.len() < 8 {
            kept.push_str(&digits);
        } else {
            kept.push_str("***");
        }
        digits.clear();
        kept.push(c);
    }
    kept.pop();
    kept
}

/// Where no answer came, or one that cannot be read: it may go later.
fn no_answer(answer: &Answer) -> Carried {
    match answer.failure {
        Some(failure) => Carried::NotNow(trouble(failure, "")),
        None => {
            let told = format!("HTTP {} {}", answer.status.unwrap_or_default(), answer.text);
            Carried::NotNow(trouble("broken_answer", &told))
        }
    }
}

/// A vendor's refusal as a kind: `(beginning of its code, kind, may it go later)`; the first that fits.
type Kinds = [(&'static str, &'static str, bool)];

fn refusal(kinds: &Kinds, code: &str, told: &str) -> Carried {
    let told = if told.is_empty() || told == code { code.to_owned() } else { format!("{code}: {told}") };
    match kinds.iter().find(|(start, ..)| code.starts_with(start)) {
        Some((_, kind, true)) => Carried::NotNow(trouble(kind, &told)),
        Some((_, kind, false)) => Carried::Never(trouble(kind, &told)),
        None => Carried::Never(trouble("vendor_refused", &told)),
    }
}

#[cfg(test)]
mod outcomes {
    use super::*;

    #[test]
    fn what_a_vendor_says_is_told_without_the_number_in_it() {
        let Carried::Never(told) = refusal(&[], "isv.X", "13800001234 is wrong, code 4071") else { panic!("refused") };
        assert_eq!((told.code, told.told.as_str()), ("vendor_refused", "isv.X: *** is wrong, code 4071"));
        assert_eq!(without_numbers("+8613800001234"), "+***");
        assert_eq!(trouble("x", &"长".repeat(500)).told.chars().count(), TOLD_MAX);
    }

    #[test]
    fn the_first_kind_that_fits_counts() {
        let kinds: &Kinds = &[("isv.LIMIT", "refused_limit", true), ("isv.", "refused_template", false)];
        assert!(matches!(refusal(kinds, "isv.LIMIT_DAY", ""), Carried::NotNow(why) if why.code == "refused_limit"));
        assert!(matches!(refusal(kinds, "isv.OTHER", ""), Carried::Never(why) if why.code == "refused_template"));
    }
}
