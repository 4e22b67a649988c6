//! The fixed list of what can be done to a cell on its way into a field.

use chrono::{NaiveDate, NaiveTime};
use kernel::{Phone, text::tidy};
use serde::{Deserialize, Serialize};

/// One step; the steps of a rule run in their order. A failed step gives the code of the row's error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// White space folded to single spaces, ends trimmed. Always done first; naming it makes the text one line.
    Trim,
    /// HTML entities become characters, as often as they were escaped (twice at most): `&amp;eacute;` → `é`.
    HtmlEntities,
    Upper,
    Lower,
    /// E.164. Error `field.not_a_phone`.
    Phone,
    /// `¥1,280.50` yuan → `128050`. More than two decimals are an error: `import.not_money`.
    Money,
    /// `1,200` or `5.0` → `1200`, `5`. Error `import.not_a_whole_number`.
    Integer,
    /// 1900–2100. Error `import.not_a_year`.
    Year,
    /// `2026-11-21` from year-month-day in any usual writing, or a serial day of Excel. A time behind it is dropped. Error `field.not_a_day`.
    Day,
    /// `2026-11-21T10:30:00` in the company's zone; a day alone is its midnight. Error `import.not_a_time`.
    Moment,
}

impl Transform {
    /// Applies the step.
    ///
    /// # Errors
    /// The code of what is wrong with the text.
    pub fn apply(self, text: &str, formats: &[String]) -> Result<String, &'static str> {
        Ok(match self {
            Self::Trim => tidy(text, false),
            Self::HtmlEntities => decode_entities(text),
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Phone => Phone::parse(text)?.e164().to_owned(),
            Self::Money => money(text).ok_or("import.not_money")?.to_string(),
            Self::Integer => whole(text).ok_or("import.not_a_whole_number")?.to_string(),
            Self::Year => {
                let year = whole(text).filter(|year| (1900..=2100).contains(year));
                year.ok_or("import.not_a_year")?.to_string()
            }
            Self::Day => day_and_rest(text, formats).ok_or("field.not_a_day")?.0.format("%Y-%m-%d").to_string(),
            Self::Moment => moment(text, formats).ok_or("import.not_a_time")?,
        })
    }
}

fn decode_entities(text: &str) -> String {
    let once = html_escape::decode_html_entities(text);
    let twice = html_escape::decode_html_entities(once.as_ref());
    twice.into_owned()
}

/// Yuan as typed → fen. Exact: the digits are moved, nothing is rounded.
fn money(text: &str) -> Option<i64> {
    let plain = tidy(text, false).replace('，', ",").replace('－', "-");
    let unsigned = plain.strip_prefix('-').map(str::trim_start);
    let number = unsigned.unwrap_or(&plain).trim_start_matches(['¥', '￥']).trim_start();
    // ¥-5 as well as -¥5, but one sign only
    let (negative, number) = match (unsigned, number.strip_prefix('-')) {
        (None, Some(rest)) => (true, rest),
        (unsigned, _) => (unsigned.is_some(), number),
    };
    let number = number.strip_prefix("RMB").or_else(|| number.strip_prefix("CNY")).unwrap_or(number);
    let number = number.trim_end_matches(['元', '整']).trim();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if fraction.len() > 2 || !digits(fraction) {
        return None;
    }
    let yuan = ungrouped(whole)?.parse::<i64>().ok()?;
    let fen = format!("{fraction:0<2}").parse::<i64>().ok()?;
    let minor = yuan.checked_mul(100)?.checked_add(fen)?;
    Some(if negative { -minor } else { minor })
}

/// A whole number; thousands separators and `.0` are forgiven.
fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b == b'0') {
        return None;
    }
    ungrouped(whole)?.parse::<i64>().ok().map(|n| if negative { -n } else { n })
}

/// Digits with thousands separators in the right places, or none.
fn ungrouped(digits: &str) -> Option<String> {
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let rest: Vec<_> = groups.collect();
    let sound = !first.is_empty() && (rest.is_empty() || first.len() <= 3) && rest.iter().all(|group| group.len() == 3);
    let plain = format!("{first}{}", rest.concat());
    (sound && plain.bytes().all(|b| b.is_ascii_digit())).then_some(plain)
}

/// The day at the start of the text and what follows it. Day/month orders that are not year-first need a named format.
fn day_and_rest<'t>(text: &'t str, formats: &[String]) -> Option<(NaiveDate, &'t str)> {
    let text = text.trim();
    if let Some(found) = formats.iter().find_map(|format| NaiveDate::parse_and_remainder(text, format).ok()) {
        return sensible(found);
    }
    if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) {
        // serial days of Excel's 1900 system, counted so that 1900's false leap day is stepped over; 1954 to 2119
        let serial: i64 = text.parse().ok().filter(|serial| (20_000..80_000).contains(serial))?;
        return sensible((NaiveDate::from_ymd_opt(1899, 12, 30)? + chrono::Duration::days(serial), ""));
    }
    if text.len() >= 8 && text.bytes().take_while(u8::is_ascii_digit).count() == 8 {
        let (year, month, day) = (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?);
        return sensible((NaiveDate::from_ymd_opt(year, month, day)?, &text[8..]));
    }
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest.trim_start().strip_prefix(['-', '/', '.', '年', '−'])?.trim_start(), 2)?;
    let (day, rest) = number(rest.trim_start().strip_prefix(['-', '/', '.', '月', '−'])?.trim_start(), 2)?;
    let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    let ends =
        text.len() >= 8 && (rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == 'T' || c == '日'));
    if !ends || year < 1000 {
        return None;
    }
    sensible((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

/// Years outside 1900–2199 are typing errors (the same bounds as [`kernel::Day`]).
fn sensible(found: (NaiveDate, &str)) -> Option<(NaiveDate, &str)> {
    use chrono::Datelike;
    (1900..2200).contains(&found.0.year()).then_some(found)
}

fn number(text: &str, digits_max: usize) -> Option<(u32, &str)> {
    let len = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=digits_max).contains(&len).then_some(())?;
    Some((text[..len].parse().ok()?, &text[len..]))
}

fn moment(text: &str, formats: &[String]) -> Option<String> {
    let (day, rest) = day_and_rest(text, formats)?;
    let rest = rest.trim_start_matches('T').trim().replace('：', ":");
    let formats = ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f", "%H时%M分", "%H点%M分", "%I:%M %p"];
    let time = match rest.as_str() {
        "" => NaiveTime::MIN,
        typed => formats.iter().find_map(|format| NaiveTime::parse_from_str(typed, format).ok())?,
    };
    Some(format!("{}T{}", day.format("%Y-%m-%d"), time.format("%H:%M:%S")))
}

/// Whether chrono can both write and read back a day with this format.
pub(super) fn is_day_format(format: &str) -> bool {
    use chrono::format::{Item, StrftimeItems};
    let items: Vec<_> = StrftimeItems::new(format).collect();
    if items.iter().any(|item| matches!(item, Item::Error)) {
        return false;
    }
    let Some(day) = NaiveDate::from_ymd_opt(2026, 11, 21) else { return false };
    // a format with a time in it cannot be written from a day alone
    let mut written = String::new();
    let sound =
        std::fmt::Write::write_fmt(&mut written, format_args!("{}", day.format_with_items(items.iter()))).is_ok();
    sound && NaiveDate::parse_from_str(&written, format) == Ok(day)
}
