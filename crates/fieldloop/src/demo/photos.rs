//! Pictures for the demo: small real JPEGs, each different, drawn from a number: a wall, a machine on it, light and grain.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use kernel::{Error, Result};

const WIDTH: u32 = 192;
const HEIGHT: u32 = 144;

/// Walls, and machines to stand before them.
const WALLS: [[u8; 3]; 6] =
    [[226, 221, 210], [208, 216, 220], [236, 228, 214], [196, 204, 196], [220, 208, 204], [205, 200, 214]];
const MACHINES: [[u8; 3]; 5] = [[248, 248, 246], [188, 192, 196], [70, 76, 84], [214, 190, 150], [150, 164, 176]];

/// A picture as JPEG; the same number draws the same bytes.
///
/// # Errors
/// `Bug` when it cannot be encoded.
pub fn picture(number: u64) -> Result<Vec<u8>> {
    let wall = WALLS[usize::try_from(number % 6).unwrap_or(0)];
    let machine = MACHINES[usize::try_from(number / 6 % 5).unwrap_or(0)];
    let (left, top) = (20 + number * 7 % 60, 18 + number * 13 % 40);
    let (right, bottom) = (left + 60 + number * 3 % 50, top + 44 + number * 5 % 40);
    let image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (x, y) = (u64::from(x), u64::from(y));
        let inside = x > left && x < right && y > top && y < bottom;
        let edge = inside && (x < left + 3 || x + 3 > right || y < top + 3 || y + 3 > bottom);
        let knob = inside && (x + 16 > right && x + 9 < right && y > top + 8 && y < top + 15);
        let base = if edge || knob {
            machine.map(|c| c / 2)
        } else if inside {
            machine
        } else {
            wall
        };
        Rgb(base.map(|c| lit(c, x, y, number)))
    });
    encoded(&image)
}

/// A signature: a dark line that swings over white paper.
///
/// # Errors
/// As [`picture`].
pub fn signature(number: u64) -> Result<Vec<u8>> {
    let swing = |x: u64| 40 + (x * (3 + number % 5) / 4 + number) % 37 + (x / 9 * (number % 7 + 1)) % 23;
    let image = RgbImage::from_fn(WIDTH, 120, |x, y| {
        let on_line = (20..170).contains(&x) && swing(u64::from(x)).abs_diff(u64::from(y)) < 2;
        Rgb(if on_line { [24, 34, 66] } else { [253, 253, 250] })
    });
    encoded(&image)
}

/// Light falls from the left above; grain makes every picture its own.
fn lit(c: u8, x: u64, y: u64, number: u64) -> u8 {
    let mut grain =
        x.wrapping_mul(0x9E37_79B9).wrapping_add(y.wrapping_mul(0x85EB_CA6B)) ^ number.wrapping_mul(0xC2B2_AE35);
    grain ^= grain >> 15;
    let shade = 268 - (x + y) / 8 - grain % 9;
    u8::try_from((u64::from(c) * shade / 256).min(255)).unwrap_or(255)
}

fn encoded(image: &RgbImage) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::with_capacity(12_000));
    JpegEncoder::new_with_quality(&mut bytes, 70)
        .write_image(image.as_raw(), image.width(), image.height(), ExtendedColorType::Rgb8)
        .map_err(Error::bug)?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_picture_is_its_own_and_the_same_each_time() {
        let all: BTreeSet<Vec<u8>> = (0..60).map(|number| picture(number).unwrap()).collect();
        assert_eq!(all.len(), 60);
        assert_eq!(picture(5).unwrap(), picture(5).unwrap());
        assert!(picture(9).unwrap().starts_with(&[0xff, 0xd8, 0xff]));
    }
}
