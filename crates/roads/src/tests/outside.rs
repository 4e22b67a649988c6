//! Outside routers, played by servers on this machine that speak their protocols over HTTP.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use planner::day::Place;
use planner::travel::{TravelTimes, UNREACHABLE};
use serde_json::{Value, json};

use super::made::place;
use crate::outside::amap::Amap;
use crate::outside::osrm::Osrm;
use crate::outside::{Carrier, Outside, Use, gcj02};

/// A server that answers every request by a function of its path.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut head = vec![];
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) > 0 {
                    head.push(byte[0]);
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                let path = head.split(' ').nth(1).unwrap_or("").to_string();
                let body = answer(&path);
                noted.lock().unwrap().push(path);
                let _ = write!(stream, "HTTP/1.0 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            }
        });
        Self { base, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// As much of HTTP as these servers need; it counts how often it was told to wait, and does not.
#[derive(Clone, Default)]
struct Bare {
    waited: Arc<AtomicUsize>,
}

impl Carrier for Bare {
    fn get(&self, url: &str) -> Result<String, String> {
        let rest = url.strip_prefix("http://").ok_or("not http")?;
        let (host, path) = rest.split_at(rest.find('/').ok_or("no path")?);
        let mut stream = TcpStream::connect(host).map_err(|error| error.to_string())?;
        write!(stream, "GET {path} HTTP/1.0\r\nhost: {host}\r\n\r\n").map_err(|error| error.to_string())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(|error| error.to_string())?;
        Ok(answer.split("\r\n\r\n").nth(1).unwrap_or("").to_string())
    }

    fn wait(&self, _: Duration) {
        self.waited.fetch_add(1, Ordering::Relaxed);
    }
}

/// Seconds and metres that both servers say for a way: by the difference of longitudes, longer eastwards.
fn truth(from: f64, to: f64) -> (f64, f64) {
    let apart = ((to - from) * 1e4).round();
    (apart.abs() * 10.0 + if apart > 0.0 { 5.0 } else { 0.0 }, apart.abs() * 100.0)
}

fn row(count: usize) -> Vec<Place> {
    (0..count).map(|step| place(31.2, 121.4 + step as f64 * 0.001)).collect()
}

fn osrm(path: &str) -> String {
    let (places, query) = path.trim_start_matches("/table/v1/driving/").split_once('?').unwrap();
    let lons: Vec<f64> = places.split(';').map(|pair| pair.split(',').next().unwrap().parse().unwrap()).collect();
    if lons.len() > 100 {
        return json!({ "code": "TooBig", "message": "Too many table coordinates" }).to_string();
    }
    let numbers = |name: &str| -> Vec<usize> {
        let list = query.split('&').find_map(|part| part.strip_prefix(&format!("{name}="))).unwrap();
        list.split(';').map(|number| number.parse().unwrap()).collect()
    };
    let (sources, goals) = (numbers("sources"), numbers("destinations"));
    let table = |pick: fn((f64, f64)) -> f64| -> Vec<Vec<f64>> {
        sources.iter().map(|from| goals.iter().map(|to| pick(truth(lons[*from], lons[*to]))).collect()).collect()
    };
    json!({ "code": "Ok", "durations": table(|way| way.0), "distances": table(|way| way.1) }).to_string()
}

fn expect_truth(matrix: &planner::travel::Matrix, places: &[Place]) {
    for from in 0..places.len() {
        for to in 0..places.len() {
            let (seconds, metres) = if from == to { (0.0, 0.0) } else { truth(places[from].lon, places[to].lon) };
            assert_eq!(
                (f64::from(matrix.seconds(from, to)), f64::from(matrix.metres(from, to))),
                (seconds, metres),
                "{from} {to}"
            );
        }
    }
}

#[test]
fn osrm_is_asked_in_tables_no_larger_than_it_allows_and_each_way_once() {
    let server = Server::start(osrm);
    let outside = Outside::new(Osrm::new(&server.base), Bare::default(), Use::default());
    let places = row(120);
    expect_truth(&outside.matrix(&places), &places);
    assert_eq!((server.asked().len(), outside.told().by_line), (9, 0));
    expect_truth(&outside.matrix(&places[10..70]), &places[10..70]);
    assert_eq!(server.asked().len(), 9, "all of it was remembered");
    let more = [&places[..5], &[place(31.2, 121.9)]].concat();
    expect_truth(&outside.matrix(&more), &more);
    assert!(server.asked().len() > 9);
}

#[test]
fn what_is_remembered_is_forgotten_in_time() {
    let server = Server::start(osrm);
    let using = Use { keep: Duration::ZERO, ..Use::default() };
    let outside = Outside::new(Osrm::new(&server.base), Bare::default(), using);
    outside.matrix(&row(3));
    outside.matrix(&row(3));
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_place_that_the_router_cannot_reach_is_unreachable() {
    let server = Server::start(|_| {
        json!({ "code": "Ok", "durations": [[0, null], [7.2, 0]], "distances": [[0, null], [30.5, 0]] }).to_string()
    });
    let outside = Outside::new(Osrm::new(&server.base), Bare::default(), Use::default());
    let matrix = outside.matrix(&row(2));
    assert_eq!((matrix.seconds(0, 1), matrix.seconds(1, 0), matrix.metres(1, 0)), (UNREACHABLE, 8, 31));
}

#[test]
fn a_router_that_does_not_answer_is_stood_in_for_by_the_line_which_says_so() {
    let silent = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let outside = Outside::new(Osrm::new(&silent), Bare::default(), Use::default());
    let places = row(3);
    let matrix = outside.matrix(&places);
    assert_eq!(matrix, Use::default().fallback.matrix(&places));
    let told = outside.told();
    assert_eq!((told.by_line, told.trouble.is_some()), (6, true));
}

#[test]
fn nonsense_and_refusals_are_stood_in_for_too() {
    for (answer, requests) in [
        ("<html>", 3),
        ("{\"code\":\"Ok\",\"durations\":[[1]],\"distances\":[[1]]}", 3),
        ("{\"code\":\"TooBig\"}", 1),
        ("{\"code\":\"Ok\",\"durations\":[[-1e99,1],[1,1]],\"distances\":[[0,1],[1,1]]}", 1),
    ] {
        let server = Server::start(move |_| answer.to_string());
        let mut protocol = Osrm::new(&server.base);
        protocol.places_max = 4;
        let outside = Outside::new(protocol, Bare::default(), Use { requests_max: 50, ..Use::default() });
        outside.matrix(&row(if requests == 1 { 2 } else { 9 }));
        assert_eq!(outside.told().requests, requests, "{answer}");
    }
}

/// AMap as its documents have it: up to a hundred origins in GCJ-02, numbers as strings, origins counted from one.
fn amap(path: &str) -> Value {
    let query = path.split_once('?').unwrap().1;
    let get = |name: &str| query.split('&').find_map(|part| part.strip_prefix(&format!("{name}="))).unwrap();
    let read = |pair: &str| {
        let (lon, lat) = pair.split_once(',').unwrap();
        gcj02::to_wgs84(lat.parse().unwrap(), lon.parse().unwrap()).1
    };
    let origins: Vec<f64> = get("origins").split("%7C").map(read).collect();
    assert!(origins.len() <= 100 && get("type") == "1");
    let goal = read(get("destination"));
    let results: Vec<Value> = origins
        .iter()
        .enumerate()
        .map(|(index, origin)| {
            let (seconds, metres) = truth(*origin, goal);
            json!({ "origin_id": (index + 1).to_string(), "dest_id": "1", "distance": metres.to_string(), "duration": seconds.to_string() })
        })
        .collect();
    json!({ "status": "1", "info": "OK", "infocode": "10000", "results": results })
}

#[test]
fn amap_is_asked_in_its_own_coordinates_a_hundred_origins_at_a_time() {
    let server = Server::start(|path| amap(path).to_string());
    let outside = Outside::new(Amap::new(&server.base, "key"), Bare::default(), Use::default());
    let places = row(103);
    expect_truth(&outside.matrix(&places), &places);
    let asked = server.asked();
    assert!(asked[0].contains("key=key") && !asked[0].contains("origins=121.400000"), "{}", asked[0]);
    // a hundred goals with a full request and one for the last three; the last three goals likewise
    assert_eq!(asked.len(), 206);
}

#[test]
fn amap_is_given_time_when_it_asks_for_it() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let server = Server::start(move |path| {
        if counted.fetch_add(1, Ordering::Relaxed) < 2 {
            json!({ "status": "0", "info": "CUQPS_HAS_EXCEEDED_THE_LIMIT", "infocode": "10021" }).to_string()
        } else {
            amap(path).to_string()
        }
    });
    let carrier = Bare::default();
    let outside = Outside::new(Amap::new(&server.base, "key"), carrier.clone(), Use::default());
    let places = row(2);
    expect_truth(&outside.matrix(&places), &places);
    assert_eq!((carrier.waited.load(Ordering::Relaxed), outside.told().requests), (2, 4));
}

#[test]
fn a_wrong_key_is_not_tried_on_and_one_failed_way_is_unreachable() {
    let server =
        Server::start(|_| json!({ "status": "0", "info": "INVALID_USER_KEY", "infocode": "10001" }).to_string());
    let outside = Outside::new(Amap::new(&server.base, "wrong"), Bare::default(), Use::default());
    outside.matrix(&row(20));
    let told = outside.told();
    assert_eq!((told.requests, told.by_line), (1, 380));
    assert!(told.trouble.unwrap().contains("INVALID_USER_KEY"));
    let server = Server::start(|path| {
        let mut answer = amap(path);
        answer["results"][0] =
            json!({ "origin_id": "1", "dest_id": "1", "info": "no road", "code": "2", "distance": [], "duration": [] });
        answer.to_string()
    });
    let outside = Outside::new(Amap::new(&server.base, "key"), Bare::default(), Use::default());
    assert_eq!(outside.matrix(&row(2)).seconds(0, 1), UNREACHABLE);
}

#[test]
fn no_more_is_asked_than_was_allowed() {
    let server = Server::start(|path| amap(path).to_string());
    let outside =
        Outside::new(Amap::new(&server.base, "key"), Bare::default(), Use { requests_max: 5, ..Use::default() });
    outside.matrix(&row(10));
    assert_eq!((server.asked().len(), outside.told().by_line), (5, 5 * 9));
}

#[test]
fn a_few_ways_are_asked_as_a_rectangle_and_what_fails_is_left_open_with_why() {
    let server = Server::start(osrm);
    let outside = Outside::new(Osrm::new(&server.base), Bare::default(), Use::default());
    let (starts, goals) = (row(120), vec![place(31.2, 121.5), place(31.2, 121.3)]);
    let (cells, trouble) = outside.ways(&starts, &goals);
    assert_eq!((cells.len(), trouble, server.asked().len()), (240, None, 3));
    for (cell, way) in cells.iter().enumerate() {
        let (seconds, metres) = truth(starts[cell / 2].lon, goals[cell % 2].lon);
        assert_eq!(*way, Some(Some((seconds as i32, metres as i32))), "{cell}");
    }
    let nobody = Outside::new(Osrm::new("http://127.0.0.1:1"), Bare::default(), Use::default());
    let (cells, trouble) = nobody.ways(&starts, &goals);
    assert!(cells.iter().all(Option::is_none) && trouble.is_some());
}

#[cfg(feature = "http")]
#[test]
fn over_the_real_client_it_is_the_same_and_refusals_are_read() {
    let server = Server::start(osrm);
    let outside =
        Outside::new(Osrm::new(&server.base), crate::outside::http::Http::new(Duration::from_secs(5)), Use::default());
    let places = row(30);
    expect_truth(&outside.matrix(&places), &places);
    let nobody = Outside::new(
        Osrm::new("http://127.0.0.1:1"),
        crate::outside::http::Http::new(Duration::from_secs(5)),
        Use::default(),
    );
    nobody.matrix(&places);
    assert!(nobody.told().trouble.is_some() && nobody.told().by_line == 870);
}
