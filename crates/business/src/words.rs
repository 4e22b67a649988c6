//! The words files, shared with the web apps: read once at the start, embedded in the program.

use kernel::{Lang, Result};
use platform::words::Words;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/packages/words"]
struct Files;

/// All words in both languages.
///
/// # Errors
/// `Bug` for a file that is not a flat JSON object of texts.
pub fn words() -> Result<Words> {
    let files: Vec<(Lang, String)> = Files::iter()
        .filter_map(|path| {
            let lang = match path.strip_suffix(".json")?.split_once('/')?.0 {
                "zh-CN" => Lang::Zh,
                "en" => Lang::En,
                _ => return None,
            };
            let file = Files::get(&path)?;
            Some((lang, String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    Words::read(files.iter().map(|(lang, text)| (*lang, text.as_str())))
}
