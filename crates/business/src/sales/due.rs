//! When a promise is due: by the rule of its kind, unless a day was agreed.

use kernel::time::DAY;
use kernel::{Moment, Zone};

use crate::lowcode::pack::DueRule;

/// What has happened to what was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    Delivered,
    Installed,
}

/// The due moment as far as it is known at the sale; `None` waits for delivery or installation.
///
/// # Errors
/// The word of what is wrong with `agreed`.
pub fn at_sale(
    rule: &DueRule,
    sold_at: Moment,
    zone: Zone,
    agreed: Option<Moment>,
) -> Result<Option<Moment>, &'static str> {
    if let Some(agreed) = agreed {
        return if agreed > sold_at { Ok(Some(agreed)) } else { Err("field.before_the_sale") };
    }
    match rule {
        DueRule::AtInstall | DueRule::AtDelivery | DueRule::DaysAfterInstall { .. } => Ok(None),
        DueRule::DaysAfterSale { days } => Ok(Some(sold_at + i64::from(*days) * DAY)),
        DueRule::Weekday { weekday, after_days, until_minute } => {
            let mut day = zone.day_of(sold_at).plus_days(i64::from(*after_days));
            while day.weekday().number_from_monday() != u32::from((*weekday).clamp(1, 7)) {
                day = day.plus_days(1);
            }
            Ok(Some(zone.at(day, i64::from(*until_minute))))
        }
        DueRule::AsAgreed => Err("field.required"),
    }
}

/// The due moment that a milestone makes known: what belongs to it is kept, and said to be kept, on its day.
pub fn at_milestone(rule: &DueRule, milestone: Milestone, at: Moment, zone: Zone) -> Option<Moment> {
    match (rule, milestone) {
        (DueRule::AtDelivery, Milestone::Delivered | Milestone::Installed)
        | (DueRule::AtInstall, Milestone::Installed) => Some(zone.at(zone.day_of(at).plus_days(1), 0)),
        (DueRule::DaysAfterInstall { days }, Milestone::Installed) => Some(at + i64::from(*days) * DAY),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        text.parse().unwrap()
    }
    fn due(rule: &DueRule, sold: &str, agreed: Option<&str>) -> Result<Option<String>, &'static str> {
        Ok(at_sale(rule, at(sold), Zone::SHANGHAI, agreed.map(at))?.map(|due| due.to_string()))
    }

    #[test]
    fn saturday_morning_is_the_next_saturday_by_noon_in_the_companys_zone() {
        let rule = DueRule::Weekday { weekday: 6, after_days: 1, until_minute: 720 };
        // Friday evening in Shanghai, then Saturday morning, which is too late for the same day
        assert_eq!(due(&rule, "2026-11-20T12:00:00Z", None), Ok(Some("2026-11-21T04:00:00.000Z".into())));
        assert_eq!(due(&rule, "2026-11-21T00:00:00Z", None), Ok(Some("2026-11-28T04:00:00.000Z".into())));
    }

    #[test]
    fn within_two_days_means_forty_eight_hours() {
        let rule = DueRule::DaysAfterSale { days: 2 };
        assert_eq!(due(&rule, "2026-11-21T02:30:00Z", None), Ok(Some("2026-11-23T02:30:00.000Z".into())));
    }

    #[test]
    fn what_is_agreed_stands_before_the_rule_and_lies_ahead() {
        let rule = DueRule::AsAgreed;
        assert_eq!(due(&rule, "2026-11-21T02:30:00Z", None), Err("field.required"));
        assert_eq!(due(&rule, "2026-11-21T02:30:00Z", Some("2026-11-20T00:00:00Z")), Err("field.before_the_sale"));
        let agreed = Some("2026-11-22T00:00:00Z");
        assert_eq!(due(&rule, "2026-11-21T02:30:00Z", agreed), Ok(Some("2026-11-22T00:00:00.000Z".into())));
    }

    #[test]
    fn a_promise_for_the_installation_is_due_on_the_day_it_is_installed_and_not_before() {
        assert_eq!(due(&DueRule::AtInstall, "2026-11-21T02:30:00Z", None), Ok(None));
        let now = at("2026-11-25T00:00:00Z");
        let zone = Zone::SHANGHAI;
        assert_eq!(at_milestone(&DueRule::AtInstall, Milestone::Delivered, now, zone), None);
        let midnight = at("2026-11-25T16:00:00Z");
        assert_eq!(at_milestone(&DueRule::AtInstall, Milestone::Installed, now, zone), Some(midnight));
        let year = DueRule::DaysAfterInstall { days: 365 };
        assert_eq!(at_milestone(&year, Milestone::Installed, now, zone), Some(now + 365 * DAY));
    }
}
