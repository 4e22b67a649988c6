//! How long a report with twelve photos takes and how large it is: `cargo run --release -p report --example twelve_photos`.

use std::io::Cursor;
use std::time::Instant;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use report::{Block, Picture, Pictures, Sheet, Shown, print, side_for};

const PHOTOS: usize = 12;

/// As the store's copy of a phone's photo is: 2,560 × 1,920 with grain.
fn photo(seed: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(2_560, 1_920, |x, y| {
        let grain = (x.wrapping_mul(7_919) ^ y.wrapping_mul(104_729) ^ seed.wrapping_mul(31)) % 23;
        let byte = |v: u32| u8::try_from(v.min(255)).unwrap_or(u8::MAX);
        Rgb([byte(60 + x / 20 + grain), byte(90 + y / 16 + grain), byte(120 + seed * 5 + grain)])
    });
    let mut bytes = Cursor::new(vec![]);
    DynamicImage::ImageRgb8(picture).write_to(&mut bytes, ImageFormat::Jpeg).expect("a JPEG is written");
    bytes.into_inner()
}

fn main() {
    let photos: Vec<Vec<u8>> = (0..12).map(photo).collect();
    let started = Instant::now();
    let mut pictures = Pictures::new();
    for (at, bytes) in photos.iter().enumerate() {
        pictures.insert(at.to_string(), Picture::prepare(bytes, side_for(PHOTOS)).expect("a photo is decoded"));
    }
    let prepared = started.elapsed();
    let shown = |at: usize| Shown {
        key: at.to_string(),
        caption: format!("第 {} 步：机身铭牌与序列号", at + 1),
        note: "2026-11-21 10:42".into(),
        missing: String::new(),
    };
    let sheet = Sheet {
        lang: "zh-CN".into(),
        company: "云江电器".into(),
        title: "服务报告".into(),
        number: "WX-20261121-0007".into(),
        blocks: vec![
            Block::Words("更换排水泵总成，清理滤网。".repeat(60)),
            Block::Pictures((0..PHOTOS).map(shown).collect()),
        ],
        ..Sheet::default()
    };
    let started = Instant::now();
    let pdf = print(&sheet, &pictures).expect("a report is printed");
    let first = started.elapsed();
    let started = Instant::now();
    print(&sheet, &pictures).expect("a report is printed");
    println!(
        "{PHOTOS} photos prepared in {prepared:?}; printed in {first:?}, again in {:?}; {} kB",
        started.elapsed(),
        pdf.len() / 1_024
    );
}
