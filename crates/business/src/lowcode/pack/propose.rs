//! From a customer's own words to a proposed category, fault and urgency; the desk confirms or corrects.

use memchr::memmem::Finder;
use serde::Serialize;

use super::{Pack, Urgency};

/// What the words suggest, with the words that did: a proposal that explains itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Proposal {
    pub category: Option<String>,
    pub fault: Option<String>,
    pub urgency: Urgency,
    /// The keywords found, longest first.
    pub because: Vec<String>,
}

/// A pack's keywords, made ready to be looked for.
#[derive(Debug, Default)]
pub struct Lexicon {
    categories: Vec<CategoryWords>,
    faults: Vec<FaultWords>,
}

#[derive(Debug)]
struct CategoryWords {
    code: String,
    words: Vec<Word>,
}

#[derive(Debug)]
struct FaultWords {
    code: String,
    categories: Vec<String>,
    urgency: Urgency,
    words: Vec<Word>,
}

#[derive(Debug)]
struct Word {
    shown: String,
    lower: Finder<'static>,
    /// A Chinese character counts like three letters, as it says about as much.
    weight: usize,
    begins_with_letter: bool,
    ends_with_letter: bool,
}

impl Pack {
    /// As [`Lexicon::propose`], for a text or two.
    pub fn propose(&self, text: &str) -> Proposal {
        Lexicon::of(self).propose(text)
    }
}

impl Lexicon {
    pub fn of(pack: &Pack) -> Self {
        let words = |all: &[String]| all.iter().map(|word| Word::of(word)).collect::<Vec<Word>>();
        let categories = pack.categories.iter().map(|each| CategoryWords {
            code: each.code.clone(),
            words: [Word::of(&each.name.zh), Word::of(&each.name.en)]
                .into_iter()
                .chain(words(&each.keywords))
                .collect(),
        });
        let faults = pack.faults.iter().map(|each| FaultWords {
            code: each.code.clone(),
            categories: each.categories.clone(),
            urgency: each.urgency,
            words: words(&each.keywords),
        });
        Self { categories: categories.collect(), faults: faults.collect() }
    }

    /// Proposes from free text. Longer keywords weigh more than short ones; a fault of the category that was named goes before the same
    /// words for another one; an emergency named anywhere in the text decides the urgency, whatever else is said.
    pub fn propose(&self, text: &str) -> Proposal {
        let text = text.to_lowercase();
        let category = best(self.categories.iter().map(|each| (score(&each.words, &text), each)));
        let faults: Vec<(usize, &FaultWords)> =
            self.faults.iter().map(|each| (score(&each.words, &text), each)).filter(|(score, _)| *score > 0).collect();
        let fits = |fault: &FaultWords| category.is_some_and(|named| fault.categories.contains(&named.code));
        let fault = best(faults.iter().map(|(score, each)| (score * 2 + usize::from(fits(each)) * 100, *each)));
        let fault = fault.filter(|each| category.is_none() || fits(each));
        let urgency = faults
            .iter()
            .filter(|(_, each)| category.is_none() || fits(each))
            .map(|(_, each)| each.urgency)
            .filter(|urgency| *urgency == Urgency::Emergency)
            .max()
            .or(fault.map(|each| each.urgency))
            .unwrap_or(Urgency::Normal);
        let only_one = |fault: &FaultWords| (fault.categories.len() == 1).then(|| fault.categories[0].clone());
        let words = category.iter().flat_map(|each| &each.words).chain(fault.iter().flat_map(|each| &each.words));
        let mut because: Vec<String> = words.filter(|word| word.is_in(&text)).map(|word| word.shown.clone()).collect();
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

/// The best-scored one, the earlier one of equals, none without a hit.
fn best<T>(all: impl Iterator<Item = (usize, T)>) -> Option<T> {
    let hits = all.filter(|(score, _)| *score > 0);
    hits.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, each)| each)
}

/// The weight of the heaviest word found.
fn score(words: &[Word], text: &str) -> usize {
    words.iter().filter(|word| word.is_in(text)).map(|word| word.weight).max().unwrap_or(0)
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

impl Word {
    fn of(shown: &str) -> Self {
        let lower = shown.to_lowercase();
        Self {
            shown: shown.to_owned(),
            weight: shown.chars().map(|c| if c.is_ascii() { 1 } else { 3 }).sum(),
            begins_with_letter: is_letter(lower.chars().next()),
            ends_with_letter: is_letter(lower.chars().next_back()),
            lower: Finder::new(lower.as_bytes()).into_owned(),
        }
    }

    /// Letters have to stand as words of their own (`ac` is not in `back`), Chinese needs no such thing. `text` is in lower case.
    fn is_in(&self, text: &str) -> bool {
        let length = self.lower.needle().len();
        self.lower.find_iter(text.as_bytes()).any(|at| {
            let goes_on = self.begins_with_letter && is_letter(text[..at].chars().next_back())
                || self.ends_with_letter && is_letter(text[at + length..].chars().next());
            !goes_on
        })
    }
}
