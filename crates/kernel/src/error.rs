//! The one error of the program. Rooms add codes, not enums: a code is the API's word, the key in the words files and the anchor in the docs.

use serde::Serialize;
use serde_json::{Map, Value};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong, told from the caller's side.
#[derive(Debug, Clone)]
pub enum Error {
    /// Nobody is signed in, or the session has ended. The code says which.
    SignIn(&'static str),
    /// It does not exist, or it is not the caller's to know: the two look the same.
    NotFound(&'static str),
    /// Input that cannot be used, field by field.
    Invalid(Vec<FieldError>),
    /// A rule says no. `facts` fill the words of the code (`{other}`) and are shown to the caller.
    Refused { code: &'static str, facts: Map<String, Value> },
    /// Somebody changed it in between; `current` is the version now.
    Stale { noun: &'static str, current: i64 },
    /// Signed in, but this role may not.
    Forbidden(&'static str),
    /// Too many attempts; try again after so many seconds.
    TooMany { code: &'static str, retry_after_seconds: u64 },
    /// Larger than the limit, in bytes.
    TooLarge { limit_bytes: u64 },
    /// Something outside does not answer. Nothing was stored; try again.
    Unavailable(String),
    /// Our mistake. Logged once, at the edge, with this context.
    Bug(String),
}

/// One thing wrong with one field. `path` is the JSON path (`items[0].fault`), `code` one of the `field.…` words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    pub path: String,
    pub code: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub facts: Map<String, Value>,
}

impl FieldError {
    pub fn new(path: impl Into<String>, code: &'static str) -> Self {
        Self { path: path.into(), code, facts: Map::new() }
    }
    #[must_use]
    pub fn with(mut self, name: &str, fact: impl Into<Value>) -> Self {
        self.facts.insert(name.into(), fact.into());
        self
    }
}

impl Error {
    pub fn refused(code: &'static str) -> Self {
        Self::Refused { code, facts: Map::new() }
    }
    pub fn invalid(path: impl Into<String>, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(path, code)])
    }
    pub fn bug(context: impl std::fmt::Display) -> Self {
        Self::Bug(context.to_string())
    }
    /// Adds a fact for the words of a refusal; other kinds stay as they are.
    #[must_use]
    pub fn with(mut self, name: &str, fact: impl Into<Value>) -> Self {
        if let Self::Refused { facts, .. } = &mut self {
            facts.insert(name.into(), fact.into());
        }
        self
    }
    /// Tells what is wrong with a part of a body by its whole path: `address` of `site` is `site.address`.
    #[must_use]
    pub fn below(self, part: &str) -> Self {
        let Self::Invalid(fields) = self else { return self };
        let whole = |field: FieldError| match field.path.as_str() {
            "" => FieldError { path: part.to_owned(), ..field },
            path => FieldError { path: format!("{part}.{path}"), ..field },
        };
        Self::Invalid(fields.into_iter().map(whole).collect())
    }
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignIn(code) | Self::Forbidden(code) | Self::Refused { code, .. } | Self::TooMany { code, .. } => {
                code
            }
            Self::NotFound(_) => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Stale { .. } => "stale",
            Self::TooLarge { .. } => "too_large",
            Self::Unavailable(_) => "unavailable",
            Self::Bug(_) => "bug",
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Invalid(fields) => {
                write!(f, "invalid:")?;
                fields.iter().try_for_each(|each| write!(f, " {}={}", each.path, each.code))
            }
            Self::Refused { code, facts } if !facts.is_empty() => write!(f, "{code} {}", Value::Object(facts.clone())),
            Self::NotFound(noun) => write!(f, "not_found: {noun}"),
            Self::Stale { noun, current } => write!(f, "stale: {noun} is at version {current}"),
            Self::Unavailable(why) | Self::Bug(why) => write!(f, "{}: {why}", self.code()),
            _ => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for Error {}

/// Collects field errors, so that a form is answered with everything that is wrong with it and not the first thing only.
#[derive(Debug, Default)]
pub struct Check(Vec<FieldError>);

impl Check {
    pub fn new() -> Self {
        Self::default()
    }
    /// Notes `code` at `path` unless the assertion holds.
    pub fn that(&mut self, holds: bool, path: impl Into<String>, code: &'static str) -> &mut Self {
        if !holds {
            self.0.push(FieldError::new(path, code));
        }
        self
    }
    pub fn note(&mut self, error: FieldError) -> &mut Self {
        self.0.push(error);
        self
    }
    /// Keeps a value, or notes why there is none.
    pub fn take<T>(&mut self, path: &str, value: std::result::Result<T, &'static str>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(code) => {
                self.0.push(FieldError::new(path, code));
                None
            }
        }
    }
    /// Not blank and at most `max` characters.
    pub fn text(&mut self, path: &str, text: &str, max: usize) -> &mut Self {
        if text.trim().is_empty() {
            self.0.push(FieldError::new(path, "field.required"));
        }
        self.at_most(path, text, max)
    }
    /// At most `max` characters; may be blank.
    pub fn at_most(&mut self, path: &str, text: &str, max: usize) -> &mut Self {
        if text.chars().count() > max {
            self.0.push(FieldError::new(path, "field.too_long").with("max", max));
        }
        self
    }
    /// Files by the SHA-256 of their bytes, at most `max`.
    pub fn files(&mut self, path: &str, files: &[String], max: usize) -> &mut Self {
        if files.len() > max {
            self.0.push(FieldError::new(path, "field.too_many").with("max", max));
        }
        for (at, file) in files.iter().enumerate().take(max) {
            self.that(crate::text::is_sha256(file), format!("{path}[{at}]"), "field.not_a_file");
        }
        self
    }
    pub fn done(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}
