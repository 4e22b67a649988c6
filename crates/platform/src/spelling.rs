//! Proposes which spellings are one name: `Black & Decker`, `BLACK+DECKER` and `Blackdecker`, or `Russel Hobbs` beside `Russell Hobbs`.
//!
//! Nothing is merged here: a proposal names its reason and how sure it is, and a person decides. Precision goes before recall. Two spellings
//! with the same letters are one name; a letter's difference is evidence only in long names, when one spelling is common and the other rare,
//! because short brands differ by a letter as a rule (Bosch and Bush, Sharp and Shark, Haier and Maier).
//!
//! Candidates within two edits are found by their common deletions (symmetric delete, W. Garbe, SymSpell 2012), not by comparing all pairs.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use distance::edits_within;

mod distance;
mod fold;

use fold::{Folded, fold};

kernel::code! {
    /// How sure a proposal is.
    pub enum Confidence as "spelling_confidence" {
        /// Worth a look, no more.
        Low = "low",
        /// Probably one name.
        Medium = "medium",
        /// One name, as far as spelling can tell.
        High = "high",
    }
}

kernel::code! {
    /// Why two spellings are proposed as one.
    pub enum Reason as "spelling_reason" {
        /// Only case, spaces, accents or punctuation differ.
        SameLetters = "same_letters",
        /// Only an "and", "&", "und" differs.
        Conjunction = "conjunction",
        /// Only the form of the company differs: GmbH, Ltd, 有限公司.
        CompanyForm = "company_form",
        /// One or two letters differ, and one of the two is rare.
        Typo = "typo",
        /// A typo of two names at once; the likelier one was taken.
        Ambiguous = "ambiguous",
    }
}

/// Spellings that may be one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proposal {
    /// The most frequent spelling of the name.
    pub canonical: String,
    /// How often all spellings together occur.
    pub count: u64,
    /// The other spellings, the surest and most frequent first.
    pub members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    pub spelling: String,
    pub count: u32,
    pub confidence: Confidence,
    pub reason: Reason,
}

/// Spellings with the same core letters.
struct Group {
    /// The letters that are compared: folded, without conjunctions and company forms.
    core: String,
    spellings: Vec<(Folded, u32)>,
    count: u64,
}

/// Proposals for spellings and how often each occurs, the most frequent name first. Each spelling is in one proposal at most.
pub fn propose<S: AsRef<str>>(spellings: impl IntoIterator<Item = (S, u32)>) -> Vec<Proposal> {
    let groups = group(spellings);
    let nearest = nearest_roots(&groups);
    let mut members: Vec<Vec<Member>> = groups.iter().map(variants_of_root).collect();
    let mut counts: Vec<u64> = groups.iter().map(|group| group.count).collect();
    for (at, near) in nearest.iter().enumerate() {
        let Some(near) = near else { continue };
        counts[near.root] += groups[at].count;
        members[at].clear();
        let own = groups[at].spellings.iter();
        members[near.root].extend(own.map(|(folded, count)| member(folded, *count, near.confidence, near.reason)));
    }
    let named = groups.iter().zip(counts).zip(members).filter(|(_, members)| !members.is_empty());
    let mut proposals: Vec<Proposal> = named
        .map(|((group, count), mut members)| {
            members.sort_by(|a, b| (b.confidence, b.count, &a.spelling).cmp(&(a.confidence, a.count, &b.spelling)));
            Proposal { canonical: group.spellings[0].0.spelling.clone(), count, members }
        })
        .collect();
    proposals.sort_by(|a, b| (b.count, &a.canonical).cmp(&(a.count, &b.canonical)));
    proposals
}

fn member(folded: &Folded, count: u32, confidence: Confidence, reason: Reason) -> Member {
    Member { spelling: folded.spelling.clone(), count, confidence, reason }
}

/// Groups by core letters, the most frequent first; within a group the most frequent spelling first.
fn group<S: AsRef<str>>(spellings: impl IntoIterator<Item = (S, u32)>) -> Vec<Group> {
    let mut counted: HashMap<String, u32> = HashMap::new();
    for (spelling, count) in spellings {
        let entry = counted.entry(spelling.as_ref().trim().to_owned()).or_default();
        *entry = entry.saturating_add(count);
    }
    let mut by_core: HashMap<String, Group> = HashMap::new();
    for (spelling, count) in counted {
        let folded = fold(&spelling);
        // a single letter or nothing says nothing
        if folded.core.chars().count() < 2 {
            continue;
        }
        let core = folded.core.clone();
        let group = by_core.entry(core.clone()).or_insert(Group { core, spellings: vec![], count: 0 });
        group.count += u64::from(count);
        group.spellings.push((folded, count));
    }
    let mut groups: Vec<Group> = by_core.into_values().collect();
    for group in &mut groups {
        // between equals the one that is written like a name, not in capitals only or small letters only
        group.spellings.sort_by(|(a, n), (b, m)| (m, b.mixed_case, &a.spelling).cmp(&(n, a.mixed_case, &b.spelling)));
    }
    groups.sort_by(|a, b| (b.count, &a.core).cmp(&(a.count, &b.core)));
    groups
}

/// The spellings of a group beside its most frequent one.
fn variants_of_root(group: &Group) -> Vec<Member> {
    let canonical = &group.spellings[0].0;
    let rest = group.spellings[1..].iter();
    rest.map(|(folded, count)| {
        let short = group.core.chars().count() <= 3;
        let (confidence, reason) = if folded.letters == canonical.letters {
            // M&S and MS may be two firms, HP and Hp are not
            let case_only = folded.spelling.to_lowercase() == canonical.spelling.to_lowercase();
            (if short && !case_only { Confidence::Medium } else { Confidence::High }, Reason::SameLetters)
        } else if folded.without_form == canonical.without_form {
            let sure = folded.sure_form && canonical.sure_form && !short;
            (if sure { Confidence::High } else { Confidence::Medium }, Reason::CompanyForm)
        } else {
            (if group.core.len() >= 5 { Confidence::High } else { Confidence::Medium }, Reason::Conjunction)
        };
        member(folded, *count, confidence, reason)
    })
    .collect()
}

/// The more frequent group that a group is probably a misspelling of.
#[derive(Clone, Copy)]
struct Near {
    root: usize,
    confidence: Confidence,
    reason: Reason,
}

/// For each group its root, if it has one. Roots are never misspellings themselves, so nothing is chained from name to name.
fn nearest_roots(groups: &[Group]) -> Vec<Option<Near>> {
    let mut candidates: Vec<Vec<(usize, u8)>> = vec![vec![]; groups.len()];
    for (common, rare) in pairs_with_common_deletion(groups) {
        let edits_max = if groups[rare].core.len().min(groups[common].core.len()) >= LONG { 2 } else { 1 };
        if let Some(edits) = edits_within(&groups[common].core, &groups[rare].core, edits_max) {
            candidates[rare].push((common, edits));
        }
    }
    let mut nearest: Vec<Option<Near>> = vec![None; groups.len()];
    for rare in 0..groups.len() {
        // a name that is itself surely a misspelling is no rival; one that only may be is
        let mut roots: Vec<(usize, u8, Confidence)> = std::mem::take(&mut candidates[rare])
            .into_iter()
            .filter(|(common, _)| nearest[*common].is_none_or(|near| near.confidence != Confidence::High))
            .filter_map(|(common, edits)| Some((common, edits, typo(&groups[common], &groups[rare], edits)?)))
            .collect();
        roots.sort_by_key(|(common, edits, _)| (*edits, *common));
        let Some((root, edits, confidence)) = roots.iter().copied().find(|(root, ..)| nearest[*root].is_none()) else {
            continue;
        };
        let mut found = Near { root, confidence, reason: Reason::Typo };
        for (other, other_edits, _) in roots.iter().filter(|(other, ..)| *other != root) {
            if *other_edits > edits || groups[*other].count * 20 <= groups[root].count {
                continue;
            }
            // a rival that is itself proposed under the root leads to the same name, less surely; another root does not
            if nearest[*other].is_some_and(|near| near.root == root) {
                found.confidence = found.confidence.min(Confidence::Medium);
            } else {
                found = Near { root, confidence: Confidence::Low, reason: Reason::Ambiguous };
            }
        }
        nearest[rare] = Some(found);
    }
    nearest
}

/// Names of so many letters may differ in two of them.
const LONG: usize = 9;
/// A common spelling occurs at least so often before a rarer one is called its misspelling.
const COMMON: u64 = 5;

/// How sure it is that `rare` is a misspelling of `common`; `None` where the difference is no evidence.
fn typo(common: &Group, rare: &Group, edits: u8) -> Option<Confidence> {
    let length = common.core.len().min(rare.core.len());
    let outnumbered = rare.count * 10 <= common.count;
    let same_start = common.core.as_bytes().first() == rare.core.as_bytes().first();
    let digits = |core: &str| core.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    if common.count < COMMON || digits(&common.core) != digits(&rare.core) || differs_in_a_short_word(common, rare) {
        return None;
    }
    match (edits, length) {
        (1, 8..) if outnumbered && same_start && !differ_at_the_end(&common.core, &rare.core) => Some(Confidence::High),
        (1, 8..) if same_start || outnumbered => Some(Confidence::Medium),
        (1, 6..=7) if outnumbered && same_start => Some(Confidence::Medium),
        (1, 6..=7) if outnumbered || same_start => Some(Confidence::Low),
        (1, 5) if outnumbered && same_start => Some(Confidence::Low),
        (2, LONG..) if outnumbered && same_start => Some(Confidence::Medium),
        _ => None,
    }
}

/// Endings make other names as often as slips: Challenge and Challenger, Technics and Technica.
fn differ_at_the_end(a: &str, b: &str) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    same + 1 >= a.len().max(b.len())
}

/// `Series A` and `Series B` differ in one letter of many, but it is all of a word.
fn differs_in_a_short_word(a: &Group, b: &Group) -> bool {
    let (a, b) = (&a.spellings[0].0.words, &b.spellings[0].0.words);
    a.len() > 1 && a.len() == b.len() && a.iter().zip(b).any(|(a, b)| a != b && a.len().min(b.len()) < 4)
}

/// More keys than this behind one deletion are noise (and would make the work quadratic).
const CROWD: usize = 256;

/// Pairs of groups, the more frequent first, that are the same after up to two deletions on each side.
fn pairs_with_common_deletion(groups: &[Group]) -> HashSet<(usize, usize)> {
    let mut keyed: Vec<(u64, usize)> = vec![];
    for (at, group) in groups.iter().enumerate() {
        let length = group.core.len();
        if !group.core.is_ascii() || !(4..=40).contains(&length) {
            continue;
        }
        let once = deletions(&group.core);
        if length + 2 >= LONG && length <= 24 {
            keyed.extend(once.iter().flat_map(|shorter| deletions(shorter)).map(|shorter| (hash(&shorter), at)));
        }
        keyed.extend(once.iter().chain([&group.core]).map(|shorter| (hash(shorter), at)));
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = HashSet::new();
    for alike in keyed.chunk_by(|a, b| a.0 == b.0).filter(|alike| (2..=CROWD).contains(&alike.len())) {
        for (nth, (_, a)) in alike.iter().enumerate() {
            pairs.extend(alike[nth + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    pairs
}

fn deletions(ascii: &str) -> Vec<String> {
    (0..ascii.len()).map(|at| format!("{}{}", &ascii[..at], &ascii[at + 1..])).collect()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
