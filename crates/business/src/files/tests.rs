//! Uploading and reading files through the API: as their owner, as a colleague with an order, as a stranger.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode};
use db_test::db_test;
use kernel::Id;
use kernel::id::UserId;
use platform::db::Sql;
use platform::random::sha256_hex;
use serde_json::Value;

use crate::identity::Role;
use crate::nouns::{EvidenceId, MessageId, OrderId, VisitId};
use crate::world::World;

/// A document of its own for every `words`.
fn document(words: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{words}").into_bytes()
}

/// The smallest picture: one transparent pixel.
pub(crate) const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0a, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1,
    0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn put(world: &World, login: &str, bytes: &[u8], name: &str) -> Answer {
    let path = format!("/files/{}?name={name}", sha256_hex(bytes));
    send(world, login, "PUT", &path, Body::from(bytes.to_vec()), &[]).await
}

async fn get(world: &World, login: &str, bytes: &[u8], query: &str, headers: &[(&str, &str)]) -> Answer {
    let path = format!("/files/{}{query}", sha256_hex(bytes));
    send(world, login, "GET", &path, Body::empty(), headers).await
}

async fn send(world: &World, login: &str, method: &str, path: &str, body: Body, headers: &[(&str, &str)]) -> Answer {
    let response = world.send(login, method, path, body, headers).await;
    let (parts, body) = response.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, 50_000_000).await.unwrap() }
}

#[db_test]
async fn a_photo_is_kept_once_however_often_it_is_sent(world: World) {
    let first = put(&world, "desk", PIXEL, "%E9%97%A8%E9%94%81.png").await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!((&first.json()["media"], &first.json()["name"]), (&"image/png".into(), &"门锁.png".into()));
    assert_eq!((&first.json()["width"], &first.json()["has_thumbnail"]), (&1.into(), &true.into()));
    let again = put(&world, "manager", PIXEL, "other.png").await;
    assert_eq!((again.status, again.json()), (StatusCode::OK, first.json()));
    let count: i64 =
        world.read().value(Sql::new("SELECT COUNT(*) FROM event WHERE kind = 'file.added'")).await.unwrap();
    assert_eq!(count, 1);
}

#[db_test]
async fn a_file_comes_with_what_its_content_is_and_may_be_cached_for_good(world: World) {
    put(&world, "desk", PIXEL, "%E9%97%A8%22.png").await;
    let shown = get(&world, "desk", PIXEL, "", &[]).await;
    assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "image/jpeg"));
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(shown.header("content-disposition"), "inline; filename=\"_.jpg\"; filename*=UTF-8''%E9%97%A8.jpg");
    assert!(shown.header("cache-control").contains("immutable"));
    let original = get(&world, "desk", PIXEL, "?size=original", &[]).await;
    assert_eq!((original.header("content-type"), &original.body[..]), ("image/png", PIXEL));
    let known = get(&world, "desk", PIXEL, "?size=original", &[("if-none-match", original.header("etag"))]).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let wrong = get(&world, "desk", PIXEL, "?size=huge", &[]).await;
    assert!(wrong.status.is_client_error());
    let path = format!("/files/{}?size=original", sha256_hex(PIXEL));
    let head = send(&world, "desk", "HEAD", &path, Body::empty(), &[]).await;
    assert_eq!((head.status, head.header("content-length")), (StatusCode::OK, PIXEL.len().to_string().as_str()));
    assert!(head.body.is_empty());
}

#[db_test]
async fn a_part_of_a_file_is_answered_as_a_part(world: World) {
    let bytes = document("0123456789");
    put(&world, "desk", &bytes, "a.pdf").await;
    let part = get(&world, "desk", &bytes, "", &[("range", "bytes=9-11")]).await;
    assert_eq!((part.status, &part.body[..]), (StatusCode::PARTIAL_CONTENT, b"012".as_slice()));
    assert_eq!(part.header("content-range"), "bytes 9-11/19");
    let outside = get(&world, "desk", &bytes, "", &[("range", "bytes=99-")]).await;
    assert_eq!((outside.status, outside.header("content-range")), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */19"));
    let changed = get(&world, "desk", &bytes, "", &[("range", "bytes=0-1"), ("if-range", "\"old\"")]).await;
    assert_eq!((changed.status, changed.body.len()), (StatusCode::OK, 19));
}

#[db_test]
async fn a_refused_upload_is_told_in_words_and_leaves_no_row(world: World) {
    for (bytes, name, status, code) in [
        (b"PK\x03\x04 an archive".as_slice(), "photo.jpg", StatusCode::CONFLICT, "file.not_what_it_says"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC", StatusCode::CONFLICT, "file.heic"),
        (b"", "photo.jpg", StatusCode::CONFLICT, "file.empty"),
    ] {
        let refused = put(&world, "desk", bytes, name).await;
        assert_eq!((refused.status, refused.json()["code"].as_str().unwrap()), (status, code), "{name}");
        assert!(!refused.json()["title"].as_str().unwrap().contains(code), "{code} has words");
    }
    let path = format!("/files/{}", sha256_hex(b"something else"));
    let other = send(&world, "desk", "PUT", &path, Body::from(PIXEL.to_vec()), &[]).await;
    assert_eq!(other.json()["code"], "file.hash_mismatch");
    let name = send(&world, "desk", "PUT", "/files/photo.jpg", Body::from(PIXEL.to_vec()), &[]).await;
    assert_eq!(name.json()["code"], "file.not_a_hash");
    let large = send(&world, "desk", "PUT", &path, Body::empty(), &[("content-length", "300000000")]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let rows: i64 = world.read().value(Sql::new("SELECT COUNT(*) FROM stored_file")).await.unwrap();
    assert_eq!(rows, 0);
}

async fn piece(world: &World, login: &str, sha256: &str, range: &str, bytes: &[u8]) -> Answer {
    let path = format!("/files/{sha256}?name=a.pdf");
    send(world, login, "PUT", &path, Body::from(bytes.to_vec()), &[("content-range", range)]).await
}

#[db_test]
async fn a_large_file_goes_on_where_the_network_broke_off(world: World) {
    let bytes = document(&"0123456789".repeat(50));
    let (sha256, total) = (sha256_hex(&bytes), bytes.len());
    let asked = format!("bytes */{total}");
    let at = |from: usize, to: usize| format!("bytes {from}-{}/{total}", to - 1);
    let none = piece(&world, "desk", &sha256, &asked, b"").await;
    assert_eq!((none.status, none.json()["received"].as_u64()), (StatusCode::ACCEPTED, Some(0)));
    let first = piece(&world, "desk", &sha256, &at(0, 200), &bytes[..200]).await;
    assert_eq!((first.status, first.json()["received"].as_u64()), (StatusCode::ACCEPTED, Some(200)));
    // the answer was lost: the same piece again, and one that leaves a hole, say where it stands
    for (from, to) in [(0, 200), (300, 400)] {
        let gap = piece(&world, "desk", &sha256, &at(from, to), &bytes[from..to]).await;
        assert_eq!((gap.status, &gap.json()["code"]), (StatusCode::CONFLICT, &"file.piece_gap".into()));
        assert_eq!(gap.json()["facts"]["received"], 200);
    }
    let others = piece(&world, "manager", &sha256, &asked, b"").await;
    assert_eq!(others.json()["received"], 0, "what one person began is nobody else's");
    let rest = piece(&world, "desk", &sha256, &at(200, total), &bytes[200..]).await;
    assert_eq!(
        (rest.status, rest.json()["bytes"].as_u64()),
        (StatusCode::CREATED, Some(total as u64)),
        "{}",
        rest.json()
    );
    assert_eq!(get(&world, "desk", &bytes, "", &[]).await.body, bytes);
    let lost = piece(&world, "desk", &sha256, &asked, b"").await;
    assert_eq!(lost.status, StatusCode::OK, "the last answer was lost: it is there");
}

#[db_test]
async fn pieces_that_become_nothing_are_refused_and_forgotten(world: World) {
    let wrong = piece(&world, "desk", &sha256_hex(b"other"), "bytes 0-4/9", b"%PDF-").await;
    assert_eq!(wrong.status, StatusCode::ACCEPTED);
    let ended = piece(&world, "desk", &sha256_hex(b"other"), "bytes 5-8/9", b"1.7\n").await;
    assert_eq!(ended.json()["code"], "file.hash_mismatch");
    let begun = piece(&world, "desk", &sha256_hex(b"other"), "bytes */9", b"").await;
    assert_eq!(begun.json()["received"], 0, "it begins anew");
    let archive = piece(&world, "desk", &sha256_hex(b"zip"), "bytes 0-7/100", b"PK\x03\x04 an").await;
    assert_eq!(archive.json()["code"], "file.not_what_it_says", "at once, not at its end");
    let large = piece(&world, "desk", &sha256_hex(b"zip"), "bytes 0-4/400000000", b"%PDF-").await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    for range in ["bytes 5-1/9", "bytes 0-9/9", "lines 0-1/2", "bytes 0-1/0", "bytes"] {
        let refused = piece(&world, "desk", &sha256_hex(b"zip"), range, b"x").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{range}");
        assert_eq!(refused.json()["fields"][0]["code"], "field.not_a_range", "{range}");
    }
}

/// Rows of an order that somebody opened, as far as a file's readers are decided by them.
pub(super) async fn an_order_of(world: &World, opener: UserId) -> OrderId {
    let (tx, id) = (world.begin().await, OrderId::new());
    let sla = r#"{"policy":"standard","policy_version":1,"around_the_clock":false}"#;
    let sql = "INSERT INTO work_order (tenant_id, id, opened_by, number, sla, type, channel, phase, stage, contact_name, region,
               category, summary, described, urgency, custom, type_version, priority, chased_count, opened_at, changed_at, version)
               VALUES (?, ?, ?, ?, ?, 'repair', 'phone', 'received', 'received', '', '', '', '', '', 'normal', '{}', 1, 0, 0, 0, 0, 1)";
    let sql = Sql::new(sql).bind(world.company.id).bind(id).bind(opener).bind(id.to_string()).bind(sla.to_owned());
    tx.run(sql).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[db_test]
async fn a_technician_reads_own_files_and_those_of_orders_he_may_see(world: World) {
    let (technician, desk) = (world.users[&Role::Technician], world.users[&Role::Desk]);
    let own = document("the technician's");
    put(&world, "technician", &own, "own.pdf").await;
    assert_eq!(get(&world, "technician", &own, "", &[]).await.status, StatusCode::OK);
    let (evidence, message) = (document("evidence"), document("message"));
    for bytes in [&evidence, &message] {
        assert_eq!(put(&world, "desk", bytes, "a.pdf").await.status, StatusCode::CREATED);
    }
    for (opener, seen) in [(desk, StatusCode::NOT_FOUND), (technician, StatusCode::OK)] {
        let order = an_order_of(&world, opener).await;
        let tx = world.begin().await;
        let sql = "INSERT INTO evidence (tenant_id, id, order_id, kind, sha256, caption, flags, added_at, added_by)
                   VALUES (?, ?, ?, 'document', ?, '', '[]', 0, ?)";
        let sql = Sql::new(sql).bind(world.company.id).bind(EvidenceId::new()).bind(order);
        tx.run(sql.bind(sha256_hex(&evidence)).bind(desk)).await.unwrap();
        let sql = "INSERT INTO order_message (tenant_id, id, order_id, audience, words, files, author_id, at)
                   VALUES (?, ?, ?, 'company', '', ?, ?, 0)";
        let sql = Sql::new(sql).bind(world.company.id).bind(MessageId::new()).bind(order);
        tx.run(sql.bind(format!("[\"{}\"]", sha256_hex(&message))).bind(desk)).await.unwrap();
        tx.commit().await.unwrap();
        for bytes in [&evidence, &message] {
            assert_eq!(get(&world, "technician", bytes, "", &[]).await.status, seen);
            assert_eq!(get(&world, "technician", bytes, "/facts", &[]).await.status, seen);
        }
    }
}

#[db_test]
async fn the_evidence_of_a_finished_visit_is_complete_when_its_bytes_have_come(world: World) {
    let order = an_order_of(&world, world.users[&Role::Desk]).await;
    let (visit, photo) = (VisitId::new(), PIXEL);
    let tx = world.begin().await;
    let sql =
        "INSERT INTO visit (tenant_id, id, order_id, number, leg, status, window_version, minutes, assignment_version,
               outcome_note, manifest, evidence_complete, no_candidates, created_at, version)
               VALUES (?, ?, ?, 1, 'repair', 'done', 0, 60, 0, '', '[]', FALSE, FALSE, 0, 1)";
    tx.run(Sql::new(sql).bind(world.company.id).bind(visit).bind(order)).await.unwrap();
    let sql =
        "INSERT INTO evidence (tenant_id, id, order_id, visit_id, kind, sha256, caption, flags, added_at, added_by)
               VALUES (?, ?, ?, ?, 'photo', ?, '', '[]', 0, ?)";
    let sql = Sql::new(sql).bind(world.company.id).bind(EvidenceId::new()).bind(order).bind(visit);
    tx.run(sql.bind(sha256_hex(photo)).bind(world.users[&Role::Technician])).await.unwrap();
    tx.commit().await.unwrap();
    let complete = || async {
        let sql = Sql::new("SELECT evidence_complete FROM visit WHERE id = ?").bind(visit);
        world.read().value::<bool>(sql).await.unwrap()
    };
    put(&world, "technician", &document("something else"), "a.pdf").await;
    assert!(!complete().await);
    assert_eq!(put(&world, "technician", photo, "a.png").await.status, StatusCode::CREATED);
    assert!(complete().await);
}
