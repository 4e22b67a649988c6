//! The life of an import: read, check, take in. Everything is written in one transaction, or nothing is.

use kernel::{Actor, Error, Id, Json, Result, Via};
use platform::db::{self, Db, Event, Sql, Tx, View, read_at};
use platform::random::sha256_hex;
use platform::sheets::{MappedRow, RowError};
use platform::spelling::{self, Proposal};
use serde_json::json;

use super::file::{self, MapChoice, Sheet};
use super::kinds::{self, Prepared, Taken};
use super::mappings;
use super::record::{ImportId, ImportKind, ImportRecord, ImportRecordId, ImportRun, ImportStatus};
use super::report::Report;

/// A file to be taken in.
#[derive(Clone, Debug)]
pub struct Import {
    pub kind: ImportKind,
    /// With its extension: `.xlsx`, `.csv`, `.tsv`, `.txt`.
    pub file_name: String,
    pub bytes: Vec<u8>,
    pub mapping: MapChoice,
    /// Say what would be, and write nothing.
    pub check_only: bool,
    /// Take nothing when any row is wrong.
    pub refuse_wrong: bool,
    /// The same key again gets the same run.
    pub key: Option<String>,
}

/// After so many rounds of leaving out rows that a rule refused, the file is given back: something is wrong with all of it.
const ROUNDS_MAX: usize = 5;

/// Takes a file in, or only checks it. A row that cannot be taken is listed with its cell and reason; a row that is here already counts as
/// known and changes nothing.
///
/// # Errors
/// `Refused` with an `import.…` code for a file or mapping that cannot be used, `Invalid` with `import.column_missing`;
/// `idempotency.other_request` for a key that was used for another file; `Forbidden` for who may not do by hand what the rows do.
pub async fn run(db: &Db, actor: Actor, import: Import) -> Result<Report> {
    let actor = Actor { via: Via { channel: "import", ..actor.via.clone() }, ..actor };
    if !actor.may(import.kind.needs()) {
        return Err(Error::Forbidden("forbidden"));
    }
    let view = db.read(actor.clone());
    let request = sha256_hex(&import.bytes) + " " + &import.kind.to_string();
    let key = import.key.filter(|_| !import.check_only);
    if let Some(key) = &key
        && let Some(before) = kept(&view, key, &request).await?
    {
        return Ok(before);
    }
    let sheet = file::read(&view, import.kind, import.file_name, import.bytes, import.mapping).await?;
    let max = kinds::rows_max(sheet.kind);
    if sheet.table.rows.len() > max {
        return Err(Error::refused("import.too_many_rows").with("max", max));
    }
    if import.check_only {
        let taken = kinds::check(db, &actor, &sheet).await?;
        return Ok(Outcome::of(&sheet, taken, ImportStatus::Checked).await?.report(&view, &sheet));
    }
    let prepared = kinds::prepare(&view, &sheet).await?;
    let written = Writing { db, actor: &actor, sheet: &sheet, prepared: &prepared, refuse_wrong: import.refuse_wrong };
    let stored = key.as_deref().map(|key| (key, request.as_str()));
    match written.rounds(stored).await {
        // the same key at the same moment: the other one was first
        Err(Error::Refused { code: "import.key_taken", .. }) => {
            let key = key.as_deref().unwrap_or_default();
            kept(&view, key, &request).await?.ok_or_else(|| Error::bug("a key that is taken and has no run"))
        }
        written => written,
    }
}

struct Writing<'w> {
    db: &'w Db,
    actor: &'w Actor,
    sheet: &'w Sheet,
    prepared: &'w Prepared,
    refuse_wrong: bool,
}

impl Writing<'_> {
    /// Tries all rows; where a rule refuses some, gives everything up and tries again without them.
    async fn rounds(&self, key: Option<(&str, &str)>) -> Result<Report> {
        let mut left_out: Vec<RowError> = vec![];
        for _ in 0..ROUNDS_MAX {
            let is_left = |row: &&MappedRow| !left_out.iter().any(|error| error.line == row.line);
            let rows: Vec<&MappedRow> = self.sheet.applied.rows.iter().filter(is_left).collect();
            let run = ImportId::new();
            let tx = self.db.begin(self.actor.clone()).await?;
            let mut taken = kinds::take(&tx, run, self.sheet, &rows, self.prepared).await?;
            if !taken.refused.is_empty() {
                tx.undo().await?;
                left_out.append(&mut taken.refused);
                continue;
            }
            taken.wrong.append(&mut left_out);
            let any_wrong = !taken.wrong.is_empty() || !self.sheet.applied.errors.is_empty();
            if any_wrong && self.refuse_wrong {
                tx.undo().await?;
                let tx = self.db.begin(self.actor.clone()).await?;
                let nothing = Taken { wrong: taken.wrong, known: taken.known, ..Taken::default() };
                return self.finish(tx, run, nothing, ImportStatus::Refused, key).await;
            }
            return self.finish(tx, run, taken, ImportStatus::Done, key).await;
        }
        Err(Error::refused("import.rows_refused").with("rows", left_out.len()).with("first", first_line(&left_out)))
    }

    /// Writes the run beside what it made, and commits.
    async fn finish(
        &self,
        tx: Tx,
        run: ImportId,
        taken: Taken,
        status: ImportStatus,
        key: Option<(&str, &str)>,
    ) -> Result<Report> {
        let records = taken.made.iter().map(|made| ImportRecord {
            id: ImportRecordId::new(),
            run_id: run,
            line: i64::from(made.line),
            noun: made.noun.to_owned(),
            record_id: made.id.clone(),
        });
        db::insert_all(&tx, records.collect()).await?;
        let outcome = Outcome::of(self.sheet, taken, status).await?;
        let stored = db::insert(&tx, outcome.run(&tx, run, self.sheet)).await?;
        if self.sheet.remember && status == ImportStatus::Done {
            mappings::remember(&tx, self.sheet.kind, &self.sheet.mapping_name, &self.sheet.mapping).await?;
        }
        if let Some((key, request)) = key
            && !keep(&tx, key, request, run).await?
        {
            tx.undo().await?;
            return Err(Error::refused("import.key_taken"));
        }
        let data = json!({ "kind": stored.kind, "status": status, "created": stored.rows_created,
            "known": stored.rows_known, "wrong": stored.rows_wrong });
        let kind = if status == ImportStatus::Done { "import.taken" } else { "import.refused" };
        tx.record(Event::new(kind).in_unit(tx.actor().unit).about(run).with(data)).await?;
        let report = outcome.report(&tx, self.sheet);
        tx.commit().await?;
        Ok(Report { id: Some(run), version: stored.version, ..report })
    }
}

fn first_line(errors: &[RowError]) -> u32 {
    errors.iter().map(|error| error.line).min().unwrap_or(0)
}

/// What came out, ready to be stored and told.
struct Outcome {
    taken: Taken,
    status: ImportStatus,
    proposals: Vec<Proposal>,
}

impl Outcome {
    async fn of(sheet: &Sheet, taken: Taken, status: ImportStatus) -> Result<Self> {
        let brands: Vec<String> =
            sheet.applied.rows.iter().filter_map(|row| row.fields.get("brand").cloned()).collect();
        let propose = move || spelling::propose(brands.into_iter().map(|brand| (brand, 1)));
        let proposals = tokio::task::spawn_blocking(propose).await.map_err(Error::bug)?;
        Ok(Self { taken, status, proposals })
    }
    fn run(&self, view: &View, id: ImportId, sheet: &Sheet) -> ImportRun {
        let wrong_lines: std::collections::HashSet<u32> =
            self.taken.wrong.iter().chain(&sheet.applied.errors).map(|error| error.line).collect();
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        ImportRun {
            id,
            kind: sheet.kind,
            file_name: sheet.file_name.chars().take(200).collect(),
            sha256: sheet.sha256.clone(),
            mapping: Json(sheet.used()),
            status: self.status,
            rows_read: count(sheet.table.rows.len()),
            rows_created: count(self.taken.created),
            rows_known: count(self.taken.known.len()),
            rows_wrong: count(wrong_lines.len()),
            problems: Json(sheet.problems(self.taken.wrong.clone())),
            proposals: Json(self.proposals.clone()),
            started_at: view.now(),
            finished_at: Some(view.now()),
            undone_at: None,
            run_by: view.actor().user,
            version: 1,
        }
    }
    /// The answer right after reading: with a preview, and with passwords that are told once.
    fn report(&self, view: &View, sheet: &Sheet) -> Report {
        let mut report = Report::from(self.run(view, ImportId::new(), sheet));
        report.id = None;
        report.preview = sheet.preview(&self.taken.known, &self.taken.wrong);
        report.passwords = if self.status == ImportStatus::Done { self.taken.passwords.clone() } else { vec![] };
        report
    }
}

/// Stores the run under the caller's key; false when the key is taken.
async fn keep(tx: &Tx, key: &str, request: &str, run: ImportId) -> Result<bool> {
    let sql = Sql::new(
        "INSERT INTO idempotency (tenant_id, actor_id, key, request, rights, answer, at) VALUES (?, ?, ?, ?, '', ?, ?)
         ON CONFLICT (tenant_id, actor_id, key) DO NOTHING",
    )
    .bind(tx.actor().tenant)
    .bind(tx.actor().user)
    .bind(key.to_owned())
    .bind(request.to_owned())
    .bind(run.to_string())
    .bind(tx.now());
    Ok(tx.run(sql).await? == 1)
}

/// The run that was stored under this key.
async fn kept(view: &View, key: &str, request: &str) -> Result<Option<Report>> {
    let sql = Sql::new("SELECT request, answer FROM idempotency WHERE tenant_id = ? AND actor_id = ? AND key = ?")
        .bind(view.actor().tenant)
        .bind(view.actor().user)
        .bind(key.to_owned());
    let Some(row) = view.one(sql).await? else { return Ok(None) };
    if read_at::<String>(&row, 0)? != request {
        return Err(Error::refused("idempotency.other_request").with("operation", "importFile"));
    }
    let run: ImportId = read_at::<String>(&row, 1)?.parse().map_err(Error::bug)?;
    db::get::<ImportRun>(view, run).await.map(|run| Some(run.into()))
}
