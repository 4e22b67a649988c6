//! Small text rules that several rooms need.

/// Whether this is a SHA-256 as files are named by it: 64 lower-case hex digits.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// White space folded to single spaces, ends trimmed, control characters gone; a newline stays where `multiline`.
pub fn tidy(text: &str, multiline: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' if multiline => out.push('\n'),
            c if c.is_whitespace() || c.is_control() => {
                if !out.ends_with([' ', '\n']) && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.trim_end().to_owned()
}

/// A person's name with all but the first character hidden: 张三 → 张*.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| format!("{first}{}", "*".repeat(chars.count().clamp(1, 3))))
}

/// A serial number as it is compared: upper case, without spaces and dashes.
pub fn serial_key(serial: &str) -> String {
    serial.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect()
}
