//! What a report says, in the reader's words already.

/// A whole report.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Language of the words, as PDF readers and screen readers want it: `zh-CN`.
    pub lang: String,
    pub company: String,
    pub title: String,
    pub number: String,
    /// What stands beside the title: version, when it was issued and by whom, as label and value.
    pub head: Vec<(String, String)>,
    /// What is encoded for a phone's camera, and what stands below it.
    pub code: Option<Code>,
    /// A remark above everything, such as that a newer version has replaced this one.
    pub remark: Option<String>,
    pub blocks: Vec<Block>,
    /// At the foot of every page, at the left.
    pub foot: String,
    /// At the foot of every page, at the right; `{page}` and `{pages}` are filled in.
    pub paging: String,
    /// When it was issued, in the company's zone: year, month, day, hour, minute, second.
    pub issued: (u16, u8, u8, u8, u8, u8),
}

/// A QR code.
#[derive(Clone, Debug)]
pub struct Code {
    pub content: String,
    pub caption: String,
}

/// A part of a report, from top to bottom.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading; it never stands alone at the end of a page.
    Heading(String),
    /// A heading below a heading, with a note at the right.
    Part {
        title: String,
        note: String,
    },
    Facts(Vec<Fact>),
    Words(String),
    /// Small and grey.
    Note(String),
    Table(Table),
    Pictures(Vec<Shown>),
    Signatures(Vec<Signature>),
}

/// A label with its value.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: String,
    pub value: String,
    /// Takes the whole line instead of half of it.
    pub is_wide: bool,
}

/// How something is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Muted,
    Strong,
    Good,
    Bad,
}

#[derive(Clone, Debug, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Below the rows at the right: label and amount; the last is the strongest.
    pub totals: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub title: String,
    /// Its part of the width, in parts of the sum of all.
    pub width: u16,
    /// Numbers and money stand at the right.
    pub is_number: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub text: String,
    pub tone: Tone,
    /// A second line below it, small and grey.
    pub note: String,
    /// A drawn tick or cross before the text.
    pub mark: Option<bool>,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A picture with what stands below it.
#[derive(Clone, Debug)]
pub struct Shown {
    pub key: String,
    pub caption: String,
    pub note: String,
    /// What stands in its place where its bytes are not there.
    pub missing: String,
}

/// Who signed, as it was drawn.
#[derive(Clone, Debug)]
pub struct Signature {
    pub label: String,
    pub name: String,
    pub note: String,
    pub key: Option<String>,
    pub missing: String,
}
