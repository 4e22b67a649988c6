//! How spellings are compared; without IO.

/// A spelling as it is compared: one width, small letters, nothing but letters and digits. `Black & Decker` and `BLACK+DECKER` are one.
pub fn spelling_key(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            // full-width forms stand 0xFEE0 above their ASCII twins
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What is looked for by its beginning, as a LIKE pattern with `\` as its escape.
pub fn beginning(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for c in text.trim().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_punctuation_make_no_other_name() {
        assert_eq!(spelling_key("Black & Decker"), spelling_key("BLACK+DECKER"));
        assert_eq!(spelling_key("ＴＣＬ"), "tcl");
        assert_ne!(spelling_key("Bosch"), spelling_key("Bush"));
        assert_eq!(spelling_key("—"), "");
    }

    #[test]
    fn a_percent_sign_that_is_looked_for_is_no_pattern() {
        assert_eq!(beginning(" 100%_\\"), "100\\%\\_\\\\%");
    }
}
