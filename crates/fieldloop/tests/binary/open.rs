//! How the server opens its door: over TLS with a certificate, and to one server a folder.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

use crate::served::{Served, fieldloop, found};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Connects as soon as somebody listens.
fn connected(address: SocketAddr) -> TcpStream {
    for _ in 0..200 {
        match TcpStream::connect(address) {
            Ok(stream) => return stream,
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
    panic!("nobody listens");
}

#[test]
fn a_server_with_a_certificate_speaks_tls_and_keeps_its_cookies_to_it() {
    let folder = tempfile::tempdir().unwrap();
    found(folder.path());
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = fieldloop();
    command.args(["serve", "--listen", &address.to_string(), "--data"]).arg(folder.path());
    let _server = Running(command.arg("--tls-cert").arg(&cert).arg("--tls-key").arg(&key).spawn().unwrap());

    drop(rustls::crypto::ring::default_provider().install_default());
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let mut session = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    let mut tcp = connected(address);
    let mut stream = Stream::new(&mut session, &mut tcp);
    let body = format!(r#"{{"company":"acme","login":"admin","password":"{}"}}"#, crate::served::PASSWORD);
    let request = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = vec![];
    // the end may come without TLS' own good-bye: what was read until then counts
    drop(stream.read_to_end(&mut answer));
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    assert!(answer.starts_with("http/1.1 20"), "{answer}");
    let cookie = answer.lines().find(|line| line.starts_with("set-cookie:")).unwrap();
    assert!(cookie.contains("; secure"), "{cookie}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_one_folder_is_refused_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    found(folder.path());
    let first = Served::start(folder.path()).await;
    let mut command = fieldloop();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path()).stderr(Stdio::piped());
    let second = command.output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(!second.status.success() && said.contains("Another server is using the data folder"), "{said}");
    first.sign_in("admin").await.get("/units").await;
}
