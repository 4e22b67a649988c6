//! Users: each row a person who signs in, known by the login. A technician's profile is opened with the account.

use std::collections::HashMap;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt, stream};
use kernel::code::Code;
use kernel::id::UnitId;
use kernel::{Error, Result};
use platform::db::{Sql, Tx, View, read_at};
use platform::random;
use platform::sheets::{MappedRow, RowError};

use super::customers::phone;
use super::doors::Done;
use super::shared::{field, known, slug};
use super::{Made, Prepared};
use crate::identity::users::{NewUser, create_hashed};
use crate::identity::{Role, password, users};
use crate::imports::file::Sheet;
use crate::imports::report::FirstPassword;
use crate::lowcode::{self, Book};
use crate::people::{NewTechnician, SkillLevel, open_technician};

/// The level of a skill that a table only names: works alone.
const LEVEL: i64 = 2;
/// Passwords hashed at once.
const HASHED_AT_ONCE: usize = 2;

/// A password and its hash.
pub(super) struct Hashed {
    password: String,
    /// Made here, and so to be told.
    is_made: bool,
    hash: String,
}

/// Hashes the passwords of those who are not here yet; makes one where the table has none.
///
/// # Errors
/// `Unavailable` when the machine has no randomness.
pub(super) async fn hashes(view: &View, sheet: &Sheet) -> Result<HashMap<u32, Hashed>> {
    let logins: Vec<&str> = sheet.applied.rows.iter().filter_map(|row| field(row, "user_name")).collect();
    let here = known(view, "app_user", "login", "", &logins).await?;
    let new = sheet.applied.rows.iter().filter(|row| !here.contains_key(field(row, "user_name").unwrap_or_default()));
    let wanted = new.map(|row| (row.line, field(row, "password").map(str::to_owned))).collect::<Vec<_>>();
    stream::iter(wanted)
        .map(|(line, given)| async move {
            let is_made = given.is_none();
            let password = match given {
                Some(given) => given,
                None => random::secret(9)?,
            };
            let hash = password::hash(password.clone()).await?;
            Ok::<_, Error>((line, Hashed { password, is_made, hash }))
        })
        .buffer_unordered(HASHED_AT_ONCE)
        .try_collect()
        .await
}

pub(super) struct Desk<'p> {
    book: Arc<Book>,
    /// By code and by name, in lower case.
    units: HashMap<String, UnitId>,
    here: HashMap<String, String>,
    prepared: &'p Prepared,
    pub told: Vec<FirstPassword>,
}

impl<'p> Desk<'p> {
    pub async fn open(tx: &Tx, rows: &[&MappedRow], prepared: &'p Prepared) -> Result<Self> {
        let logins: Vec<&str> = rows.iter().filter_map(|row| field(row, "user_name")).collect();
        let sql = Sql::new("SELECT id, code, name FROM unit WHERE tenant_id = ? LIMIT 20000").bind(tx.actor().tenant);
        let mut units = HashMap::new();
        for row in tx.all(sql).await? {
            let id: UnitId = read_at(&row, 0)?;
            units.insert(read_at::<String>(&row, 1)?.to_lowercase(), id);
            units.insert(read_at::<String>(&row, 2)?.to_lowercase(), id);
        }
        let here = known(tx, "app_user", "login", "", &logins).await?;
        Ok(Self { book: lowcode::book(tx).await?, units, here, prepared, told: vec![] })
    }

    pub async fn row(&mut self, tx: &Tx, sheet: &Sheet, row: &MappedRow) -> Result<Done> {
        let login = field(row, "user_name").unwrap_or_default();
        if self.here.contains_key(login) {
            return Ok(Done::Known);
        }
        let (new, skills) = match self.read(tx, sheet, row, login) {
            Ok(read) => read,
            Err(errors) => return Ok(Done::Wrong(errors)),
        };
        users::check(&new)?;
        let hashed = self.prepared.hashes.get(&row.line);
        let hash = match (hashed, self.prepared.is_check) {
            (Some(hashed), _) => hashed.hash.clone(),
            (None, true) => String::new(),
            (None, false) => return Err(Error::Unavailable("an account disappeared while its row was read".into())),
        };
        let is_technician = new.roles.contains(&Role::Technician);
        let unit_id = new.unit_id;
        let user = create_hashed(tx, new, hash).await?;
        if is_technician {
            let profile = NewTechnician {
                user_id: user.id,
                unit_id,
                grade: None,
                employment: None,
                daily_minutes_max: None,
                start_place: None,
                skills,
                certificates: vec![],
                areas: vec![],
            };
            open_technician(tx, profile).await?;
        }
        if let Some(hashed) = hashed.filter(|hashed| hashed.is_made) {
            let (login, password) = (login.to_owned(), hashed.password.clone());
            self.told.push(FirstPassword { line: row.line, login, password });
        }
        Ok(Done::Created(vec![Made::of(row.line, user.id)]))
    }

    /// The account of a row and a technician's skills, or everything that is wrong with it.
    fn read(
        &self,
        tx: &Tx,
        sheet: &Sheet,
        row: &MappedRow,
        login: &str,
    ) -> Result<(NewUser, Vec<SkillLevel>), Vec<RowError>> {
        let mut wrong = vec![];
        let role = field(row, "role").and_then(Role::from_code);
        if role.is_none() {
            wrong.push(sheet.wrong(row, "role", "field.not_a_choice"));
        }
        let phone = phone(row, "phone");
        if phone.is_none() {
            wrong.push(sheet.wrong(row, "phone", "field.not_a_phone"));
        }
        let unit = field(row, "unit").map(|name| self.units.get(&name.to_lowercase()).copied());
        if unit == Some(None) {
            wrong.push(sheet.wrong(row, "unit", "import.unit_unknown"));
        }
        let mut skills = vec![];
        for word in field(row, "skills").unwrap_or_default().split(['、', ',', '，', ';', '；', '/', '\n']) {
            match self.skill(word) {
                Some(skill) => skills.push(SkillLevel { skill, level: LEVEL }),
                None if word.trim().is_empty() => {}
                None => {
                    let mut error = sheet.wrong(row, "skills", "import.value_unknown");
                    let all: Vec<&str> = self.book.pack.skills.iter().map(|each| each.name.zh.as_str()).collect();
                    error.facts.insert("allowed".into(), all.join("、").into());
                    wrong.push(error);
                }
            }
        }
        skills.sort_by(|a, b| a.skill.cmp(&b.skill));
        skills.dedup_by(|a, b| a.skill == b.skill);
        match (role, phone) {
            (Some(role), Some(phone)) if wrong.is_empty() => {
                let given = field(row, "password").unwrap_or("long enough to be made");
                let new = NewUser {
                    login: login.to_owned(),
                    name: field(row, "name").unwrap_or_default().to_owned(),
                    password: given.to_owned(),
                    phone,
                    unit_id: unit.flatten().or(tx.actor().unit),
                    roles: vec![role],
                    scope: None,
                };
                Ok((new, skills))
            }
            _ => Err(wrong),
        }
    }

    /// The company's skill that a word means: its code or name, or the skill that a category of that name asks for.
    fn skill(&self, word: &str) -> Option<String> {
        let key = slug(word);
        let pack = &self.book.pack;
        let named = pack
            .skills
            .iter()
            .find(|each| each.code == key || slug(&each.name.zh) == key || slug(&each.name.en) == key);
        let of_category = || {
            let category =
                pack.categories.iter().find(|each| slug(&each.name.zh) == key || slug(&each.name.en) == key)?;
            category.needs.first().map(|need| need.skill.clone())
        };
        named.map(|skill| skill.code.clone()).or_else(of_category)
    }
}
