//! What is left after kill -9: everything that was acknowledged, once.

use std::collections::BTreeSet;

use crate::served::Served;
use serde_json::json;

fn codes(units: &serde_json::Value) -> Vec<String> {
    units["items"].as_array().unwrap().iter().map(|unit| unit["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_acknowledged_survives_a_kill_and_a_retry_stores_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    crate::served::found(folder.path());
    let server = Served::start(folder.path()).await;
    let admin = server.sign_in("admin").await;

    // eight writers until the server dies under them
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let admin = admin.clone();
            tokio::spawn(async move {
                let mut acknowledged = vec![];
                for n in 0..100_000 {
                    let code = format!("U-{writer}-{n}");
                    let body = json!({ "code": code, "name": "网点", "kind": "outlet" });
                    match admin.post("/units", &code, &body).await {
                        Some((201, _)) => acknowledged.push(code),
                        _ => return (acknowledged, Some((code, body))),
                    }
                }
                (acknowledged, None)
            })
        })
        .collect();
    while codes(&admin.get("/units").await).len() < 60 {
        tokio::task::yield_now().await;
    }
    server.kill();
    let mut acknowledged = BTreeSet::new();
    let mut interrupted = vec![];
    for writer in writers {
        let (stored, cut_off) = writer.await.unwrap();
        acknowledged.extend(stored);
        interrupted.extend(cut_off);
    }
    assert!(acknowledged.len() >= 50, "the writers wrote");

    let server = Served::start(folder.path()).await;
    let admin = server.sign_in("admin").await;
    let after = codes(&admin.get("/units").await);
    let distinct: BTreeSet<String> = after.iter().cloned().collect();
    assert_eq!(after.len(), distinct.len(), "nothing is stored twice");
    assert!(acknowledged.is_subset(&distinct), "lost: {:?}", acknowledged.difference(&distinct).collect::<Vec<_>>());

    // who got no answer asks again with the same key: stored exactly once, whether it had been or not
    for (code, body) in &interrupted {
        assert_eq!(admin.post("/units", code, body).await.unwrap().0, 201, "{code}");
    }
    let again = codes(&admin.get("/units").await);
    for (code, _) in &interrupted {
        assert_eq!(again.iter().filter(|each| *each == code).count(), 1, "{code}");
    }
    assert!(server.stop(), "a server that is told to stop ends well");
}
