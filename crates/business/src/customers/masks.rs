//! Masks: the one place that decides how much of a person's phone and address is shown (B9).
//!
//! Everybody sees them masked, whatever their role; who may reveal them asks for each ([`super::reveal`]), or for a whole sheet
//! ([`crate::exports`]), which is logged.
//! A technician on the crew of an order sees that order's phone and address as they are: somebody has to ring the bell.

use kernel::id::{UnitId, UserId};
use kernel::{Actor, Moment, Phone, Point};
use schemars::JsonSchema;
use serde::Serialize;

use super::record::{Contact, ContactId, Custom, Customer, CustomerId, CustomerKind, Site, SiteId};
use crate::identity::may;
use crate::listed::Reach;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    Masked,
    Clear,
}

impl From<Reach> for Sight {
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Masked => Self::Masked,
            Reach::InFull => Self::Clear,
        }
    }
}

impl Sight {
    /// Clear for who is on the crew of the order that is shown.
    pub fn for_crew(is_on_crew: bool) -> Self {
        if is_on_crew { Self::Clear } else { Self::Masked }
    }
}

/// `+8613800000000`, or `138 **** 0000`.
pub fn phone(phone: &Phone, sight: Sight) -> String {
    match sight {
        Sight::Clear => phone.e164().to_owned(),
        Sight::Masked => phone.masked(),
    }
}

/// The address, or its beginning up to the first house number: `丁香路***`.
pub fn address(address: &str, sight: Sight) -> String {
    match sight {
        Sight::Clear => address.to_owned(),
        Sight::Masked => shortened(address),
    }
}

const HIDDEN: &str = "***";

fn shortened(address: &str) -> String {
    let chars: Vec<char> = address.trim().chars().collect();
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let counts = |at: usize| {
        "一二三四五六七八九十甲乙丙丁".contains(chars[at])
            && chars.get(at + 1).is_some_and(|next| "一二三四五六七八九十号栋幢座弄单层楼室".contains(*next))
    };
    let is_number = |at: usize| is_digit(chars[at]) || counts(at);
    // an English address begins with its number: what stands between the first number and the next is its street
    let start = (0..chars.len()).find(|at| !is_number(*at) && chars[*at].is_alphabetic()).unwrap_or(chars.len());
    let end = (start..chars.len()).find(|at| is_number(*at)).unwrap_or(chars.len());
    // an address without any number is cut all the same
    let most = if end == chars.len() && start == 0 { (chars.len() / 2).min(8) } else { 20 };
    let kept: String = chars[start..end].iter().take(most).collect();
    format!("{}{HIDDEN}", kept.trim_end())
}

/// A customer as shown on lists and files.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CustomerShown {
    pub id: CustomerId,
    pub number: String,
    pub kind: CustomerKind,
    pub name: String,
    /// Masked unless the caller works for them right now.
    pub phone: Option<String>,
    pub unit_id: Option<UnitId>,
    pub guide_id: Option<UserId>,
    pub note: String,
    /// The file that this one went into.
    pub merged_into: Option<CustomerId>,
    pub erased_at: Option<Moment>,
    pub custom: Custom,
    pub created_at: Moment,
    pub version: i64,
}

/// A customer, as far as this sight goes.
pub fn shown(customer: &Customer, sight: Sight) -> CustomerShown {
    CustomerShown {
        id: customer.id,
        number: customer.number.clone(),
        kind: customer.kind,
        name: customer.name.clone(),
        phone: customer.phone.as_ref().map(|held| phone(held, sight)),
        unit_id: customer.unit_id,
        guide_id: customer.guide_id,
        note: customer.note.clone(),
        merged_into: customer.merged_into,
        erased_at: customer.erased_at,
        custom: customer.custom.clone(),
        created_at: customer.created_at,
        version: customer.version,
    }
}

/// A contact as shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ContactShown {
    pub id: ContactId,
    pub customer_id: CustomerId,
    pub name: String,
    pub phone: String,
    pub relation: String,
    pub version: i64,
}

pub fn contact_shown(contact: &Contact, sight: Sight) -> ContactShown {
    ContactShown {
        id: contact.id,
        customer_id: contact.customer_id,
        name: contact.name.clone(),
        phone: phone(&contact.phone, sight),
        relation: contact.relation.clone(),
        version: contact.version,
    }
}

/// A site as shown. Compound, building, room and door code are there only where the address is clear, and the street without its number.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SiteShown {
    pub id: SiteId,
    pub customer_id: Option<CustomerId>,
    pub name: String,
    pub region: String,
    pub address: String,
    pub street: Option<String>,
    pub compound: Option<String>,
    pub building: Option<String>,
    pub room: Option<String>,
    pub floor: Option<i64>,
    /// For the map; absent for roles that may not reveal addresses.
    pub place: Option<Point>,
    pub note: Option<String>,
    pub version: i64,
}

/// A site, as far as this sight goes.
pub fn site_shown(actor: &Actor, site: &Site, sight: Sight) -> SiteShown {
    let clear = sight == Sight::Clear;
    let may_reveal = clear || actor.may(may::CUSTOMERS_REVEAL);
    let only = |held: &Option<String>| held.clone().filter(|_| clear);
    SiteShown {
        id: site.id,
        customer_id: site.customer_id,
        name: site.name.clone(),
        region: site.region.clone(),
        address: address(&site.address, sight),
        street: site.street.as_ref().map(|street| address(street, sight)),
        compound: only(&site.compound),
        building: only(&site.building),
        room: only(&site.room),
        floor: site.floor.filter(|_| clear),
        place: site.place.filter(|_| may_reveal),
        note: clear.then(|| site.note.clone()),
        version: site.version,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortened_address_names_no_house() {
        for (whole, short) in [
            ("上海市浦东新区丁香路100弄3号楼502室", "上海市浦东新区丁香路***"),
            ("丁香路１００弄", "丁香路***"),
            ("幸福小区三号楼二单元", "幸福小区***"),
            ("12 High Street, Flat 3", "High Street, Flat***"),
            ("三里屯太古里", "三里屯***"),
            ("100", "***"),
            ("", "***"),
        ] {
            assert_eq!(address(whole, Sight::Masked), short, "{whole}");
        }
        assert_eq!(address("丁香路100弄", Sight::Clear), "丁香路100弄");
    }
}
