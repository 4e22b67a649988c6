//! Users: each row a person who signs in, known by the login. A technician's profile is opened with the account.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt, stream};
use kernel::code::Code;
use kernel::id::UnitId;
use kernel::{Day, Error, Result};
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
use crate::people::{NewCertificate, NewTechnician, SkillLevel, open_technician};
use crate::regions::districts::{Named, named};

/// The level of a skill that a table only names: works alone.
const LEVEL: i64 = 2;
/// What stands between the words of a list.
const BETWEEN: [char; 7] = ['、', ',', '，', ';', '；', '/', '\n'];
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
        let (new, profile) = match self.read(tx, sheet, row, login) {
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
            let opened = NewTechnician {
                user_id: user.id,
                unit_id,
                grade: None,
                employment: None,
                daily_minutes_max: None,
                start_place: None,
                skills: profile.skills,
                certificates: profile.certificates,
                areas: profile.areas,
            };
            open_technician(tx, opened).await?;
        }
        if let Some(hashed) = hashed.filter(|hashed| hashed.is_made) {
            let (login, password) = (login.to_owned(), hashed.password.clone());
            self.told.push(FirstPassword { line: row.line, login, password });
        }
        Ok(Done::Created(vec![Made::of(row.line, user.id)]))
    }

    /// The account of a row and a technician's profile, or everything that is wrong with it.
    fn read(&self, tx: &Tx, sheet: &Sheet, row: &MappedRow, login: &str) -> Result<(NewUser, Profile), Vec<RowError>> {
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
        let profile = self.profile(sheet, row, &mut wrong);
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
                Ok((new, profile))
            }
            _ => Err(wrong),
        }
    }

    /// Skills, certificates and areas, as a row lists them. A certificate that stands among the skills is one all the same.
    fn profile(&self, sheet: &Sheet, row: &MappedRow, wrong: &mut Vec<RowError>) -> Profile {
        let (mut skills, mut certificates) = (BTreeMap::new(), BTreeMap::new());
        for (list, words) in [("skills", words(row, "skills")), ("certificates", words(row, "certificates"))] {
            for word in words {
                let (name, figure) = split(word);
                let Some((code, is_certificate)) = self.skill(name) else {
                    let mut error = sheet.wrong(row, list, "import.value_unknown");
                    let is_asked = |is_certificate| list == "skills" || is_certificate;
                    let all = self.book.pack.skills.iter().filter(|each| is_asked(each.certificate));
                    let all: Vec<&str> = all.map(|each| each.name.zh.as_str()).collect();
                    error.facts.insert("allowed".into(), all.join("、").into());
                    wrong.push(error);
                    continue;
                };
                if is_certificate {
                    let expires_on = figure.map(day).transpose();
                    if expires_on.is_err() {
                        wrong.push(sheet.wrong(row, list, "field.not_a_day"));
                    }
                    let expires_on = expires_on.ok().flatten();
                    let held = NewCertificate { certificate: code.clone(), number: String::new(), expires_on };
                    certificates.insert(code, held);
                    continue;
                }
                let level = figure.map_or(Some(LEVEL), |level| level.trim_end_matches('级').parse().ok());
                match level.filter(|level| (1..=5).contains(level)) {
                    Some(level) => {
                        skills.insert(code.clone(), SkillLevel { skill: code, level });
                    }
                    None => wrong.push(sheet.wrong(row, list, "import.level_unknown")),
                }
            }
        }
        Profile {
            skills: skills.into_values().collect(),
            certificates: certificates.into_values().collect(),
            areas: areas(sheet, row, wrong),
        }
    }

    /// The company's skill or certificate that a word means, and whether it is a certificate: its code or name, or the skill that a
    /// category of that name asks for.
    fn skill(&self, word: &str) -> Option<(String, bool)> {
        let key = slug(word);
        let pack = &self.book.pack;
        let named = pack
            .skills
            .iter()
            .find(|each| each.code == key || slug(&each.name.zh) == key || slug(&each.name.en) == key);
        let of_category = || {
            let category =
                pack.categories.iter().find(|each| slug(&each.name.zh) == key || slug(&each.name.en) == key)?;
            pack.skill(&category.needs.first()?.skill)
        };
        named.or_else(of_category).map(|skill| (skill.code.clone(), skill.certificate))
    }
}

/// What decides where a technician can go.
struct Profile {
    skills: Vec<SkillLevel>,
    certificates: Vec<NewCertificate>,
    areas: Vec<String>,
}

/// The words of a list in a cell. A bracket keeps together what stands in it: 特种作业操作证(高处安装、维护、拆除) is one; so is the day
/// 2027/5/31.
fn words<'r>(row: &'r MappedRow, name: &str) -> Vec<&'r str> {
    let text = field(row, name).unwrap_or_default();
    let (mut found, mut depth, mut begins, mut before) = (vec![], 0_usize, 0, ' ');
    for (at, c) in text.char_indices() {
        let behind = || text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            '/' if before.is_ascii_digit() && behind().is_ascii_digit() => {}
            _ if depth == 0 && BETWEEN.contains(&c) => {
                found.push(&text[begins..at]);
                begins = at + c.len_utf8();
            }
            _ => {}
        }
        before = c;
    }
    found.push(&text[begins..]);
    found.into_iter().map(str::trim).filter(|word| !word.is_empty()).collect()
}

/// A word and what is said of it behind a colon or a blank: a level (空调安装:3, 空调安装 3级), a day (电工证 2027-05-31).
fn split(word: &str) -> (&str, Option<&str>) {
    let cut = word.rsplit_once([':', '：', ' ', '\u{3000}']);
    match cut.map(|(name, figure)| (name.trim(), figure.trim())) {
        Some((name, figure)) if figure.starts_with(|c: char| c.is_ascii_digit()) => (name, Some(figure)),
        _ => (word, None),
    }
}

/// A day as people write it: 2027-05-31, 2027/5/31, 2027.5.31, 2027年5月31日.
fn day(text: &str) -> Result<Day, ()> {
    let plain = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = plain.split('-').map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(());
    };
    format!("{year:04}-{month:02}-{day:02}").parse().map_err(|_| ())
}

/// The districts that a row lists, by code or by name.
fn areas(sheet: &Sheet, row: &MappedRow, wrong: &mut Vec<RowError>) -> Vec<String> {
    let mut codes = BTreeSet::new();
    for word in words(row, "areas") {
        match named(word) {
            Named::Code(code) => {
                codes.insert(code);
            }
            Named::Several(all) => {
                let mut error = sheet.wrong(row, "areas", "import.district_several");
                error.facts.insert("several".into(), all.join("、").into());
                wrong.push(error);
            }
            Named::Unknown => wrong.push(sheet.wrong(row, "areas", "import.district_unknown")),
        }
    }
    codes.into_iter().collect()
}
