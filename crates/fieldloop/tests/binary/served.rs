//! The real binary, served on a port of its own, for tests that kill it, restart it and listen to it.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::{Value, json};

pub const PASSWORD: &str = "correct horse";

pub struct Served {
    child: Child,
    pub base: String,
}

/// A signed-in user.
#[derive(Clone)]
pub struct Caller {
    client: Client,
    base: String,
    csrf: String,
}

pub fn fieldloop() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fieldloop"));
    command.stdout(Stdio::null()).stderr(Stdio::null()).env("RUST_LOG", "warn");
    command
}

/// Founds the company `acme` in a data folder.
pub fn found(data: &Path) {
    let done = fieldloop()
        .args(["admin", "found", "--code", "acme", "--name", "新风电器", "--password", PASSWORD, "--data"])
        .arg(data)
        .status()
        .unwrap();
    assert!(done.success());
}

impl Served {
    pub async fn start(data: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = fieldloop()
            .args(["serve", "--requests-per-second", "0", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .spawn()
            .unwrap();
        let served = Self { child, base: format!("http://127.0.0.1:{port}") };
        for _ in 0..200 {
            if reqwest::get(format!("{}/healthz", served.base)).await.is_ok_and(|answer| answer.status().is_success()) {
                return served;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the server did not become healthy");
    }
    pub async fn sign_in(&self, login: &str) -> Caller {
        let client = Client::builder().cookie_store(true).build().unwrap();
        let body = json!({ "company": "acme", "login": login, "password": PASSWORD });
        let answer = client.post(format!("{}/api/v1/session", self.base)).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{login} signs in: {}", answer.status());
        let me: Value = client.get(format!("{}/api/v1/session", self.base)).send().await.unwrap().json().await.unwrap();
        Caller { client, base: self.base.clone(), csrf: me["csrf"].as_str().unwrap().to_owned() }
    }
    /// As a power cut for the process: nothing is flushed, nothing is said.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
    /// Asks it to stop, as an operator does; whether it ended well.
    pub fn stop(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Caller {
    pub async fn get(&self, path: &str) -> Value {
        let answer = self.client.get(format!("{}/api/v1{path}", self.base)).send().await.unwrap();
        assert!(answer.status().is_success(), "GET {path}: {}", answer.status());
        answer.json().await.unwrap()
    }
    /// `None` when no answer came.
    pub async fn post(&self, path: &str, key: &str, body: &Value) -> Option<(u16, Value)> {
        let request = self.client.post(format!("{}/api/v1{path}", self.base)).header("x-csrf-token", &self.csrf);
        let answer = request.header("idempotency-key", key).json(body).send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.json().await.ok()?))
    }
    /// Opens the live stream after an event number.
    pub async fn listen(&self, after: Option<i64>) -> Listening {
        let mut request = self.client.get(format!("{}/api/v1/stream", self.base));
        if let Some(seq) = after {
            request = request.header("last-event-id", seq.to_string());
        }
        Listening { answer: request.send().await.unwrap(), held: String::new() }
    }
}

/// An open live stream.
pub struct Listening {
    answer: Response,
    held: String,
}

impl Listening {
    /// The next event, or `None` when none comes within five seconds.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((message, rest)) = self.held.split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())) {
                self.held = rest;
                if let Some(data) = message.lines().find_map(|line| line.strip_prefix("data:")) {
                    return serde_json::from_str(data.trim()).ok();
                }
                continue;
            }
            let more = tokio::time::timeout(Duration::from_secs(5), self.answer.chunk()).await.ok()?.ok()??;
            self.held.push_str(&String::from_utf8_lossy(&more));
        }
    }
}
