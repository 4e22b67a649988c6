//! The routes that carry files: uploads, the wrong rows, empty tables.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::code::Code;
use kernel::{Error, Result};
use platform::db;
use platform::http::{Caller, input, problem};
use platform::sheets;
use schemars::JsonSchema;
use serde::Deserialize;

use super::file::MapChoice;
use super::life::{self, Import};
use super::mappings;
use super::record::{ImportId, ImportKind, ImportRun};
use super::report::Report;

/// Largest file, in bytes.
const LIMIT_BYTES: usize = 50 << 20;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What an upload says of its file. The file itself is the body.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    pub kind: ImportKind,
    /// The file's name with its extension; without one it is taken for what its bytes say.
    pub file: Option<String>,
    /// A remembered or shipped mapping; without one, the one that fits.
    pub mapping: Option<String>,
    /// Only say what would be.
    #[serde(default)]
    pub check: bool,
    /// Take nothing when any row is wrong.
    #[serde(default)]
    pub refuse_wrong: bool,
}

/// `POST /imports`
pub(super) async fn upload(caller: Caller, request: Request) -> Response {
    let answered = match taken(&caller, request).await {
        Ok(report) => serde_json::to_vec(&report).map_err(Error::bug).map(|bytes| (report.id.is_some(), bytes)),
        Err(error) => Err(error),
    };
    match answered {
        Ok((is_stored, bytes)) => {
            let status = if is_stored { StatusCode::CREATED } else { StatusCode::OK };
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (status, headers, bytes).into_response()
        }
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn taken(caller: &Caller, request: Request) -> Result<Report> {
    let (parts, body) = request.into_parts();
    let asked: Upload = input::query_of(&parts)?;
    let key = key_of(&parts.headers)?;
    if key.is_none() && !asked.check {
        return Err(Error::invalid("Idempotency-Key", "idempotency.key_missing"));
    }
    let bytes = input::whole(body, LIMIT_BYTES).await?.to_vec();
    let named = asked.file.filter(|name| !name.is_empty());
    let unnamed = || if bytes.starts_with(b"PK") { "upload.xlsx" } else { "upload.csv" }.to_owned();
    let import = Import {
        kind: asked.kind,
        file_name: named.unwrap_or_else(unnamed),
        bytes,
        mapping: asked.mapping.filter(|name| !name.is_empty()).map_or(MapChoice::Fitting, MapChoice::Named),
        check_only: asked.check,
        refuse_wrong: asked.refuse_wrong,
        key,
    };
    life::run(caller.read().db(), caller.actor().clone(), import).await
}

fn key_of(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    match key.to_str() {
        Ok(key) if (1..=100).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Error::invalid("Idempotency-Key", "idempotency.key_length")),
    }
}

/// `GET /imports/{id}/errors.xlsx`: the wrong rows as they were brought, the wrong cells marked, the reasons beside them.
pub(super) async fn errors(caller: Caller, request: Request) -> Response {
    let made = async {
        let id: ImportId = input::path_of(&mut request.into_parts().0).await?;
        let run: ImportRun = db::get(&caller.read(), id).await?;
        let (words, lang) = (caller.app().words.clone(), caller.actor().lang);
        let problems = run.problems.0;
        let title = words.say(lang, "import.problem_column", &serde_json::Map::new());
        let say = move || {
            sheets::rows_in_error(&problems.table(), &problems.errors, &title, |error| {
                // a cell's error has its own words, a room's refusal those of the refusal
                let refusal = format!("error.{}", error.code);
                let key = if words.has(lang, &error.code) { error.code.as_ref() } else { refusal.as_str() };
                let what = words.say(lang, key, &error.facts);
                if error.column.is_empty() { what } else { format!("{}：{what}", error.column) }
            })
        };
        tokio::task::spawn_blocking(say).await.map_err(Error::bug)?
    };
    sheet(&caller, "errors.xlsx", made.await)
}

/// `GET /imports/templates/{kind}.xlsx`
pub(super) async fn template(caller: Caller, request: Request) -> Response {
    let file: String = match input::path_of(&mut request.into_parts().0).await {
        Ok(file) => file,
        Err(error) => return problem(&error, &caller.app().words, caller.actor().lang),
    };
    let kind = file.strip_suffix(".xlsx").and_then(ImportKind::from_code);
    let made = kind
        .ok_or(Error::NotFound("import_template"))
        .and_then(mappings::shipped)
        .and_then(|(_, mapping)| sheets::template(&mapping, caller.actor().lang));
    sheet(&caller, &file, made)
}

fn sheet(caller: &Caller, name: &str, made: Result<Vec<u8>>) -> Response {
    match made {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, XLSX.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, Body::from(bytes)).into_response()
        }
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}
