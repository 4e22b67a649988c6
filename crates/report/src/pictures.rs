//! Pictures for paper: upright, no larger than print needs, without what the camera wrote beside them.

use std::collections::BTreeMap;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};
use kernel::{Error, Result};

/// Pictures by the key that the sheet names them by.
pub type Pictures = BTreeMap<String, Picture>;

/// Memory that decoding one picture may take, bytes.
const DECODE_BYTES_MAX: u64 = 512 * 1_048_576;
const QUALITY: u8 = 80;

/// A picture as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub(crate) jpeg: Vec<u8>,
}

/// The longer side of each of so many pictures, pixels: a report of many stays small enough to be sent by a phone.
pub fn side_for(count: usize) -> u32 {
    match count {
        0..=16 => 1_200,
        17..=32 => 900,
        _ => 700,
    }
}

impl Picture {
    /// Decodes, turns upright, flattens on white, scales down to `side_max` and packs again. Blocking, a tenth of a second.
    ///
    /// # Errors
    /// `Refused("file.damaged")` for what is no picture, or takes too much memory.
    pub fn prepare(bytes: &[u8], side_max: u32) -> Result<Self> {
        let damaged = |_| Error::refused("file.damaged");
        let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(Error::bug)?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(DECODE_BYTES_MAX);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(damaged)?;
        let orientation = decoder.orientation().map_err(damaged)?;
        let whole = DynamicImage::from_decoder(decoder).map_err(damaged)?;
        let is_large = whole.width().max(whole.height()) > side_max;
        let mut scaled = if is_large { whole.thumbnail(side_max, side_max) } else { whole };
        scaled.apply_orientation(orientation);
        let flat = on_white(&scaled);
        let mut jpeg = Vec::with_capacity(128 * 1_024);
        flat.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, QUALITY)).map_err(Error::bug)?;
        Ok(Self { width: flat.width(), height: flat.height(), jpeg })
    }

    /// Bytes that it adds to a report.
    pub fn bytes(&self) -> usize {
        self.jpeg.len()
    }
}

/// JPEG knows no transparency: a signature drawn on nothing is shown on paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let blend = |c: u8| {
            let mixed = (u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([blend(r), blend(g), blend(b)])
    })
}
