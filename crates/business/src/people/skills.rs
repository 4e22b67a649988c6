//! What a technician can do and where: skills with level, certificates with expiry, areas. Each list is put as a whole.

use std::collections::BTreeSet;

use kernel::error::Check;
use kernel::geo::is_region_code;
use kernel::id::UserId;
use kernel::{Day, FieldError, Id, Result};
use platform::db::{self, Sql, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::drawn::{self, DrawnAreaId};
use super::open::event;
use super::queries::{TechnicianShown, get_visible, shown};
use super::record::{Area, AreaId, Certificate, CertificateId, SkillHeld, SkillHeldId, Technician};
use crate::lowcode;

/// So many skills, certificates or areas a technician has at most.
const LIST_MAX: usize = 200;

/// A skill of the company's pack at a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillLevel {
    pub skill: String,
    /// 1 (assists) to 5 (teaches).
    pub level: i64,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertificate {
    pub certificate: String,
    #[serde(default)]
    pub number: String,
    /// Valid through this day; for ever without.
    pub expires_on: Option<Day>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutSkills {
    pub skills: Vec<SkillLevel>,
}
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutCertificates {
    pub certificates: Vec<NewCertificate>,
}
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutAreas {
    /// Region codes.
    pub areas: Vec<String>,
    /// Areas drawn on the map.
    #[serde(default)]
    pub drawn_areas: Vec<DrawnAreaId>,
}

/// Checks a list of codes: not too many, each a short text, none twice.
fn check_codes<'c>(check: &mut Check, list: &str, name: &str, codes: impl ExactSizeIterator<Item = &'c str>) {
    let mut seen = BTreeSet::new();
    if codes.len() > LIST_MAX {
        check.note(FieldError::new(list, "field.too_many").with("max", LIST_MAX));
    }
    for (at, code) in codes.enumerate() {
        let path = format!("{list}[{at}]{name}");
        check.text(&path, code, 60).that(seen.insert(code), path, "field.twice");
    }
}

/// A skill or certificate that the company has not defined would never fit any work: it is a typing error. Before a pack is
/// installed nothing is defined and everything is taken.
async fn are_defined<'c>(
    tx: &Tx,
    check: &mut Check,
    codes: impl Iterator<Item = (&'c str, bool)>,
    list: &str,
    name: &str,
) -> Result<()> {
    let book = lowcode::book(tx).await?;
    if book.pack.skills.is_empty() {
        return Ok(());
    }
    for (at, (code, is_certificate)) in codes.enumerate() {
        let is_defined = book.pack.skill(code).is_some_and(|skill| skill.certificate == is_certificate);
        check.that(is_defined || code.trim().is_empty(), format!("{list}[{at}]{name}"), "field.not_a_choice");
    }
    Ok(())
}

/// Replaces a technician's skills.
///
/// # Errors
/// `Invalid` by field; `NotFound`.
pub async fn set_skills(tx: &Tx, id: UserId, skills: Vec<SkillLevel>) -> Result<Technician> {
    let mut check = Check::new();
    check_codes(&mut check, "skills", ".skill", skills.iter().map(|each| each.skill.as_str()));
    for (at, each) in skills.iter().enumerate() {
        check.that((1..=5).contains(&each.level), format!("skills[{at}].level"), "field.not_a_choice");
    }
    are_defined(tx, &mut check, skills.iter().map(|each| (each.skill.as_str(), false)), "skills", ".skill").await?;
    check.done()?;
    let technician = get_visible(tx, id).await?;
    clear(tx, "technician_skill", id).await?;
    let data = json!({ "skills": skills });
    let held = |each: SkillLevel| SkillHeld {
        id: SkillHeldId::new(),
        technician_id: id,
        skill: each.skill,
        level: each.level,
    };
    db::insert_all(tx, skills.into_iter().map(held).collect()).await?;
    saved(tx, technician, "technician.skills_set", data).await
}

/// Replaces a technician's certificates.
///
/// # Errors
/// `Invalid` by field; `NotFound`.
pub async fn set_certificates(tx: &Tx, id: UserId, certificates: Vec<NewCertificate>) -> Result<Technician> {
    let mut check = Check::new();
    let codes = certificates.iter().map(|each| each.certificate.as_str());
    check_codes(&mut check, "certificates", ".certificate", codes);
    for (at, each) in certificates.iter().enumerate() {
        check.at_most(&format!("certificates[{at}].number"), &each.number, 60);
    }
    let codes = certificates.iter().map(|each| (each.certificate.as_str(), true));
    are_defined(tx, &mut check, codes, "certificates", ".certificate").await?;
    check.done()?;
    let technician = get_visible(tx, id).await?;
    clear(tx, "technician_certificate", id).await?;
    let told = |each: &NewCertificate| json!({ "certificate": each.certificate, "expires_on": each.expires_on });
    let data = json!({ "certificates": certificates.iter().map(told).collect::<Vec<_>>() });
    let held = |each: NewCertificate| Certificate {
        id: CertificateId::new(),
        technician_id: id,
        certificate: each.certificate,
        number: each.number,
        expires_on: each.expires_on,
    };
    db::insert_all(tx, certificates.into_iter().map(held).collect()).await?;
    saved(tx, technician, "technician.certificates_set", data).await
}

/// Replaces the areas that a technician serves by districts. Who has none goes wherever the unit sends them.
///
/// # Errors
/// `Invalid` by field; `NotFound`.
pub async fn set_areas(tx: &Tx, id: UserId, areas: Vec<String>) -> Result<Technician> {
    set_all_areas(tx, id, PutAreas { areas, drawn_areas: vec![] }).await
}

async fn set_all_areas(tx: &Tx, id: UserId, body: PutAreas) -> Result<Technician> {
    let PutAreas { areas, drawn_areas } = body;
    let mut check = Check::new();
    check_codes(&mut check, "areas", "", areas.iter().map(String::as_str));
    for (at, area) in areas.iter().enumerate().filter(|(_, area)| !area.is_empty()) {
        check.that(is_region_code(area), format!("areas[{at}]"), "field.not_a_region");
    }
    let ids: Vec<String> = drawn_areas.iter().map(DrawnAreaId::to_string).collect();
    check_codes(&mut check, "drawn_areas", "", ids.iter().map(String::as_str));
    let known = drawn::known(tx, &drawn_areas).await?;
    for (at, area) in drawn_areas.iter().enumerate() {
        check.that(known.contains(area), format!("drawn_areas[{at}]"), "field.not_found");
    }
    check.done()?;
    let technician = get_visible(tx, id).await?;
    clear(tx, "technician_area", id).await?;
    let data = json!({ "areas": areas, "drawn_areas": drawn_areas });
    let served = |region: String| Area { id: AreaId::new(), technician_id: id, region };
    db::insert_all(tx, areas.into_iter().chain(ids).map(served).collect()).await?;
    saved(tx, technician, "technician.areas_set", data).await
}

async fn clear(tx: &Tx, table: &str, id: UserId) -> Result<()> {
    let sql = Sql::new(&format!("DELETE FROM {table} WHERE tenant_id = ? AND technician_id = ?"));
    tx.run(sql.bind(tx.actor().tenant).bind(id)).await.map(|_| ())
}

/// The lists are part of the profile: putting one is a change of its version.
async fn saved(tx: &Tx, technician: Technician, kind: &'static str, data: Value) -> Result<Technician> {
    tx.said().as_seen("technician", technician.version)?;
    let technician = db::update(tx, technician).await?;
    tx.record(event(kind, &technician).with(data)).await?;
    Ok(technician)
}

pub(super) async fn put_skills(tx: &Tx, id: UserId, body: PutSkills) -> Result<TechnicianShown> {
    let technician = set_skills(tx, id, body.skills).await?;
    shown(tx, technician).await
}
pub(super) async fn put_certificates(tx: &Tx, id: UserId, body: PutCertificates) -> Result<TechnicianShown> {
    let technician = set_certificates(tx, id, body.certificates).await?;
    shown(tx, technician).await
}
pub(super) async fn put_areas(tx: &Tx, id: UserId, body: PutAreas) -> Result<TechnicianShown> {
    let technician = set_all_areas(tx, id, body).await?;
    shown(tx, technician).await
}
