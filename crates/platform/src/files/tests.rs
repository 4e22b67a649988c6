//! What the store takes, what it refuses, and that what it refuses leaves nothing.

use std::io::Cursor;

use axum::body::Bytes;
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use futures::{StreamExt, TryStreamExt, stream};
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use kernel::id::TenantId;
use kernel::{Error, Id, Result};

use super::*;
use crate::random::sha256_hex;

struct Place {
    store: FileStore,
    folder: tempfile::TempDir,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    Place { store: FileStore::open(folder.path()).unwrap(), folder }
}

impl Place {
    async fn send(&self, name: &str, bytes: &[u8]) -> Result<Received> {
        let hash: FileHash = sha256_hex(bytes).parse()?;
        let chunks: Vec<_> = bytes.chunks(60_000).map(|chunk| Ok::<_, Error>(Bytes::copy_from_slice(chunk))).collect();
        self.store.receive(&hash, name, stream::iter(chunks)).await
    }
    fn waiting(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("incoming")).unwrap().count()
    }
    async fn refused(&self, name: &str, bytes: &[u8]) -> &'static str {
        let refusal = self.send(name, bytes).await.unwrap_err();
        assert_eq!(self.waiting(), 0, "{name}: a refused upload leaves nothing");
        refusal.code()
    }
    async fn fetched(&self, tenant: TenantId, hash: &FileHash, size: Size, slice: Slice) -> Result<Vec<u8>> {
        let opened = self.store.read(tenant, hash, size, slice).await?;
        let parts: Vec<Bytes> = opened.body.try_collect().await.map_err(Error::bug)?;
        Ok(parts.concat())
    }
}

/// A photo whose upper left quarter is red.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match x < width / 2 && y < height / 2 {
        true => Rgb([220, 20, 20]),
        false => Rgb([20, 20, 200]),
    })
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(vec![]);
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The photo with what a phone in Shanghai writes into it, held sideways.
fn phone_photo() -> Vec<u8> {
    let part = |value: u32, scale: u32| Rational { num: value, denom: scale };
    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let fields = [
        field(Tag::Orientation, Value::Short(vec![6])),
        field(Tag::Make, text("HUAWEI")),
        field(Tag::Model, text("Mate 60")),
        field(Tag::DateTimeOriginal, text("2026:11:21 10:30:00")),
        field(Tag::OffsetTimeOriginal, text("+08:00")),
        field(Tag::GPSLatitudeRef, text("N")),
        field(Tag::GPSLatitude, Value::Rational(vec![part(31, 1), part(13, 1), part(4800, 100)])),
        field(Tag::GPSLongitudeRef, text("E")),
        field(Tag::GPSLongitude, Value::Rational(vec![part(121, 1), part(28, 1), part(1200, 100)])),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = Cursor::new(vec![]);
    writer.write(&mut tiff, false).unwrap();
    let plain = encoded(photo(800, 600), ImageFormat::Jpeg);
    let body = [b"Exif\0\0".as_slice(), &tiff.into_inner()].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &body, &plain[2..]].concat()
}

#[tokio::test]
async fn a_phones_photo_is_shown_upright_and_without_the_place_it_was_taken_at() {
    let place = place();
    let bytes = phone_photo();
    let received = place.send("IMG_1.JPG", &bytes).await.unwrap();
    let picture = received.picture.as_ref().unwrap();
    assert_eq!((picture.width, picture.height), (600, 800), "turned upright");
    assert_eq!(picture.taken.local_time.as_deref(), Some("2026-11-21T10:30:00"));
    assert_eq!(picture.taken.utc_offset.as_deref(), Some("+08:00"));
    assert_eq!(picture.taken.model.as_deref(), Some("Mate 60"));
    let point = picture.taken.place.unwrap();
    assert!((point.lat - 31.23).abs() < 1e-4 && (point.lng - 121.47).abs() < 1e-4, "{point:?}");
    let tenant = TenantId::new();
    place.store.keep(tenant, &received).await.unwrap();
    for (size, sides) in [(Size::Display, (600, 800)), (Size::Thumb, (240, 320))] {
        let copy = place.fetched(tenant, &received.hash, size, Slice::All).await.unwrap();
        assert!(
            !copy.windows(6).any(|six| six == b"HUAWEI" || six == b"Exif\0\0"),
            "the copy tells nothing of the camera"
        );
        let shown = image::load_from_memory(&copy).unwrap();
        assert_eq!(shown.dimensions(), sides);
        // a quarter turn to the right brings the red quarter to the upper right
        let red = shown.get_pixel(sides.0 * 3 / 4, sides.1 / 4).0;
        assert!(red[0] > 150 && red[2] < 100, "{red:?}");
    }
    assert_eq!(place.fetched(tenant, &received.hash, Size::Original, Slice::All).await.unwrap(), bytes);
}

#[tokio::test]
async fn a_large_photo_is_shown_small_and_a_signature_on_paper() {
    let place = place();
    let received = place.send("wide.png", &encoded(photo(5_120, 1_000), ImageFormat::Png)).await.unwrap();
    let picture = received.picture.unwrap();
    assert_eq!((picture.width, picture.height), (5_120, 1_000));
    assert_eq!(image::load_from_memory(&picture.display).unwrap().dimensions(), (2_560, 500));
    let nothing = RgbaImage::from_pixel(100, 50, Rgba([0, 0, 0, 0]));
    let signature = place.send("signature.png", &encoded(nothing, ImageFormat::Png)).await.unwrap().picture.unwrap();
    let paper = image::load_from_memory(&signature.display).unwrap().get_pixel(50, 25).0;
    assert!(paper[..3].iter().all(|part| *part > 250), "{paper:?}");
}

#[tokio::test]
async fn what_is_no_picture_video_or_document_is_refused_in_its_own_words() {
    let place = place();
    let heic = [b"\0\0\0\x18ftypheic\0\0\0\0".as_slice(), &[0; 5_000]].concat();
    let damaged = &encoded(photo(64, 64), ImageFormat::Png)[..60];
    for (name, bytes, code) in [
        ("empty.jpg", b"".as_slice(), "file.empty"),
        ("IMG_2.HEIC", &heic, "file.heic"),
        ("IMG_3.jpg", &heic, "file.heic"),
        ("photo.jpg", b"PK\x03\x04 an archive", "file.not_what_it_says"),
        ("photo.png", b"just text", "file.not_what_it_says"),
        ("page.html", b"<!DOCTYPE html><html>", "file.kind_not_allowed"),
        ("run.exe", b"MZ\x90\0", "file.kind_not_allowed"),
        ("photo.png", damaged, "file.damaged"),
    ] {
        assert_eq!(place.refused(name, bytes).await, code, "{name}");
    }
}

#[tokio::test]
async fn fifty_megabytes_that_are_no_photo_are_refused_after_the_first_bytes() {
    let place = place();
    let hash: FileHash = sha256_hex(b"whatever").parse().unwrap();
    let mut sent = 0;
    let body = stream::iter(0..800).map(|_| {
        sent += 1;
        Ok::<_, Error>(Bytes::from(vec![7; 65_536]))
    });
    let refusal = place.store.receive(&hash, "photo.jpg", body).await.unwrap_err();
    assert_eq!(refusal.code(), "file.not_what_it_says");
    assert_eq!((sent, place.waiting()), (1, 0));
}

#[tokio::test]
async fn a_document_may_have_25_megabytes_and_a_video_more() {
    let place = place();
    let large = usize::try_from(DOCUMENT_BYTES_MAX).unwrap() + 1;
    let document = [b"%PDF-1.7\n".as_slice(), &vec![b' '; large]].concat();
    assert_eq!(place.refused("report.pdf", &document).await, "too_large");
    let video = [b"\0\0\0\x18ftypisom\0\0\0\0".as_slice(), &vec![1; large]].concat();
    let received = place.send("clip.mp4", &video).await.unwrap();
    assert_eq!((received.kind, received.bytes), (Kind::Mp4, video.len() as u64));
    let head = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
        .as_slice();
    let android = place.send("clip.webm", &[head, &[0; 300]].concat()).await.unwrap();
    assert_eq!((android.kind, android.kind.media()), (Kind::Webm, "video/webm"));
    assert!(received.picture.is_none());
}

#[tokio::test]
async fn a_small_file_that_unpacks_to_400_megapixels_is_refused() {
    let mut bytes = encoded(photo(64, 64), ImageFormat::Jpeg);
    let frame = bytes.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0x4e, 0x20, 0x4e, 0x20]);
    assert_eq!(place().refused("bomb.jpg", &bytes).await, "file.too_many_pixels");
}

#[tokio::test]
async fn an_upload_that_breaks_off_or_has_another_hash_leaves_nothing() {
    let place = place();
    let bytes = encoded(photo(64, 64), ImageFormat::Png);
    let other: FileHash = sha256_hex(b"other").parse().unwrap();
    let all = stream::iter([Ok::<_, Error>(Bytes::from(bytes.clone()))]);
    assert_eq!(place.store.receive(&other, "a.png", all).await.unwrap_err().code(), "file.hash_mismatch");
    let broken = stream::iter([Ok(Bytes::from(bytes)), Err(Error::bug("the phone went into a lift"))]);
    assert_eq!(place.store.receive(&other, "a.png", broken).await.unwrap_err().code(), "file.interrupted");
    assert_eq!(place.waiting(), 0);
    assert_eq!(std::fs::read_dir(place.folder.path()).unwrap().count(), 1, "only the folder for uploads");
}

#[tokio::test]
async fn what_a_stopped_program_left_is_cleared_at_the_next_start() {
    let place = place();
    let received = place.send("a.png", &encoded(photo(64, 64), ImageFormat::Png)).await.unwrap();
    let tenant = TenantId::new();
    place.store.keep(tenant, &received).await.unwrap();
    let company = place.folder.path().join(tenant.to_string());
    std::fs::write(place.folder.path().join("incoming/half"), "half").unwrap();
    std::fs::write(company.join(format!("{}#1", received.hash)), "half").unwrap();
    drop(received);
    assert_eq!(FileStore::open(place.folder.path()).unwrap().clear_interrupted().unwrap(), 2);
    assert_eq!(std::fs::read_dir(company).unwrap().count(), 3, "the picture and its copies stay");
}

#[tokio::test]
async fn a_part_of_a_file_can_be_asked_for_and_another_company_finds_nothing() {
    let place = place();
    let bytes = [b"%PDF-1.7\n".as_slice(), b"0123456789"].concat();
    let received = place.send("a.pdf", &bytes).await.unwrap();
    let tenant = TenantId::new();
    place.store.keep(tenant, &received).await.unwrap();
    let hash = &received.hash;
    for (slice, part) in [
        (Slice::Between(9, 11), b"012".as_slice()),
        (Slice::From(17), b"89"),
        (Slice::Last(1), b"9"),
        (Slice::Between(0, 4_000), &bytes),
    ] {
        assert_eq!(place.fetched(tenant, hash, Size::Original, slice).await.unwrap(), part, "{slice:?}");
    }
    let outside = place.fetched(tenant, hash, Size::Original, Slice::From(19)).await.unwrap_err();
    assert_eq!(outside.code(), "file.range");
    let foreign = place.fetched(TenantId::new(), hash, Size::Original, Slice::All).await.unwrap_err();
    assert_eq!(foreign.code(), "not_found");
}

#[test]
fn a_name_is_safe_to_save_under_and_ends_as_its_content() {
    for (name, safe) in [
        ("IMG_1.JPG", "IMG_1.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Photos\\门锁.jpeg", "门锁.jpg"),
        ("a\"b\r\nSet-Cookie: x.jpg", "abSet-Cookie x.jpg"),
        ("signature.png", "signature.jpg"),
        ("photo.exe", "photo.exe.jpg"),
        ("", "file.jpg"),
        (".jpg", "file.jpg"),
    ] {
        assert_eq!(Kind::Jpeg.safe_name(name), safe, "{name}");
    }
}
