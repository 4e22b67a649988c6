//! `fieldloop roads`: a map extract, or the generated city, as roads that the planner drives on.

use std::path::{Path, PathBuf};

use city::{City, Size};
use clap::{Args, Subcommand, ValueEnum};
use kernel::{Error, Result};
use roads::{Roads, Vehicle};

#[derive(Args)]
pub struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Read a map (OpenStreetMap XML, gzipped XML, PBF) and say what it has.
    Import(Import),
    /// Write the roads of the demo company's city.
    City(OfCity),
}

#[derive(Args)]
struct Import {
    /// The map.
    map: PathBuf,
    /// Where the roads go.
    #[arg(long)]
    out: PathBuf,
    #[arg(long, value_enum, default_value_t = Drives::Car)]
    vehicle: Drives,
    /// Share of the free speed by hour of the day: 24 numbers with commas.
    #[arg(long, value_delimiter = ',')]
    pace: Vec<f64>,
}

#[derive(Args)]
struct OfCity {
    #[arg(long, default_value_t = crate::demo::SEED)]
    seed: u64,
    #[arg(long)]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Drives {
    Car,
    ElectricBike,
}

/// Reads and writes.
///
/// # Errors
/// `Unavailable` in words, where a file cannot be read or written, or is no map.
pub fn run(command: Command) -> Result<()> {
    match command.verb {
        Verb::Import(asked) => import(&asked),
        Verb::City(asked) => write(&asked.out, &City::generate(asked.seed, Size::demo()).driven()),
    }
}

fn import(asked: &Import) -> Result<()> {
    let paced =
        asked.pace.is_empty() || asked.pace.len() == 24 && asked.pace.iter().all(|share| (0.05..=5.0).contains(share));
    if !paced {
        return Err(Error::Unavailable("--pace: 24 numbers between 0.05 and 5 are needed".to_string()));
    }
    let vehicle = if asked.vehicle == Drives::Car { Vehicle::Car } else { Vehicle::ElectricBike };
    let (mut roads, report) = Roads::import(&bytes(&asked.map)?, vehicle).map_err(|fault| told(&asked.map, &fault))?;
    roads.pace.clone_from(&asked.pace);
    println!("{report}");
    write(&asked.out, &roads)
}

/// The roads of a file: saved ones, or a map.
///
/// # Errors
/// `Unavailable` in words, where it cannot be read or is neither.
pub fn open(path: &Path) -> Result<Roads> {
    let bytes = bytes(path)?;
    let roads = if Roads::is_saved(&bytes) {
        Roads::load(&bytes)
    } else {
        Roads::import(&bytes, Vehicle::Car).map(|read| read.0)
    };
    roads.map_err(|fault| told(path, &fault))
}

/// Whether the file holds saved roads; the rest of it is read when it is needed.
///
/// # Errors
/// `Unavailable` in words, where it cannot be read or has to be imported first.
pub fn check(path: &Path) -> Result<()> {
    let mut start = [0; 64];
    let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read(&mut file, &mut start));
    let read = read.map_err(|error| told(path, &error))?;
    if Roads::is_saved(&start[..read]) {
        return Ok(());
    }
    Err(told(path, &"these are no saved roads; a map is made into some by `fieldloop roads import MAP --out ROADS`"))
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| told(path, &error))
}

fn write(path: &Path, roads: &Roads) -> Result<()> {
    std::fs::write(path, roads.save()).map_err(|error| told(path, &error))
}

fn told(path: &Path, what: &dyn std::fmt::Display) -> Error {
    Error::Unavailable(format!("{}: {what}", path.display()))
}
