//! Against a real server, where `FIELDLOOP_TEST_POSTGRES` names one; without it they say that they skip.

use super::super::{is_duplicate, read_at};
use super::*;

/// A server with a schema of its own, in which a table `deed` is.
async fn server(schema: &str, connections: u32) -> Option<Server> {
    let Some(url) = std::env::var("FIELDLOOP_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) else {
        eprintln!("skipped: FIELDLOOP_TEST_POSTGRES names no server");
        return None;
    };
    let url = format!("{url}/postgres?options=-c%20search_path%3D{schema}");
    let server = Server::connect(&url, connections, Durability::Relaxed).await.unwrap();
    let made = format!(
        "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema};
         CREATE TABLE deed (id BIGINT NOT NULL, name TEXT, CONSTRAINT deed_once UNIQUE (id))"
    );
    server.batch(&made).await.unwrap();
    Some(server)
}

fn done(id: i64) -> Sql {
    Sql::new("INSERT INTO deed (id) VALUES (?)").bind(id)
}

async fn stored(server: &Server) -> Vec<i64> {
    let rows = server.all(&Sql::new("SELECT id FROM deed ORDER BY id")).await.unwrap();
    rows.iter().map(|row| read_at(row, 0).unwrap()).collect()
}

#[tokio::test]
async fn a_transaction_that_is_dropped_never_was_and_leaves_nothing_open_to_the_next() {
    let Some(server) = server("t_dropped", 1).await else { return };
    let open = server.begin().await.unwrap();
    open.run(&done(1)).await.unwrap();
    drop(open);
    // not even its BEGIN was waited for
    drop(server.begin().await.unwrap());
    let open = server.begin().await.unwrap();
    open.run(&done(2)).await.unwrap();
    open.commit_with(&[]).await.unwrap();
    assert_eq!(stored(&server).await, [2]);
    server.close().await;
}

#[tokio::test]
async fn a_violated_constraint_is_told_by_its_name_and_such_a_transaction_cannot_be_stored() {
    let Some(server) = server("t_unique", 1).await else { return };
    let open = server.begin().await.unwrap();
    assert_eq!(open.run(&done(1)).await.unwrap(), 1);
    let error = open.run(&done(1)).await.unwrap_err();
    assert!(is_duplicate(&error, &["deed_once"]), "{error}");
    // the engine would undo it, and call that a success
    assert!(matches!(open.commit_with(&[]).await, Err(Error::Bug(_))));
    assert!(stored(&server).await.is_empty());
    server.close().await;
}

#[tokio::test]
async fn what_is_sent_with_the_commit_is_stored_whole_or_not_at_all() {
    let Some(server) = server("t_last", 1).await else { return };
    let open = server.begin().await.unwrap();
    open.run(&done(1)).await.unwrap();
    // the first of its kind on this connection, so it has to be prepared before the COMMIT is sent
    let named = Sql::new("INSERT INTO deed (name, id) VALUES ('last', ?)").bind(2_i64);
    open.commit_with(&[named, done(3)]).await.unwrap();
    assert_eq!(stored(&server).await, [1, 2, 3]);
    let open = server.begin().await.unwrap();
    open.run(&done(4)).await.unwrap();
    let error = open.commit_with(&[done(5), done(1), done(6)]).await.unwrap_err();
    assert!(is_duplicate(&error, &["deed_once"]), "{error}");
    // many go in their order too, and the connection is whole
    let open = server.begin().await.unwrap();
    let many: Vec<Sql> = (10..60).map(done).collect();
    open.commit_with(&many).await.unwrap();
    assert_eq!(stored(&server).await, [1, 2, 3].into_iter().chain(10..60).collect::<Vec<i64>>());
    server.close().await;
}

#[tokio::test]
async fn statements_asked_for_together_are_answered_each_by_itself() {
    let Some(server) = server("t_together", 1).await else { return };
    let together = Together::default();
    let ask = |text: &str| Sql::new(text);
    let (one, wrong, two) = (ask("SELECT 1::BIGINT"), ask("SELECT 1 / 0"), ask("SELECT 2::BIGINT"));
    for _ in 0..2 {
        let (one, wrong, two) =
            tokio::join!(together.all(&server, &one), together.all(&server, &wrong), together.all(&server, &two));
        assert_eq!(read_at::<i64>(&one.unwrap()[0], 0).unwrap(), 1);
        assert!(matches!(wrong, Err(Error::Bug(_))));
        assert_eq!(read_at::<i64>(&two.unwrap()[0], 0).unwrap(), 2);
    }
    server.close().await;
}

#[tokio::test]
async fn a_connection_that_the_server_has_ended_is_replaced() {
    let Some(server) = server("t_ended", 1).await else { return };
    let number = Sql::new("SELECT pg_backend_pid()::BIGINT");
    let before: i64 = read_at(&server.all(&number).await.unwrap()[0], 0).unwrap();
    server.aside(&Sql::new("SELECT pg_terminate_backend(?::INTEGER)").bind(before)).await.unwrap();
    // the farewell may still be on its way: that statement is refused as unavailable, and only that one
    let mut after = Err(Error::Unavailable(String::new()));
    while matches!(after, Err(Error::Unavailable(_))) {
        after = server.all(&number).await;
    }
    assert_ne!(read_at::<i64>(&after.unwrap()[0], 0).unwrap(), before);
    server.close().await;
}

#[tokio::test]
async fn a_statement_whose_table_has_grown_since_answers_the_new_column_too() {
    let Some(server) = server("t_grown", 1).await else { return };
    let all = Sql::new("SELECT * FROM deed");
    assert!(server.all(&all).await.unwrap().is_empty());
    server.batch("ALTER TABLE deed ADD COLUMN at BIGINT; INSERT INTO deed VALUES (1, NULL, 7)").await.unwrap();
    let rows = server.all(&all).await.unwrap();
    assert_eq!(read_at::<i64>(&rows[0], 2).unwrap(), 7);
    server.close().await;
}

#[tokio::test]
async fn one_who_hangs_up_does_not_make_the_next_wait() {
    let Some(server) = server("t_hung_up", 2).await else { return };
    let key = Sql::new("SELECT pg_advisory_lock(?)").bind(7_706_i64);
    let free = Sql::new("SELECT pg_advisory_unlock(?)").bind(7_706_i64);
    let waiting =
        Sql::new("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7706 AND NOT granted");
    server.aside(&key).await.unwrap();
    let is_waited_for = async {
        while read_at::<i64>(&server.aside(&waiting).await.unwrap()[0], 0).unwrap() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answer = server.all(&key) => panic!("{answer:?}"),
        () = is_waited_for => {}
    }
    // the other connection serves
    for id in 0..4 {
        let open = server.begin().await.unwrap();
        open.run(&done(id)).await.unwrap();
        open.commit_with(&[]).await.unwrap();
    }
    assert_eq!(stored(&server).await, [0, 1, 2, 3]);
    // and the first one comes back when it is through
    server.aside(&free).await.unwrap();
    server.close().await;
}

#[tokio::test]
async fn a_snapshot_sees_one_state_and_cannot_write() {
    let Some(server) = server("t_snapshot", 2).await else { return };
    let counted = Sql::new("SELECT COUNT(*) FROM deed");
    let snapshot = server.snapshot().await.unwrap();
    assert_eq!(read_at::<i64>(&snapshot.all(&counted).await.unwrap()[0], 0).unwrap(), 0);
    let open = server.begin().await.unwrap();
    open.run(&done(1)).await.unwrap();
    open.commit_with(&[]).await.unwrap();
    assert_eq!(read_at::<i64>(&snapshot.all(&counted).await.unwrap()[0], 0).unwrap(), 0);
    assert!(snapshot.run(&done(2)).await.is_err());
    drop(snapshot);
    assert_eq!(stored(&server).await, [1]);
    server.close().await;
}

#[tokio::test]
async fn every_kind_of_value_comes_back_as_it_went() {
    let Some(server) = server("t_kinds", 1).await else { return };
    let sql = Sql::new("SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, ? AS f")
        .bind(i64::MIN)
        .bind(true)
        .bind(0.1_f64)
        .bind("客户 ' \\ \u{10ffff}".to_owned())
        .bind(None::<i64>)
        .bind(None::<String>);
    let row = &server.all(&sql).await.unwrap()[0];
    assert_eq!(read_at::<i64>(row, 0).unwrap(), i64::MIN);
    assert!(read_at::<bool>(row, 1).unwrap());
    assert!((read_at::<f64>(row, 2).unwrap() - 0.1).abs() < f64::EPSILON);
    assert_eq!(read_at::<String>(row, 3).unwrap(), "客户 ' \\ \u{10ffff}");
    assert_eq!(read_at::<Option<i64>>(row, 4).unwrap(), None);
    assert_eq!(read_at::<Option<String>>(row, 5).unwrap(), None);
    server.close().await;
}
