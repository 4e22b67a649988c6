//! Numbers and dates of Excel as the text a person would have typed.

use calamine::ExcelDateTime;

use super::table::Cell;

/// Excel keeps 15 significant digits; longer numbers (identity cards, bar codes) have lost their end.
const EXACT_BELOW: f64 = 1e15;

/// `13800000000`, not `1.38E10`; `3.3`, not `3.3000000000000003`; `00123` where the cell's format is `00000` (`pad` = 5).
pub fn cell(value: f64, pad: usize) -> Cell {
    if !value.is_finite() || value.abs() >= EXACT_BELOW {
        return Cell::broken("import.cell_digits_lost", format!("{value:E}"));
    }
    Cell::Text(text(value, pad))
}

fn text(value: f64, pad: usize) -> String {
    if value.fract() == 0.0 {
        // the range was checked: whole and below 1e15
        let whole = format!("{:.0}", value.abs());
        return if value < 0.0 { format!("-{whole:0>pad$}") } else { format!("{whole:0>pad$}") };
    }
    let fifteen: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    fifteen.to_string()
}

/// How many digits a number format such as `00000` pads to; 0 where it does not.
pub fn padding(format_code: &str) -> usize {
    let whole = format_code.len() > 1 && format_code.bytes().all(|b| b == b'0');
    if whole { format_code.len().min(30) } else { 0 }
}

/// `2026-11-21`, `2026-11-21 10:30`, with seconds where there are some; a time alone or a duration as `10:30`.
pub fn date_cell(at: ExcelDateTime) -> Cell {
    let serial = at.as_f64();
    if !(0.0..2_958_466.0).contains(&serial) {
        return Cell::broken("import.cell_error", "#####");
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let seconds = if second == 0 { String::new() } else { format!(":{second:02}") };
    if at.is_duration() {
        let minutes = (serial * 1440.0).round();
        return Cell::Text(format!("{:.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0));
    }
    let time = format!("{hour:02}:{minute:02}{seconds}");
    Cell::Text(match (serial < 1.0, hour == 0 && minute == 0 && second == 0) {
        (true, _) => time,
        (false, true) => format!("{year:04}-{month:02}-{day:02}"),
        (false, false) => format!("{year:04}-{month:02}-{day:02} {time}"),
    })
}

/// `1.38E+10`: what Excel writes into a CSV for a long number it shows in scientific notation.
pub fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let Some((whole, fraction)) = mantissa.trim_start_matches('-').split_once('.') else { return false };
    whole.len() == 1 && digits(whole) && digits(fraction) && exponent.len() == 2 && digits(exponent)
}
