//! Tells what a file is by its bytes, holds that against its name, and decodes text.

use kernel::{Error, Result};

use super::table::Limits;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Xlsx,
    Text,
}

/// The kind of the file.
///
/// # Errors
/// `import.empty_file`, `import.too_large`, `import.password`, `import.old_excel`, `import.not_a_table`, `import.not_what_its_name_says`
pub fn kind(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Kind> {
    if bytes.len() as u64 > limits.bytes {
        return Err(Error::refused("import.too_large").with("max_mb", limits.bytes >> 20));
    }
    let found = found(bytes);
    let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    match (found, ending.as_str()) {
        ("empty", _) => Err(Error::refused("import.empty_file")),
        ("password", _) => Err(Error::refused("import.password")),
        ("xls", _) => Err(Error::refused("import.old_excel")),
        ("xlsx", "xlsx" | "xlsm" | "") => Ok(Kind::Xlsx),
        ("text", "csv" | "txt" | "tsv" | "") => Ok(Kind::Text),
        (found, "xlsx" | "xlsm" | "xls" | "csv" | "txt" | "tsv") => {
            Err(Error::refused("import.not_what_its_name_says").with("name", file_name).with("found", found))
        }
        (found, _) => Err(Error::refused("import.not_a_table").with("found", found)),
    }
}

/// The first bytes of what people bring, and the word for it. `text` is what is left.
fn found(bytes: &[u8]) -> &'static str {
    const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    if bytes.iter().all(|b| b.is_ascii_whitespace() || matches!(b, 0xef | 0xbb | 0xbf)) {
        return "empty";
    }
    if bytes.starts_with(OLE) {
        // names of streams in the directory of an OLE compound file are UTF-16 (MS-CFB 2.6.1)
        return match () {
            () if has(&utf16("EncryptedPackage")) => "password",
            () if has(&utf16("Workbook")) || has(&utf16("Book")) => "xls",
            () => "ole",
        };
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return if has(b"xl/workbook.xml") || has(b"xl/worksheets/") { "xlsx" } else { "zip" };
    }
    let utf16 =
        bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || utf16_without_mark(bytes).is_some();
    // a text has no NUL and next to no control characters
    let odd = bytes.iter().filter(|b| **b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n' | 0x0b | 0x0c)).count();
    if !utf16 && (bytes.contains(&0) || odd * 200 > bytes.len()) {
        return infer::get(bytes).map_or("binary", |kind| kind.extension());
    }
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    let starts = [
        ("<html", "html"),
        ("<table", "html"),
        ("<!doctype", "html"),
        ("<meta", "html"),
        ("<?xml", "xml"),
        ("%pdf", "pdf"),
        ("{\\rtf", "rtf"),
    ];
    starts.iter().find(|(sign, _)| start.starts_with(sign)).map_or("text", |(_, found)| *found)
}

/// Text without a mark at its start is UTF-16 when nearly every second byte of its beginning is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if pairs < 4 => None,
        () if odd * 10 >= pairs * 4 && even == 0 => Some(encoding_rs::UTF_16LE),
        () if even * 10 >= pairs * 4 && odd == 0 => Some(encoding_rs::UTF_16BE),
        () => None,
    }
}

/// The text of a file: by its byte order mark, else UTF-8 if it is valid, else UTF-16 if it looks so, else GB18030 (what Excel writes in China).
///
/// # Errors
/// `import.encoding_unknown`
pub fn decode(bytes: &[u8]) -> Result<String> {
    let unknown = || Error::refused("import.encoding_unknown");
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if broken { Err(unknown()) } else { Ok(text.into_owned()) };
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        return if broken { Err(unknown()) } else { Ok(text.into_owned()) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if broken { Err(unknown()) } else { Ok(text.into_owned()) }
}
