//! `fieldloop import KIND FILE`: a table from elsewhere, checked, taken in, and reported.

use std::path::PathBuf;

use business::identity;
use business::imports::{self, Import as Wanted, ImportKind, MapChoice, Report};
use clap::Args;
use kernel::code::Code;
use kernel::{Error, Lang, Result, Via};
use platform::clock::Clock;
use platform::words::Words;

use crate::place::Where;

#[derive(Args)]
pub struct Import {
    /// repairs, orders, customers, assets, products or users.
    kind: String,
    /// A table: .xlsx or .csv.
    file: PathBuf,
    /// The company's code.
    #[arg(long)]
    company: String,
    /// The user in whose name it is done.
    #[arg(long = "as")]
    user: String,
    /// A mapping of columns: a TOML file, or the name of one that ships or is remembered (open-repair).
    #[arg(long)]
    map: Option<String>,
    /// Only check: nothing is written.
    #[arg(long)]
    check: bool,
    /// Refuse the whole file when a row is wrong.
    #[arg(long)]
    refuse_wrong: bool,
    #[command(flatten)]
    place: Where,
}

/// So many wrong cells are printed.
const SHOWN: usize = 20;

/// Takes a table in.
///
/// # Errors
/// Those of the import: an unknown company, user or mapping, a file that is no table, a missing right.
pub async fn run(import: Import) -> Result<()> {
    let kind = ImportKind::from_code(&import.kind).ok_or_else(|| Error::invalid("kind", "field.not_a_choice"))?;
    let bytes = std::fs::read(&import.file)
        .map_err(|error| Error::Unavailable(format!("{}: {error}", import.file.display())))?;
    let clock = Clock::system();
    let db = import.place.open_for_bulk(&clock).await?;
    let company = identity::by_code(&db, &import.company).await?.ok_or(Error::NotFound("company"))?;
    let mut actor = identity::acting_as(&db, &company, &import.user, clock.now()).await?;
    actor.via = Via { channel: "import", ..Via::default() };
    actor.lang = Lang::En;
    for needed in [identity::may::IMPORTS_RUN, kind.needs()] {
        if !actor.may(needed) {
            return Err(Error::Forbidden("forbidden"));
        }
    }
    let file_name = import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let wanted = Wanted {
        kind,
        file_name,
        bytes,
        mapping: chosen(import.map.as_deref())?,
        check_only: import.check,
        refuse_wrong: import.refuse_wrong,
        key: None,
    };
    let report = imports::run(&db, actor, wanted).await?;
    tell(&report, &business::words::words()?);
    db.close().await
}

fn chosen(map: Option<&str>) -> Result<MapChoice> {
    match map {
        None => Ok(MapChoice::Fitting),
        Some(path) if path.ends_with(".toml") => {
            let text = std::fs::read_to_string(path).map_err(|error| Error::Unavailable(format!("{path}: {error}")))?;
            imports::read_map(&text)
        }
        Some(name) => Ok(MapChoice::Named(name.to_owned())),
    }
}

fn tell(report: &Report, words: &Words) {
    println!(
        "{} of {}: {} rows read, {} created, {} known already, {} wrong (mapping {})",
        report.kind,
        report.file_name,
        report.rows_read,
        report.rows_created,
        report.rows_known,
        report.rows_wrong,
        report.mapping
    );
    for problem in report.problems.iter().take(SHOWN) {
        let why = words.say(Lang::En, &problem.code, &problem.facts);
        println!("  {} {:?}: {why} ({})", problem.cell, problem.value, problem.code);
    }
    if report.problems.len() > SHOWN {
        println!("  … and {} more", report.problems.len() - SHOWN);
    }
    for proposal in report.proposals.iter().take(SHOWN) {
        let spellings: Vec<&str> = proposal.members.iter().map(|member| member.spelling.as_str()).collect();
        println!("  one brand? {} ← {}", proposal.canonical, spellings.join(", "));
    }
    if report.proposals.len() > SHOWN {
        println!("  … and {} more proposals for brands", report.proposals.len() - SHOWN);
    }
    for first in &report.passwords {
        println!("  {} signs in first with {}", first.login, first.password);
    }
    match report.id {
        Some(id) => println!("import {id}: it can be undone by POST /api/v1/imports/{id}/undoing"),
        None => println!("checked only: nothing was written"),
    }
}
