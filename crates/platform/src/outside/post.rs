//! One request: the name is looked up, the machine it leads to judged, and that very machine spoken to. Redirects are not followed.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, Method, Request, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::reach::{Address, Reach};

/// So long the whole exchange may take.
const WHOLE: Duration = Duration::from_secs(15);
/// So much of an answer is read; the rest is left.
const READ_MAX: usize = 16 << 10;
/// So many characters of an answer are told.
const TOLD_MAX: usize = 1_000;

const JSON: (&str, &str) = ("content-type", "application/json");

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer's status; none where there was no answer.
    pub status: Option<u16>,
    /// The beginning of its text.
    pub text: String,
    /// Why there was no answer: `delivery_failure.…` words.
    pub failure: Option<&'static str>,
    pub took_ms: i64,
}

/// What is asked of another machine.
#[derive(Debug)]
pub struct Asked<'a> {
    pub method: Method,
    pub to: &'a Address,
    pub reach: Reach,
    pub headers: &'a [(&'static str, String)],
    pub body: Vec<u8>,
}

/// An answer as it came, every byte of it: for who checks its signature.
#[derive(Clone, Debug)]
pub struct Heard {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Asks another machine.
///
/// # Errors
/// Why there was no answer, as in [`Answer`].
pub async fn ask(asked: Asked<'_>) -> Result<Heard, &'static str> {
    ask_at_length(asked, READ_MAX).await
}

/// As [`ask`], and reads so many bytes of the answer.
///
/// # Errors
/// As [`ask`].
pub(super) async fn ask_at_length(asked: Asked<'_>, bytes_max: usize) -> Result<Heard, &'static str> {
    tokio::time::timeout(WHOLE, exchange(asked, bytes_max)).await.unwrap_or(Err("too_slow"))
}

/// Posts a JSON body; what goes wrong is an answer too.
pub async fn post(to: &Address, reach: Reach, headers: &[(&'static str, String)], body: Vec<u8>) -> Answer {
    let mut all = vec![(JSON.0, JSON.1.to_owned())];
    all.extend_from_slice(headers);
    post_with(to, reach, &all, body).await
}

/// As [`post`], of whatever kind of body the headers say.
pub async fn post_with(to: &Address, reach: Reach, headers: &[(&'static str, String)], body: Vec<u8>) -> Answer {
    let begun = Instant::now();
    let exchanged = ask(Asked { method: Method::POST, to, reach, headers, body }).await;
    let took_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    match exchanged {
        Ok(Heard { status, body, .. }) => {
            let text = String::from_utf8_lossy(&body).chars().take(TOLD_MAX).collect();
            Answer { status: Some(status), text, failure: None, took_ms }
        }
        Err(failure) => Answer { status: None, text: String::new(), failure: Some(failure), took_ms },
    }
}

async fn exchange(asked: Asked<'_>, bytes_max: usize) -> Result<Heard, &'static str> {
    let Asked { method, to, reach, headers, body } = asked;
    let tcp = connected(to, reach).await?;
    let mut request = Request::builder()
        .method(method)
        .uri(to.path.as_str())
        .header(header::HOST, to.authority())
        .header(header::USER_AGENT, concat!("Fieldloop/", env!("CARGO_PKG_VERSION")))
        .header(header::CONNECTION, "close");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(body))).map_err(|_| "no_request")?;
    if !to.is_tls {
        return spoken(tcp, request, bytes_max).await;
    }
    let name = ServerName::try_from(to.host.clone()).map_err(|_| "no_such_host")?;
    let connector = TlsConnector::from(TLS.clone().ok_or("no_tls")?);
    let tls = connector.connect(name, tcp).await.map_err(|_| "no_tls")?;
    spoken(tls, request, bytes_max).await
}

/// A connection to a machine that may be spoken to.
async fn connected(to: &Address, reach: Reach) -> Result<TcpStream, &'static str> {
    let found = tokio::net::lookup_host((to.host.as_str(), to.port)).await.map_err(|_| "no_such_host")?;
    let found: Vec<SocketAddr> = found.collect();
    let allowed: Vec<SocketAddr> = found.iter().copied().filter(|each| reach.covers(each.ip())).collect();
    if allowed.is_empty() {
        return Err(if found.is_empty() { "no_such_host" } else { "not_public" });
    }
    for each in allowed {
        if let Ok(tcp) = TcpStream::connect(each).await {
            return Ok(tcp);
        }
    }
    Err("no_connection")
}

async fn spoken<S>(stream: S, request: Request<Full<Bytes>>, bytes_max: usize) -> Result<Heard, &'static str>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| "broken_answer")?;
    let carried = tokio::spawn(connection);
    let answered = async {
        let response = sender.send_request(request).await.map_err(|_| "broken_answer")?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // what is longer, or breaks off, has been answered all the same
        let body = Limited::new(response.into_body(), bytes_max).collect().await.map(|all| all.to_bytes());
        Ok(Heard { status, headers, body: body.unwrap_or_default() })
    };
    let answered = answered.await;
    carried.abort();
    answered
}

/// TLS with the roots that browsers trust.
static TLS: LazyLock<Option<Arc<ClientConfig>>> = LazyLock::new(|| {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
});

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine that answers once with these bytes; its address.
    async fn answering(with: &'static [u8]) -> (u16, tokio::task::JoinHandle<String>) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = tokio::spawn(async move {
            let (mut tcp, _) = listener.accept().await.unwrap();
            let mut heard = vec![];
            let mut piece = [0; 1024];
            while !heard.ends_with(b"{}") {
                let read = tcp.read(&mut piece).await.unwrap();
                heard.extend_from_slice(&piece[..read]);
            }
            tcp.write_all(with).await.unwrap();
            String::from_utf8(heard).unwrap()
        });
        (port, heard)
    }

    fn to(typed: &str) -> Address {
        Address::parse(typed, Reach::Anywhere).unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_told_with_its_text_and_a_redirect_is_an_answer_too() {
        let (port, heard) =
            answering(b"HTTP/1.1 307 x\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nok").await;
        let headers = [("webhook-id", "msg_1".to_owned())];
        let address = to(&format!("http://127.0.0.1:{port}/in?x=1"));
        let answer = post(&address, Reach::Anywhere, &headers, b"{}".to_vec()).await;
        assert_eq!((answer.status, answer.text.as_str(), answer.failure), (Some(307), "ok", None));
        let heard = heard.await.unwrap();
        assert!(heard.starts_with("POST /in?x=1 HTTP/1.1\r\n"), "{heard}");
        assert!(
            heard.contains("webhook-id: msg_1\r\n") && heard.contains(&format!("host: 127.0.0.1:{port}\r\n")),
            "{heard}"
        );
    }

    #[tokio::test]
    async fn a_name_that_leads_into_ones_own_network_is_not_followed() {
        let (port, heard) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        // as text it would pass: what it leads to is judged when it is spoken to
        let address = Address { host: "localhost".into(), port, is_tls: false, path: "/".into() };
        let answer = post(&address, Reach::Public, &[], b"{}".to_vec()).await;
        assert_eq!((answer.status, answer.failure), (None, Some("not_public")));
        heard.abort();
    }

    #[tokio::test]
    async fn nobody_there_is_told_as_such() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let answer = post(&to(&format!("http://127.0.0.1:{port}/")), Reach::Anywhere, &[], vec![]).await;
        assert_eq!((answer.status, answer.failure), (None, Some("no_connection")));
        let (port, heard) = answering(b"nonsense\r\n\r\n").await;
        let answer = post(&to(&format!("http://127.0.0.1:{port}/")), Reach::Anywhere, &[], b"{}".to_vec()).await;
        assert_eq!((answer.status, answer.failure), (None, Some("broken_answer")));
        drop(heard.await);
    }
}
