//! E-mail by SMTP, over TLS.

use std::time::Duration;

use futures::future::BoxFuture;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::{Carried, Carrier, Message, trouble};

/// So long a whole exchange may take.
const WHOLE: Duration = Duration::from_secs(20);

pub(super) struct Mail {
    pub server: AsyncSmtpTransport<Tokio1Executor>,
    pub from: Mailbox,
}

/// Can something be sent there?
pub fn is_mailbox(typed: &str) -> bool {
    typed.parse::<lettre::Address>().is_ok()
}

impl Carrier for Mail {
    fn vendor(&self) -> &'static str {
        "smtp"
    }
    fn carry<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Carried> {
        Box::pin(async move {
            let id = format!("<{}@{}>", message.id, self.from.email.domain());
            let mut letter = lettre::Message::builder()
                .from(self.from.clone())
                .message_id(Some(id.clone()))
                .subject(message.subject.clone())
                .header(ContentType::TEXT_PLAIN);
            for to in message.to.split(',').map(str::trim).filter(|to| !to.is_empty()) {
                match to.parse() {
                    Ok(address) => letter = letter.to(Mailbox::new(None, address)),
                    Err(_) => return Carried::Never(trouble("refused_address", "")),
                }
            }
            let letter = match letter.body(message.words.clone()) {
                Ok(letter) => letter,
                Err(_) => return Carried::Never(trouble("refused_address", "")),
            };
            match tokio::time::timeout(WHOLE, self.server.send(letter)).await {
                Ok(Ok(_)) => Carried::Taken(id),
                Ok(Err(error)) => failed(&error),
                Err(_) => Carried::NotNow(trouble("too_slow", "")),
            }
        })
    }
}

fn failed(error: &lettre::transport::smtp::Error) -> Carried {
    let told = error.to_string();
    let code = error.status().map(u16::from).unwrap_or_default();
    match code {
        530 | 534 | 535 | 538 => Carried::Never(trouble("refused_credentials", &told)),
        550..=553 => Carried::Never(trouble("refused_address", &told)),
        500.. => Carried::Never(trouble("vendor_refused", &told)),
        400..500 => Carried::NotNow(trouble("refused_limit", &told)),
        _ if error.is_timeout() => Carried::NotNow(trouble("too_slow", "")),
        _ if error.is_tls() => Carried::NotNow(trouble("no_tls", "")),
        _ if error.is_client() || error.is_response() => Carried::NotNow(trouble("broken_answer", &told)),
        _ => Carried::NotNow(trouble("no_connection", "")),
    }
}
