//! Kinds: what may be stored, recognised by the first bytes.

use image::ImageFormat;
use kernel::{Error, Result};

use super::{DOCUMENT_BYTES_MAX, VIDEO_BYTES_MAX};

/// What may be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    Pdf,
    Mp4,
    Quicktime,
    Webm,
    M4a,
    Amr,
}

impl Kind {
    const ALL: [Self; 9] =
        [Self::Jpeg, Self::Png, Self::Webp, Self::Pdf, Self::Mp4, Self::Quicktime, Self::Webm, Self::M4a, Self::Amr];

    /// Recognises a file by its first bytes (4 KB are plenty). The name is asked only to say what is wrong.
    ///
    /// # Errors
    /// `Refused` with `file.empty`, `file.heic`, `file.not_what_it_says` (`name`, `found`) or `file.kind_not_allowed` (`found`).
    pub fn of(head: &[u8], name: &str) -> Result<Self> {
        if head.is_empty() {
            return Err(Error::refused("file.empty"));
        }
        let found = infer::get(head).map_or("application/octet-stream", |found| found.mime_type());
        let media = if found == "video/x-m4v" { "video/mp4" } else { found };
        if let Some(kind) = Self::of_media(media) {
            return Ok(kind);
        }
        if matches!(found, "image/heif" | "image/heic") {
            return Err(Error::refused("file.heic"));
        }
        if is_known(&ending(name)) {
            let name: String = name.chars().take(80).collect();
            return Err(Error::refused("file.not_what_it_says").with("name", name).with("found", found));
        }
        Err(Error::refused("file.kind_not_allowed").with("found", found))
    }

    pub fn of_media(media: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media() == media)
    }
    pub fn media(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Mp4 => "video/mp4",
            Self::Quicktime => "video/quicktime",
            Self::Webm => "video/webm",
            Self::M4a => "audio/m4a",
            Self::Amr => "audio/amr",
        }
    }
    /// What a name of this kind may end with; the first is the usual one.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Mp4 => &["mp4", "m4v"],
            Self::Quicktime => &["mov"],
            Self::Webm => &["webm"],
            Self::M4a => &["m4a"],
            Self::Amr => &["amr"],
        }
    }
    /// Bytes that a file of this kind may have.
    pub fn bytes_max(self) -> u64 {
        match self {
            Self::Jpeg | Self::Png | Self::Webp | Self::Pdf => DOCUMENT_BYTES_MAX,
            Self::Mp4 | Self::Quicktime | Self::Webm | Self::M4a | Self::Amr => VIDEO_BYTES_MAX,
        }
    }
    pub(super) fn picture(self) -> Option<ImageFormat> {
        match self {
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Png => Some(ImageFormat::Png),
            Self::Webp => Some(ImageFormat::WebP),
            _ => None,
        }
    }
    /// A name to save under: nothing a path or a header could trip over, and the ending that the content has.
    pub fn safe_name(self, name: &str) -> String {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let held = ending(last);
        let stem = match is_known(&held) {
            true => last[..last.len() - held.len()].trim_end_matches('.'),
            false => last,
        };
        let clean: String = stem
            .chars()
            .filter(|c| !c.is_control() && !matches!(c, '"' | '\'' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%'))
            .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
            .take(120)
            .collect();
        let clean = clean.trim_matches(['.', ' ']);
        format!("{}.{}", if clean.is_empty() { "file" } else { clean }, self.endings()[0])
    }
}

/// Does a name of one of our kinds end like this?
fn is_known(ending: &str) -> bool {
    Kind::ALL.iter().any(|kind| kind.endings().contains(&ending))
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}
