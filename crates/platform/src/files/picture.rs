//! Pictures: checked by decoding them within limits, and copied without metadata, upright, in two sizes.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use kernel::{Error, Result};

use super::taken::{self, Taken};
use super::{DISPLAY_SIDE, PIXELS_MAX, THUMBNAIL_SIDE};

/// Memory that decoding one picture may take, bytes: 60 megapixels of the deepest kind.
const DECODE_BYTES_MAX: u64 = 512 * 1_048_576;
const QUALITY: u8 = 82;

/// A picture that has been looked at.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Pixels, upright.
    pub width: u32,
    pub height: u32,
    pub taken: Taken,
    /// JPEG copies without metadata.
    pub(super) thumbnail: Vec<u8>,
    pub(super) display: Vec<u8>,
}

/// Decodes the picture at `path`. Blocking: runs on a thread of its own.
///
/// # Errors
/// `Refused` with `file.too_many_pixels` (`max_megapixels`) or `file.damaged`.
pub(super) fn look(path: &Path, format: ImageFormat) -> Result<Picture> {
    let file = File::open(path).map_err(|e| Error::Unavailable(e.to_string()))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(told)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(too_many_pixels());
    }
    let orientation = decoder.orientation().map_err(told)?;
    let whole = DynamicImage::from_decoder(decoder).map_err(told)?;
    // scaled first: turning and flattening a small picture is cheaper
    let mut shown = if width.max(height) > DISPLAY_SIDE { whole.thumbnail(DISPLAY_SIDE, DISPLAY_SIDE) } else { whole };
    shown.apply_orientation(orientation);
    let is_turned = (shown.width() > shown.height()) != (width > height) && width != height;
    let shown = DynamicImage::ImageRgb8(on_white(&shown));
    let small = match shown.width().max(shown.height()) > THUMBNAIL_SIDE {
        true => shown.resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, FilterType::Triangle),
        false => shown.clone(),
    };
    let (width, height) = if is_turned { (height, width) } else { (width, height) };
    Ok(Picture { width, height, taken: taken::read(path), thumbnail: jpeg(&small)?, display: jpeg(&shown)? })
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

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).map_err(Error::bug)?;
    Ok(bytes)
}

fn told(error: ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_many_pixels(),
        _ => Error::refused("file.damaged"),
    }
}

fn too_many_pixels() -> Error {
    Error::refused("file.too_many_pixels").with("max_megapixels", PIXELS_MAX / 1_000_000)
}
