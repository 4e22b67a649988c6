//! Reduces a spelling to the letters that are compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A spelling and what is left of it.
pub struct Folded {
    pub spelling: String,
    /// Lower case, one width, no accents, nothing but letters and digits.
    pub letters: String,
    /// `letters` without the form of the company.
    pub without_form: String,
    /// `without_form` without conjunctions.
    pub core: String,
    /// The words of `core`.
    pub words: Vec<String>,
    /// The form of the company, if there is one, cannot be part of a name: GmbH, unlike Co.
    pub sure_form: bool,
    /// Neither capitals only nor small letters only.
    pub mixed_case: bool,
}

const CONJUNCTIONS: &[&str] = &["and", "und", "et", "en", "n", "y"];
const SURE_FORMS: &[&str] =
    &["gmbh", "ltd", "limited", "inc", "incorporated", "corp", "plc", "llc", "bv", "sarl", "srl", "pty"];
const POSSIBLE_FORMS: &[&str] =
    &["co", "company", "corporation", "ag", "kg", "sa", "nv", "ab", "as", "oy", "spa", "kk", "group"];
const CHINESE_FORMS: &[&str] = &["股份有限公司", "有限责任公司", "有限公司", "集团", "公司"];

pub fn fold(spelling: &str) -> Folded {
    let mut folded = String::with_capacity(spelling.len());
    for c in spelling.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            'œ' => folded.push_str("oe"),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            // an apostrophe or a full stop belongs to its word: Sainsbury's, B.V.
            '\'' | '’' | '`' | '.' | '´' => {}
            c => folded.push(c),
        }
    }
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let letters = words.concat();
    let (kept, sure_form) = without_form(&words);
    let mut without_form = kept.concat();
    let chinese = CHINESE_FORMS.iter().find_map(|form| without_form.strip_suffix(form));
    if let Some(rest) = chinese.filter(|rest| rest.chars().count() >= 2) {
        without_form = rest.to_owned();
    }
    let last = kept.len().saturating_sub(1);
    let mut core_words: Vec<String> = vec![];
    for (at, word) in kept.iter().enumerate() {
        // a conjunction stands between words
        if at == 0 || at == last || !CONJUNCTIONS.contains(word) {
            core_words.push((*word).to_owned());
        }
    }
    let core = if without_form.is_ascii() { core_words.concat() } else { without_form.clone() };
    let (upper, lower) = (spelling.chars().any(char::is_uppercase), spelling.chars().any(char::is_lowercase));
    let mixed_case = upper && lower;
    Folded { spelling: spelling.to_owned(), letters, without_form, core, words: core_words, sure_form, mixed_case }
}

/// The words before the form of the company, and whether what was cut can be nothing else. A name of two letters keeps its form.
fn without_form<'w>(words: &[&'w str]) -> (Vec<&'w str>, bool) {
    let (mut kept, mut sure) = (words.to_vec(), true);
    while let Some(last) = kept.last().copied() {
        let (certain, possible) = (SURE_FORMS.contains(&last), POSSIBLE_FORMS.contains(&last));
        let rest: usize = kept[..kept.len() - 1].iter().map(|word| word.chars().count()).sum();
        if !(certain || possible) || rest < 3 {
            break;
        }
        kept.pop();
        sure &= certain;
    }
    (kept, sure)
}
