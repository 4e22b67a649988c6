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
    /// The word, with `{fact}` filled in; the key itself where there is no word.
    pub fn say(&self, lang: Lang, key: &str, facts: &Map<String, Value>) -> String {
        let Some(word) = self.table(lang).get(key) else { return key.to_owned() };
        facts.iter().fold(word.clone(), |text, (name, fact)| {
            let shown = fact.as_str().map_or_else(|| fact.to_string(), str::to_owned);
            text.replace(&format!("{{{name}}}"), &shown)
        })
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
