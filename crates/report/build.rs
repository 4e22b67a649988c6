//! Says in words when the fonts are not there: they come with the packages of the web workspace, and are embedded from there.

use std::path::Path;

const FONTS: [&str; 3] = [
    "@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf",
    "@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf",
    "@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
];

fn main() {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/node_modules");
    for font in FONTS {
        let path = packages.join(font);
        println!("cargo::rerun-if-changed={}", path.display());
        if !path.is_file() {
            println!("cargo::error=the font {font} is missing; install the packages first: npm --prefix web ci");
        }
    }
}
