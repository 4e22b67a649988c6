//! From a customer's own words to a proposed category, fault and urgency; the desk confirms or corrects.

use serde::Serialize;

use super::{Category, Fault, Pack, Urgency};

/// What the words suggest, with the words that did: a proposal that explains itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Proposal {
    pub category: Option<String>,
    pub fault: Option<String>,
    pub urgency: Urgency,
    /// The keywords found, longest first.
    pub because: Vec<String>,
}

impl Pack {
    /// Proposes from free text. Longer keywords weigh more than short ones; a fault of the category that was named goes before the same
    /// words for another one; an emergency named anywhere in the text decides the urgency, whatever else is said.
    pub fn propose(&self, text: &str) -> Proposal {
        let text = text.to_lowercase();
        let named = self.categories.iter().map(|each| (score(category_words(each), &text), each));
        let category = best(named).map(|(_, each)| each);
        let faults =
            || self.faults.iter().map(|each| (score(fault_words(each), &text), each)).filter(|(score, _)| *score > 0);
        let fits = |fault: &Fault| category.is_some_and(|named| fault.categories.contains(&named.code));
        let fault =
            best(faults().map(|(score, each)| (score * 2 + usize::from(fits(each)) * 100, each))).map(|(_, each)| each);
        let fault = fault.filter(|each| category.is_none() || fits(each));
        let urgency = faults()
            .filter(|(_, each)| category.is_none() || fits(each))
            .map(|(_, each)| each.urgency)
            .filter(|urgency| *urgency == Urgency::Emergency)
            .max()
            .or(fault.map(|each| each.urgency))
            .unwrap_or(Urgency::Normal);
        let only_one = |fault: &Fault| (fault.categories.len() == 1).then(|| fault.categories[0].clone());
        let words = category
            .map(category_words)
            .unwrap_or_default()
            .into_iter()
            .chain(fault.map(fault_words).unwrap_or_default());
        let mut because: Vec<String> = words.filter(|word| found(word, &text)).map(str::to_owned).collect();
        because.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        because.dedup();
        Proposal {
            category: category.map(|each| each.code.clone()).or_else(|| fault.and_then(only_one)),
            fault: fault.map(|each| each.code.clone()),
            urgency,
            because,
        }
    }
}

fn category_words(category: &Category) -> Vec<&str> {
    let own = [category.name.zh.as_str(), category.name.en.as_str()];
    own.into_iter().chain(category.keywords.iter().map(String::as_str)).collect()
}

fn fault_words(fault: &Fault) -> Vec<&str> {
    fault.keywords.iter().map(String::as_str).collect()
}

/// The best-scored one, the earlier one of equals, none without a hit.
fn best<T>(all: impl Iterator<Item = (usize, T)>) -> Option<(usize, T)> {
    all.filter(|(score, _)| *score > 0).reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// The weight of the words found: a Chinese character counts like three letters, as it says about as much.
fn score(words: Vec<&str>, text: &str) -> usize {
    let weight = |word: &str| word.chars().map(|c| if c.is_ascii() { 1 } else { 3 }).sum::<usize>();
    words.into_iter().filter(|word| found(word, text)).map(weight).max().unwrap_or(0)
}

/// Letters have to stand as words of their own (`ac` is not in `back`), Chinese needs no such thing. `text` is in lower case.
fn found(word: &str, text: &str) -> bool {
    let word = word.to_lowercase();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(&word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        let goes_on =
            letter(before) && letter(word.chars().next()) || letter(after) && letter(word.chars().next_back());
        !goes_on
    })
}
