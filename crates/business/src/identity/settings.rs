//! What a company says of itself once for all: whom its customers call, and after how many days a visitor of the store is asked again.

use kernel::error::{Check, FieldError};
use kernel::id::UnitId;
use kernel::text::tidy;
use kernel::{Id, Moment, Phone, Result, id};
use platform::db::{self, Event, Tx, View};
use platform::http::Nothing;
use platform::record;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::record::Unit;

id! {
    /// What a company says of itself; one for each, with the company's own id.
    CompanySettingId = "company_setting",
}

record! {
    /// What a company says of itself.
    pub struct CompanySetting in "company_setting" as "company_setting" (CompanySettingId), versioned {
        pub id: CompanySettingId,
        /// Public: it stands on every page of a customer.
        pub service_phone: Option<Phone>,
        /// When somebody answers it, in words.
        pub service_hours: String,
        /// Days until a visitor of the store is asked again, where nobody says a day.
        pub ask_again_days: i64,
        pub changed_at: Moment,
    }
}

/// Days until a visitor is asked again, as long as the company says nothing else.
pub const ASK_AGAIN_DAYS: i64 = 7;
/// As far ahead as a visitor may be asked again.
const ASK_AGAIN_DAYS_MAX: i64 = 365;
const HOURS_MAX: usize = 60;
const PHONE_MAX: usize = 30;

/// A telephone that customers call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceLine {
    pub phone: Phone,
    /// As it is dialled: `4008208820`, `02163271234`.
    pub dial: String,
    /// When somebody answers, in the company's words; empty where it says nothing.
    pub hours: String,
}

impl ServiceLine {
    fn of(phone: Option<Phone>, hours: String) -> Option<Self> {
        phone.map(|phone| Self { dial: phone.dialled(), phone, hours })
    }
}

/// What the company says of itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CompanySettingsShown {
    pub service_phone: Option<Phone>,
    pub service_hours: String,
    pub ask_again_days: i64,
    pub changed_at: Option<Moment>,
    /// 0 as it comes.
    pub version: i64,
}

/// What the company wants to say of itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutCompanySettings {
    /// As people write it, with the area code of a landline; empty for none.
    #[serde(default)]
    pub service_phone: String,
    #[serde(default)]
    pub service_hours: String,
    /// 1 to 365.
    pub ask_again_days: i64,
}

async fn kept(view: &View) -> Result<Option<CompanySetting>> {
    db::find(view, CompanySettingId::from_uuid(view.actor().tenant.uuid())).await
}

fn shown(kept: Option<CompanySetting>) -> CompanySettingsShown {
    match kept {
        Some(kept) => CompanySettingsShown {
            service_phone: kept.service_phone,
            service_hours: kept.service_hours,
            ask_again_days: kept.ask_again_days,
            changed_at: Some(kept.changed_at),
            version: kept.version,
        },
        None => CompanySettingsShown {
            service_phone: None,
            service_hours: String::new(),
            ask_again_days: ASK_AGAIN_DAYS,
            changed_at: None,
            version: 0,
        },
    }
}

/// Whom customers of a unit call: its own number where it has one, else the company's.
///
/// # Errors
/// Those of the database.
pub async fn service_line(view: &View, unit: Option<UnitId>) -> Result<Option<ServiceLine>> {
    let unit: Option<Unit> = match unit {
        Some(unit) => db::find(view, unit).await?,
        None => None,
    };
    if let Some(own) = unit.and_then(|unit| ServiceLine::of(unit.service_phone, unit.service_hours)) {
        return Ok(Some(own));
    }
    Ok(kept(view).await?.and_then(|kept| ServiceLine::of(kept.service_phone, kept.service_hours)))
}

/// After how many days a visitor of the store is asked again, where nobody says a day.
///
/// # Errors
/// Those of the database.
pub async fn ask_again_days(view: &View) -> Result<i64> {
    Ok(kept(view).await?.map_or(ASK_AGAIN_DAYS, |kept| kept.ask_again_days))
}

/// Reads a number that customers are to call, and its hours; an empty one is none.
pub(super) fn line_of(check: &mut Check, phone: &str, hours: &str) -> (Option<Phone>, String) {
    check.at_most("service_hours", hours, HOURS_MAX);
    let typed = phone.trim();
    if typed.is_empty() {
        return (None, tidy(hours, false));
    }
    if typed.chars().count() > PHONE_MAX {
        check.note(FieldError::new("service_phone", "field.too_long").with("max", PHONE_MAX));
        return (None, String::new());
    }
    let phone = check.take("service_phone", Phone::parse(typed));
    check.that(phone.as_ref().is_none_or(Phone::is_reachable), "service_phone", "field.no_area_code");
    (phone, tidy(hours, false))
}

/// `GET /company-settings`
pub(super) async fn look(view: &View, (): (), _: Nothing) -> Result<CompanySettingsShown> {
    kept(view).await.map(shown)
}

/// `PUT /company-settings`
///
/// # Errors
/// `Stale`; `Invalid` by field.
pub async fn put(tx: &Tx, (): (), wanted: PutCompanySettings) -> Result<CompanySettingsShown> {
    let before = kept(tx).await?;
    tx.said().as_seen("company_setting", before.as_ref().map_or(0, |kept| kept.version))?;
    let mut check = Check::new();
    let (service_phone, service_hours) = line_of(&mut check, &wanted.service_phone, &wanted.service_hours);
    check.that((1..=ASK_AGAIN_DAYS_MAX).contains(&wanted.ask_again_days), "ask_again_days", "field.out_of_range");
    check.done()?;
    let setting = CompanySetting {
        id: CompanySettingId::from_uuid(tx.actor().tenant.uuid()),
        service_phone,
        service_hours,
        ask_again_days: wanted.ask_again_days,
        changed_at: tx.now(),
        version: before.as_ref().map_or(1, |kept| kept.version),
    };
    // the number itself is in no event
    let data =
        json!({ "has_service_phone": setting.service_phone.is_some(), "ask_again_days": setting.ask_again_days });
    let setting = if before.is_some() { db::update(tx, setting).await? } else { db::insert(tx, setting).await? };
    tx.record(Event::new("company_setting.changed").about(setting.id).with(data)).await?;
    Ok(shown(Some(setting)))
}
