//! The words of the program in both languages: the same files that the web apps use, read once.

use std::collections::HashMap;

use kernel::Lang;
use serde_json::{Map, Value};

/// All words by key: `error.stale`, `phase.closed`.
#[derive(Debug, Default)]
pub struct Words {
    zh: HashMap<String, String>,
    en: HashMap<String, String>,
}

impl Words {
    /// From the texts of the words files: `(language folder, file text)`.
    ///
    /// # Errors
    /// `Bug` for a file that is not a flat JSON object of texts.
    pub fn read<'a>(files: impl IntoIterator<Item = (Lang, &'a str)>) -> kernel::Result<Self> {
        let mut words = Self::default();
        for (lang, text) in files {
            let flat: HashMap<String, String> =
                serde_json::from_str(text).map_err(|e| kernel::Error::bug(format!("words file: {e}")))?;
            match lang {
                Lang::Zh => words.zh.extend(flat),
                Lang::En => words.en.extend(flat),
            }
        }
        Ok(words)
    }
    pub fn has(&self, lang: Lang, key: &str) -> bool {
        self.table(lang).contains_key(key)
    }
    /// The word, with `{fact}` filled in, and of `{fact|one|many}` the form that fits the number; the key itself where there is no word.
    pub fn say(&self, lang: Lang, key: &str, facts: &Map<String, Value>) -> String {
        self.table(lang).get(key).map_or_else(|| key.to_owned(), |word| filled(word, facts))
    }
    pub fn keys(&self, lang: Lang) -> impl Iterator<Item = &str> {
        self.table(lang).keys().map(String::as_str)
    }
    fn table(&self, lang: Lang) -> &HashMap<String, String> {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

fn filled(word: &str, facts: &Map<String, Value>) -> String {
    let mut text = String::with_capacity(word.len());
    let mut rest = word;
    while let Some((before, opened)) = rest.split_once('{') {
        text.push_str(before);
        let Some((asked, after)) = opened.split_once('}') else {
            text.push('{');
            rest = opened;
            continue;
        };
        match told(asked, facts) {
            Some(shown) => text.push_str(&shown),
            None => text.extend(["{", asked, "}"]),
        }
        rest = after;
    }
    text + rest
}

/// What stands for the inside of one pair of braces, where the fact is known.
fn told(asked: &str, facts: &Map<String, Value>) -> Option<String> {
    let shown = |name: &str| facts.get(name).map(|fact| fact.as_str().map_or_else(|| fact.to_string(), str::to_owned));
    let Some((name, forms)) = asked.split_once('|') else { return shown(asked) };
    let (one, many) = forms.split_once('|')?;
    shown(name).map(|number| if number == "1" { one } else { many }.to_owned())
}

#[cfg(test)]
mod tests;
