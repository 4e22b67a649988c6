//! The floor plan, checked: a room calls only rooms on lower floors, or earlier ones on its own floor's list.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor. `nouns`, `listed`, `words`, `regions` and the crate's own root belong to no floor.
const FLOORS: &[&[&str]] = &[
    &["identity", "calendar", "lowcode", "catalogue"],
    &["customers", "people", "calls"],
    &["parts", "money"],
    &["orders", "sales", "leads", "quality"],
    &["dispatch"],
    &["fulfilment", "files", "portal"],
    &["insight", "notices", "imports", "webhooks", "reports", "simulations", "chores", "exports"],
];

/// What may be called although it stands no lower, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

fn place_of(room: &str) -> Option<(usize, usize)> {
    FLOORS
        .iter()
        .enumerate()
        .find_map(|(floor, rooms)| rooms.iter().position(|each| *each == room).map(|at| (floor, at)))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = vec![];
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files
}

/// The room a file belongs to: its folder below `src`, or its own name.
fn room_of(path: &Path, src: &Path) -> String {
    let inside = path.strip_prefix(src).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn called(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
}

fn is_test(path: &Path) -> bool {
    let path = path.to_string_lossy();
    path.contains("tests") || path.ends_with("fixtures.rs")
}

#[test]
fn a_room_calls_only_lower_floors() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = vec![];
    for path in rust_files(&src).into_iter().filter(|path| !is_test(path)) {
        let room = room_of(&path, &src);
        let Some((floor, at)) = place_of(&room) else { continue };
        let whole = fs::read_to_string(&path).unwrap();
        let code = whole.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for other in called(code).filter(|other| *other != room) {
            let Some((below, before)) = place_of(&other) else { continue };
            let allowed = below < floor || (below == floor && before < at);
            let excepted = EXCEPTIONS.iter().any(|(from, to, _)| *from == room && *to == other);
            // lowcode and calendar describe each other's definitions: both are plain rules of the ground floor
            let ground = floor == 0 && below == 0;
            if !allowed && !excepted && !ground {
                wrong.push(format!("{} calls {other}", path.strip_prefix(&src).unwrap().display()));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "against the floor plan:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_floor() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(&src).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        let room = entry.file_name().to_string_lossy().into_owned();
        assert!(place_of(&room).is_some() || room == "regions", "{room} stands on no floor");
    }
}

#[test]
fn rules_cannot_wait_query_or_tell_the_time() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in rust_files(&src).into_iter().filter(|path| path.ends_with("rules.rs") || path.ends_with("flow.rs")) {
        let text = fs::read_to_string(&path).unwrap();
        for forbidden in [".await", "platform::db", "Clock::", "SystemTime"] {
            assert!(!text.contains(forbidden), "{} has {forbidden}", path.display());
        }
    }
}
