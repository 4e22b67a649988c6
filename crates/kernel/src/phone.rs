//! Phone numbers: E.164 inside (`+8613800000000`), `138 0000 0000` on screen.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

/// A phone number in E.164.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads what people type: spaces, dashes, brackets, full-width digits, a leading 0086, +86 or 86, landlines with area code.
    /// Numbers without a country code are taken as Chinese.
    ///
    /// # Errors
    /// `field.not_a_phone`
    pub fn parse(typed: &str) -> Result<Self, &'static str> {
        let mut digits = String::with_capacity(typed.len());
        for (at, c) in typed.trim().chars().enumerate() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => digits.push(char::from(b'0' + u8::try_from(c as u32 - '０' as u32).unwrap_or(0))),
                '+' | '＋' if at == 0 => digits.push('+'),
                ' ' | '-' | '—' | '(' | ')' | '（' | '）' | '.' | '\u{a0}' => {}
                _ => return Err("field.not_a_phone"),
            }
        }
        let number = if let Some(rest) = digits.strip_prefix('+') {
            rest.to_owned()
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else if digits.len() == 13 && digits.starts_with("861") {
            digits
        } else if digits.len() == 11 && digits.starts_with('1') {
            format!("86{digits}")
        } else if (10..=12).contains(&digits.len()) && digits.starts_with('0') {
            format!("86{}", &digits[1..])
        } else if (7..=8).contains(&digits.len()) || (digits.len() == 10 && digits.starts_with("400")) {
            format!("86{digits}")
        } else {
            return Err("field.not_a_phone");
        };
        // a mobile has eleven digits; 10 is Beijing, and eight more. Eleven that begin so were taken before, and what was stored is still read
        let is_whole = match number.strip_prefix("86").map(str::as_bytes) {
            Some([b'1', b'0', rest @ ..]) => matches!(rest.len(), 8 | 9),
            Some([b'1', rest @ ..]) => rest.len() == 10,
            _ => true,
        };
        if (8..=15).contains(&number.len()) && is_whole && !number.starts_with('0') {
            Ok(Self(format!("+{number}")))
        } else {
            Err("field.not_a_phone")
        }
    }
    pub fn e164(&self) -> &str {
        &self.0
    }
    /// `138 **** 0000`: what a role without the right to reveal sees.
    pub fn masked(&self) -> String {
        let national = self.0.strip_prefix("+86").unwrap_or(&self.0);
        let (len, tail) = (national.len(), national.len().saturating_sub(4));
        let head = if len > 7 { 3 } else { 0 };
        format!("{} **** {}", &national[..head], &national[tail..]).trim().to_owned()
    }
    /// What is dialled within the country: `13800000000`, `02163271234`, `4008208820`; a number of another country as it is.
    pub fn dialled(&self) -> String {
        let Some(national) = self.0.strip_prefix("+86") else { return self.0.clone() };
        match national.len() {
            // of one's own city: there is nothing to put before it
            0..=8 => national.to_owned(),
            _ if Self::is_mobile(national) || Self::is_service(national) => national.to_owned(),
            _ => format!("0{national}"),
        }
    }
    /// Whether it can be dialled from anywhere: a mobile, a 400 or 800 number, a landline with its area code, a number of another country.
    pub fn is_reachable(&self) -> bool {
        let Some(national) = self.0.strip_prefix("+86") else { return true };
        let digits = national.as_bytes();
        let is_landline = match digits {
            [b'1', b'0', ..] | [b'2', ..] => digits.len() == 10,
            [b'3'..=b'9', ..] => (10..=11).contains(&digits.len()),
            _ => false,
        };
        Self::is_mobile(national) || Self::is_service(national) || is_landline
    }
    fn is_mobile(national: &str) -> bool {
        national.len() == 11 && matches!(national.as_bytes(), [b'1', b'3'..=b'9', ..])
    }
    fn is_service(national: &str) -> bool {
        national.len() == 10 && (national.starts_with("400") || national.starts_with("800"))
    }
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len().saturating_sub(4)..]
    }
}

impl std::fmt::Display for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        Self::parse(&text).map_err(|_| de::Error::custom("expected a phone number such as 13800000000"))
    }
}
impl JsonSchema for Phone {
    fn schema_name() -> Cow<'static, str> {
        "Phone".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["+8613800000000"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_becomes_one_number() {
        for typed in [
            "13800000000",
            "138 0000 0000",
            "+86 138-0000-0000",
            "008613800000000",
            "８６13800000000",
            "138　0000 0000".replace('　', " ").as_str(),
        ] {
            assert_eq!(Phone::parse(typed).unwrap().e164(), "+8613800000000", "{typed}");
        }
        assert_eq!(Phone::parse("021-6327 1234").unwrap().e164(), "+862163271234");
        assert_eq!(Phone::parse("010-6552 1234").unwrap().e164(), "+861065521234");
        assert_eq!(Phone::parse("400-820-8820").unwrap().e164(), "+864008208820");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in
            ["", "1380000", "138000000000000000", "abc", "1380000000", "12345", "++8613800000000", "010 6552 123"]
        {
            // seven digits are a landline of one's own city
            if typed == "1380000" {
                continue;
            }
            assert!(Phone::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_number_is_dialled_as_people_dial_it() {
        for (typed, dialled) in [
            ("138 0000 0000", Some("13800000000")),
            ("021-6327 1234", Some("02163271234")),
            ("010 6552 1234", Some("01065521234")),
            ("0571-8765432", Some("05718765432")),
            ("0755 8632 7123", Some("075586327123")),
            ("400-820-8820", Some("4008208820")),
            ("+1 415 555 0100", Some("+14155550100")),
            // of which city?
            ("6327 1234", None),
            ("8765432", None),
        ] {
            let phone = Phone::parse(typed).unwrap();
            assert_eq!(phone.is_reachable().then(|| phone.dialled()).as_deref(), dialled, "{typed}");
        }
    }

    #[test]
    fn a_masked_phone_keeps_three_and_four_digits() {
        assert_eq!(Phone::parse("13812345678").unwrap().masked(), "138 **** 5678");
    }
}
