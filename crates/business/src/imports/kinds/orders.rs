//! Orders: each row a request for one machine, opened as the desk would. Known by its number in the source, or by what it says.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::code::Code;
use kernel::{Day, Moment, Result};
use platform::db::Tx;
use platform::random::sha256_hex;
use platform::sheets::{MappedRow, RowError};
use serde_json::{Map, Value};

use super::Made;
use super::customers::{Home, household, phone};
use super::doors::Done;
use super::shared::{self, field, known, slug};
use crate::customers::{NewAsset, NewCustomer, by_serial, open_asset};
use crate::imports::file::Sheet;
use crate::lowcode::pack::Urgency;
use crate::lowcode::{self, Book};
use crate::nouns::{AssetId, Channel, ProductId};
use crate::orders::open::NewItem;
use crate::orders::{self, NewOrder};

/// What the table says beside what an order has columns for.
const KEPT_BESIDE: &[&str] = &["channel", "received_at", "wanted_window", "brand", "product", "model"];

pub(super) struct Desk {
    book: Arc<Book>,
    /// References of orders that are here already.
    here: HashMap<String, String>,
    products: HashMap<String, ProductId>,
}

/// What of a row does not depend on anybody else.
struct Asked {
    r#type: String,
    urgency: Option<Urgency>,
    quantity: i64,
    wanted: Option<(Moment, Moment)>,
    phone: Option<kernel::Phone>,
}

/// By which an order is known again: the source's number, or all that the row says.
pub(super) fn reference(row: &MappedRow) -> String {
    if let Some(given) = field(row, "outside_ref") {
        return given.to_owned();
    }
    let said: Vec<String> = row.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("row:{}", &sha256_hex(said.join("\n").as_bytes())[..32])
}

impl Desk {
    pub async fn open(tx: &Tx, rows: &[&MappedRow]) -> Result<Self> {
        let references: Vec<String> = rows.iter().map(|row| reference(row)).collect();
        let keys: Vec<&str> = references.iter().map(String::as_str).collect();
        let here = known(tx, "work_order", "outside_ref", "", &keys).await?;
        let products = shared::products_named(tx, rows).await?;
        Ok(Self { book: lowcode::book(tx).await?, here, products })
    }

    pub async fn row(&mut self, tx: &Tx, sheet: &Sheet, row: &MappedRow) -> Result<Done> {
        let reference = reference(row);
        if self.here.contains_key(&reference) {
            return Ok(Done::Known);
        }
        let asked = match self.read(tx, sheet, row) {
            Ok(asked) => asked,
            Err(errors) => return Ok(Done::Wrong(errors)),
        };
        let who =
            NewCustomer { phone: asked.phone, ..NewCustomer::named(field(row, "customer_name").unwrap_or_default()) };
        let home = household(tx, row, who).await?;
        let mut made = home.made(row.line);
        let words = field(row, "product").unwrap_or_default();
        let found = |name: &str| field(row, name).and_then(|word| self.products.get(word)).copied();
        let product_id = found("model").or_else(|| found("product"));
        let category = shared::category(&self.book, None, words).filter(|category| !category.is_empty());
        let asset_id = machine(tx, row, &home, product_id, category.as_deref(), &mut made).await?;
        let described = [field(row, "fault"), field(row, "note")];
        let described = described.into_iter().flatten().collect::<Vec<_>>().join("\n");
        let beside = KEPT_BESIDE.iter().filter_map(|name| Some(((*name).to_owned(), Value::from(field(row, name)?))));
        let item = NewItem {
            asset_id,
            product_id,
            category: category.filter(|_| asset_id.is_none() && product_id.is_none()),
            quantity: Some(asked.quantity),
            ..NewItem::default()
        };
        let new = NewOrder {
            r#type: asked.r#type,
            channel: Some(Channel::File),
            customer_id: Some(home.customer.id),
            site_id: Some(home.site.id),
            items: vec![item],
            described,
            urgency: asked.urgency,
            wanted_from_at: asked.wanted.map(|wanted| wanted.0),
            wanted_to_at: asked.wanted.map(|wanted| wanted.1),
            outside_ref: Some(reference.clone()),
            custom: beside.collect::<Map<String, Value>>(),
            ..NewOrder::default()
        };
        let order = orders::open(tx, new).await?;
        self.here.insert(reference, order.id.to_string());
        made.insert(0, Made::of(row.line, order.id));
        Ok(Done::Created(made))
    }

    fn read(&self, tx: &Tx, sheet: &Sheet, row: &MappedRow) -> Result<Asked, Vec<RowError>> {
        let mut wrong = vec![];
        let r#type = self.order_type(field(row, "type").unwrap_or_default());
        if r#type.is_none() {
            let mut error = sheet.wrong(row, "type", "import.value_unknown");
            let all: Vec<&str> = self.book.pack.order_types.iter().map(|each| each.name.zh.as_str()).collect();
            error.facts.insert("allowed".into(), all.join("、").into());
            wrong.push(error);
        }
        let urgency = field(row, "urgency").map(Urgency::from_code);
        if urgency == Some(None) {
            wrong.push(sheet.wrong(row, "urgency", "field.not_a_choice"));
        }
        let quantity = field(row, "quantity").map_or(Ok(1), str::parse::<i64>);
        if quantity.is_err() {
            wrong.push(sheet.wrong(row, "quantity", "import.not_a_whole_number"));
        }
        let phone = phone(row, "customer_phone");
        if phone.is_none() {
            wrong.push(sheet.wrong(row, "customer_phone", "field.not_a_phone"));
        }
        let day: Option<Result<Day, _>> = field(row, "wanted_on").map(str::parse);
        if day.as_ref().is_some_and(Result::is_err) {
            wrong.push(sheet.wrong(row, "wanted_on", "field.not_a_day"));
        }
        match (r#type, quantity, phone) {
            (Some(r#type), Ok(quantity), Some(phone)) if wrong.is_empty() => {
                let zone = tx.actor().zone;
                let window = |day: Day| {
                    let (from, to) = minutes(field(row, "wanted_window").unwrap_or_default());
                    (zone.at(day, from), zone.at(day, to))
                };
                let wanted = day.and_then(Result::ok).map(window);
                Ok(Asked { r#type, urgency: urgency.flatten(), quantity, wanted, phone })
            }
            _ => Err(wrong),
        }
    }

    /// The company's order type that a word means: its code or name.
    fn order_type(&self, word: &str) -> Option<String> {
        let key = slug(word);
        let all = &self.book.pack.order_types;
        let found = all
            .iter()
            .filter(|each| !each.is_off)
            .find(|each| each.code == key || slug(&each.name.zh) == key || slug(&each.name.en) == key);
        found.map(|each| each.code.clone())
    }
}

/// The machine of the row's serial: the one that is known, or a new file.
async fn machine(
    tx: &Tx,
    row: &MappedRow,
    home: &Home,
    product_id: Option<ProductId>,
    category: Option<&str>,
    made: &mut Vec<Made>,
) -> Result<Option<AssetId>> {
    let Some(serial) = field(row, "serial") else { return Ok(None) };
    if let Some(known) = by_serial(tx, serial).await? {
        return Ok(Some(known.id));
    }
    let new = NewAsset {
        customer_id: Some(home.customer.id),
        site_id: Some(home.site.id),
        product_id,
        category: category.filter(|_| product_id.is_none()).unwrap_or_default().to_owned(),
        name: field(row, "product").unwrap_or_default().to_owned(),
        serial: Some(serial.to_owned()),
        ..NewAsset::default()
    };
    let asset = open_asset(tx, new).await?;
    made.push(Made::of(row.line, asset.id));
    Ok(Some(asset.id))
}

/// The part of the day that somebody named, in minutes after midnight: `上午`, `14:00-16:00`; the whole day where nothing is understood.
fn minutes(window: &str) -> (i64, i64) {
    const DAY: (i64, i64) = (0, 1_440);
    let of = |text: &str| {
        let (hour, minute) = text.trim().split_once([':', '：']).unwrap_or((text.trim(), "0"));
        let hour: i64 = hour.trim_end_matches(['点', '时']).parse().ok().filter(|hour| (0..=24).contains(hour))?;
        let minute: i64 = minute.trim_end_matches('分').parse().ok().filter(|minute| (0..60).contains(minute))?;
        Some(hour * 60 + minute)
    };
    if let Some((from, to)) = window.split_once(['-', '~', '～', '至', '—', '–'])
        && let (Some(from), Some(to)) = (of(from), of(to))
        && from < to
    {
        return (from, to.min(1_440));
    }
    match window.trim().to_lowercase().as_str() {
        "上午" | "am" | "morning" => (8 * 60, 12 * 60),
        "下午" | "pm" | "afternoon" => (13 * 60, 18 * 60),
        "晚上" | "evening" => (18 * 60, 21 * 60),
        _ => DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn a_window_is_read_as_people_write_it() {
        for (text, window) in [
            ("上午", (480, 720)),
            ("14:00-16:30", (840, 990)),
            ("9点至11点", (540, 660)),
            ("Afternoon", (780, 1_080)),
            ("", (0, 1_440)),
            ("随时", (0, 1_440)),
            ("16:00-14:00", (0, 1_440)),
        ] {
            assert_eq!(minutes(text), window, "{text}");
        }
    }
}
