//! By which ways a notice goes out, when it is tried again, and what a template's places hold.

use std::collections::BTreeMap;

use kernel::Moment;
use kernel::time::{MINUTE, SECOND};

use super::record::{CompanyChannel, NoticeAudience, NoticeChannel, NoticeCode, NoticeStatus, NoticeTemplate};
use super::texts::{NAMES, PATH};

/// The waits between tries: some fifty minutes in all, as nobody wants to read later that somebody has set out.
pub const WAITS: [i64; 5] = [15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE];
/// A template has no more places.
pub const PLACES_MAX: usize = 12;

/// When a notice that failed for the `tried`-th time is tried again; none when it is given up.
pub fn next_try(tried: i64, at: Moment) -> Option<Moment> {
    let wait = usize::try_from(tried - 1).ok().and_then(|index| WAITS.get(index))?;
    Some(at + *wait)
}

/// Where somebody is reached.
pub struct Reached<'r> {
    pub phone: bool,
    /// A customer's addresses by channel.
    pub known: &'r BTreeMap<NoticeChannel, String>,
}

impl Reached<'_> {
    fn by(&self, channel: NoticeChannel) -> bool {
        if channel == NoticeChannel::Sms { self.phone } else { self.known.contains_key(&channel) }
    }
}

/// A way by which a notice goes, or why it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    pub channel: Option<NoticeChannel>,
    pub status: NoticeStatus,
    pub failure: Option<&'static str>,
}

/// The channels that reach one person, the first before the next: what costs least comes first.
pub fn personal(audience: NoticeAudience) -> &'static [NoticeChannel] {
    match audience {
        NoticeAudience::Customer => &[NoticeChannel::Wechat, NoticeChannel::Sms, NoticeChannel::Mail],
        NoticeAudience::Technician => &[NoticeChannel::Sms],
        NoticeAudience::Office => &[],
    }
}

/// The channels that reach many at a place of the company's: each is used.
fn shared(audience: NoticeAudience) -> &'static [NoticeChannel] {
    match audience {
        NoticeAudience::Customer => &[],
        NoticeAudience::Technician => &[NoticeChannel::Robot],
        NoticeAudience::Office => &[NoticeChannel::Robot, NoticeChannel::Mail],
    }
}

/// Does the office hear of things by it?
pub fn is_for_office(channel: &CompanyChannel) -> bool {
    channel.is_on && shared(NoticeAudience::Office).contains(&channel.channel)
}

/// By which ways a notice goes: by the first that reaches the person, and by each to a place of the company's. Where none is switched
/// on it is kept; where none reaches anybody it says why.
pub fn ways(code: NoticeCode, reached: &Reached<'_>, channels: &[CompanyChannel]) -> Vec<Way> {
    let on = |channel: NoticeChannel| channels.iter().find(|each| each.is_on && each.channel == channel);
    let way = |channel: &CompanyChannel, failure: Option<&'static str>| Way {
        channel: Some(channel.channel),
        status: if failure.is_some() { NoticeStatus::Skipped } else { NoticeStatus::Waiting },
        failure,
    };
    let mut ways = vec![];
    for channel in personal(code.audience()).iter().filter_map(|channel| on(*channel)) {
        let found = way(channel, obstacle(channel, code, reached.by(channel.channel)));
        ways = vec![found];
        if found.failure.is_none() {
            break;
        }
    }
    for channel in shared(code.audience()).iter().filter_map(|channel| on(*channel)) {
        ways.push(way(channel, obstacle(channel, code, !channel.address.is_empty())));
    }
    if ways.is_empty() && code.audience() != NoticeAudience::Office {
        let status = if reached.phone { NoticeStatus::Kept } else { NoticeStatus::Nobody };
        ways.push(Way { channel: None, status, failure: None });
    }
    ways
}

/// Why an occasion cannot go by a channel.
pub fn obstacle(channel: &CompanyChannel, code: NoticeCode, has_address: bool) -> Option<&'static str> {
    if channel.channel.needs_template() && template(channel, code).is_none() {
        return Some("no_template");
    }
    (!has_address).then_some("no_address")
}

/// The channel's template for an occasion.
pub fn template(channel: &CompanyChannel, code: NoticeCode) -> Option<&NoticeTemplate> {
    channel.templates.iter().find(|each| each.code == code)
}

/// May somebody send it again? What was kept was never to be sent, and would be old.
pub fn may_resend(status: NoticeStatus, channel: Option<NoticeChannel>) -> bool {
    channel.is_some() && matches!(status, NoticeStatus::Failed | NoticeStatus::Skipped)
}

/// What stands in braces is replaced by what it stands for; what is not known stays.
pub fn fill(words: &str, said: &BTreeMap<String, String>) -> String {
    said.iter().fold(words.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// A template's places as they were typed: the vendor's name of each, and ours of what it holds.
///
/// # Errors
/// `field.unknown_name_in_text`
pub fn places(typed: &str) -> Result<Vec<(&str, &str)>, &'static str> {
    let parts = typed.split([',', '，', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (theirs, ours) =
                part.split_once('=').map_or((part, part), |(theirs, ours)| (theirs.trim(), ours.trim()));
            let is_known = NAMES.contains(&ours) || ours == PATH;
            if is_known && !theirs.is_empty() { Ok((theirs, ours)) } else { Err("field.unknown_name_in_text") }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Json};

    use super::super::record::NoticeChannelId;
    use super::*;

    fn channel(channel: NoticeChannel, address: &str, templates: &[NoticeCode]) -> CompanyChannel {
        let template = |code: &NoticeCode| NoticeTemplate { code: *code, template: "T1".into(), places: String::new() };
        CompanyChannel {
            id: NoticeChannelId::new(),
            channel,
            is_on: true,
            sign: String::new(),
            address: address.into(),
            templates: Json(templates.iter().map(template).collect()),
            changed_at: Moment::from_ms(0),
            version: 1,
        }
    }

    fn told(code: NoticeCode, phone: bool, known: &[NoticeChannel], channels: &[CompanyChannel]) -> Vec<String> {
        let known = known.iter().map(|channel| (*channel, "x".to_owned())).collect();
        let ways = ways(code, &Reached { phone, known: &known }, channels);
        let word = |way: Way| {
            let channel = way.channel.map_or_else(|| "-".to_owned(), |channel| channel.to_string());
            format!("{channel} {}{}", way.status, way.failure.map(|why| format!(" {why}")).unwrap_or_default())
        };
        ways.into_iter().map(word).collect()
    }

    #[test]
    fn a_notice_goes_by_the_first_way_that_reaches_somebody_and_says_why_it_does_not() {
        use NoticeChannel::{Mail, Robot, Sms, Wechat};
        use NoticeCode::{OfficeRequest, OrderTakenIn, VisitOffered};
        let (wechat, sms) = (channel(Wechat, "", &[OrderTakenIn]), channel(Sms, "", &[OrderTakenIn, VisitOffered]));
        let (robot, mail) = (channel(Robot, "key", &[]), channel(Mail, "", &[]));
        let off = CompanyChannel { is_on: false, ..sms.clone() };
        let both = [wechat.clone(), sms.clone()];
        for (code, phone, known, channels, expected) in [
            (OrderTakenIn, true, &[][..], &[][..], &["- kept"][..]),
            (OrderTakenIn, false, &[], &[], &["- nobody"]),
            (OrderTakenIn, true, &[], std::slice::from_ref(&off), &["- kept"]),
            (OfficeRequest, false, &[], std::slice::from_ref(&sms), &[]),
            (OrderTakenIn, true, &[Wechat], &both, &["wechat waiting"]),
            (OrderTakenIn, true, &[], &both, &["sms waiting"]),
            (OrderTakenIn, false, &[], &both, &["sms skipped no_address"]),
            (OrderTakenIn, true, &[], std::slice::from_ref(&wechat), &["wechat skipped no_address"]),
            (NoticeCode::OrderFinished, true, &[Wechat], &both, &["sms skipped no_template"]),
            (OrderTakenIn, false, &[Mail], &[sms.clone(), mail.clone()], &["mail waiting"]),
            (VisitOffered, true, &[], &[sms.clone(), robot.clone()], &["sms waiting", "robot waiting"]),
            (VisitOffered, true, &[], std::slice::from_ref(&robot), &["robot waiting"]),
            (OfficeRequest, false, &[], &[robot.clone(), mail.clone()], &["robot waiting", "mail skipped no_address"]),
        ] {
            assert_eq!(told(code, phone, known, channels), expected, "{code} {phone} {known:?}");
        }
    }

    #[test]
    fn places_are_read_as_they_are_typed() {
        assert_eq!(
            places("number, time2=window，link").unwrap(),
            [("number", "number"), ("time2", "window"), ("link", "link")]
        );
        assert_eq!(places(" ").unwrap(), []);
        assert_eq!(places("number, nobody"), Err("field.unknown_name_in_text"));
        assert_eq!(places("=number"), Err("field.unknown_name_in_text"));
    }

    #[test]
    fn waits_grow_and_end_within_an_hour() {
        let at = Moment::from_ms(0);
        let waits: Vec<i64> = (1..).map_while(|tried| next_try(tried, at)).map(Moment::ms).collect();
        assert!(waits.is_sorted_by(|a, b| a < b) && waits.iter().sum::<i64>() < 60 * MINUTE, "{waits:?}");
    }
}
