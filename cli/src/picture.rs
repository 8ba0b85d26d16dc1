//! Reads QR codes out of pictures, with a decoder that is not ours.

use std::fmt::{self, Display};
use std::fs;
use std::io::{self, Cursor};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use essc::model::localized::{Language, Localized};
use essc::ports::durable_file;
use image::{
    DynamicImage, GrayImage, ImageDecoder as _, ImageError, ImageReader, Limits, Luma, imageops,
};

use crate::failure::{Failure, Message};

/// Most bytes of a picture file.
const MAX_BYTES: u64 = 32 << 20;

/// Most pixels of a side, and most bytes while decoding.
const MAX_SIDE: u32 = 8192;
const MAX_ALLOC: u64 = 256 << 20;

/// A picture with a longer side than this is also looked at in half its size: a large photograph of a
/// screen shows the screen's own pixels.
const LARGE_SIDE: u32 = 1000;

/// How the texts of cards begin; among several codes these are meant.
const CARD: &str = "SSC1:";

/// Why a picture gave no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble(Localized);

impl Trouble {
    fn new(zh: &str, en: &str) -> Self {
        Self(Localized::new(zh, en))
    }

    /// For people.
    pub fn text(&self, language: Language) -> &str {
        self.0.get(language)
    }
}

impl Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text(Language::En))
    }
}

/// The text of the QR code in a picture file (PNG, JPEG, GIF, WebP), or why there is none.
///
/// # Errors
/// No such file, one that may not be read, or one that is no file: a folder, a pipe, a device.
pub fn read_qr(path: &Path) -> Result<Result<String, Trouble>, Failure> {
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Failure::no_such_file(path));
        }
        Err(error) => return Err(Failure::file(path, &error)),
    };
    if !found.is_file() {
        // Opening a pipe would wait for whoever writes to it.
        return Err(Failure::Usage(Message::new(
            format!("{}：不是文件", path.display()),
            format!("{}: not a file", path.display()),
        )));
    }
    match durable_file::read(path, MAX_BYTES) {
        Ok(Some(bytes)) => Ok(qr_in(&bytes)),
        Ok(None) => Err(Failure::no_such_file(path)),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Ok(Err(too_large())),
        Err(error) => Err(Failure::file(path, &error)),
    }
}

/// The text of the QR code in a picture: a card's code, if one of several is.
///
/// # Errors
/// Why there is none: no picture, no code in it, or two different codes of cards.
pub fn qr_in(bytes: &[u8]) -> Result<String, Trouble> {
    if bytes.is_empty() {
        return Err(Trouble::new("图片文件为空", "the picture is empty"));
    }
    let picture = decode(bytes)?;
    for gray in views(&picture) {
        let texts = codes(&gray);
        let mut cards = texts.iter().filter(|text| text.starts_with(CARD));
        match (cards.next(), cards.next()) {
            (Some(first), Some(second)) if first != second => {
                return Err(Trouble::new(
                    "图片里有不止一张卡的码，请只拍一个",
                    "there are codes of several cards in the picture: take a picture of one",
                ));
            }
            (Some(card), _) => return Ok(card.clone()),
            (None, _) => {}
        }
        if let Some(text) = texts.into_iter().next() {
            return Ok(text);
        }
    }
    Err(Trouble::new("图片里没有可读的二维码", "there is no QR code in the picture"))
}

/// A picture of bounded size, the right way up.
fn decode(bytes: &[u8]) -> Result<DynamicImage, Trouble> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|_| no_picture())?;
    reader.limits(limits.clone());
    let decoded = reader.into_decoder().and_then(|mut decoder| {
        limits.reserve(decoder.total_bytes())?;
        decoder.set_limits(limits)?;
        // A camera that was held upright says so beside a picture that lies.
        let orientation = decoder.orientation().ok();
        let mut picture = DynamicImage::from_decoder(decoder)?;
        if let Some(orientation) = orientation {
            picture.apply_orientation(orientation);
        }
        Ok(picture)
    });
    decoded.map_err(|error| match error {
        ImageError::Limits(_) => too_large(),
        ImageError::Unsupported(_) => no_picture(),
        _ => {
            Trouble::new("图片已损坏或不完整", "the picture is damaged, or a part of it is missing")
        }
    })
}

fn no_picture() -> Trouble {
    Trouble::new(
        "这不是可读的图片；可读 PNG、JPEG、GIF 和 WebP",
        "this is no picture that can be read: PNG, JPEG, GIF and WebP can",
    )
}

fn too_large() -> Trouble {
    Trouble::new("图片过大", "the picture is too large")
}

/// The ways in which a picture is looked at, the likeliest first: on white where it is transparent, and
/// on black; inverted, as codes on dark screens are; and all that in half its size where it is large.
fn views(picture: &DynamicImage) -> impl Iterator<Item = GrayImage> {
    let grounds: &[u8] = if picture.color().has_alpha() { &[255, 0] } else { &[255] };
    let whole = grounds.iter().map(|ground| gray_on(picture, *ground)).collect::<Vec<_>>();
    let is_large = picture.width().max(picture.height()) > LARGE_SIDE;
    let halved = move |gray: &GrayImage| {
        imageops::thumbnail(gray, (gray.width() / 2).max(1), (gray.height() / 2).max(1))
    };
    let sizes = if is_large { 2 } else { 1 };
    (0..sizes).flat_map(move |size| {
        let views = whole.iter().flat_map(|gray| {
            let gray = if size == 0 { gray.clone() } else { halved(gray) };
            let mut inverted = gray.clone();
            imageops::invert(&mut inverted);
            [gray, inverted]
        });
        views.collect::<Vec<_>>()
    })
}

/// The picture in shades of grey, lying on a ground where it is transparent.
fn gray_on(picture: &DynamicImage, ground: u8) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.to_luma8();
    }
    let with_alpha = picture.to_luma_alpha8();
    GrayImage::from_fn(with_alpha.width(), with_alpha.height(), |x, y| {
        let [shade, alpha] = with_alpha.get_pixel(x, y).0.map(u32::from);
        let mixed = (shade * alpha + u32::from(ground) * (255 - alpha)) / 255;
        Luma([u8::try_from(mixed).unwrap_or(u8::MAX)])
    })
}

/// The texts of all codes that the decoder finds.
///
/// It asserts what it believes of a symbol's geometry. A picture that makes it break off is one in which
/// it finds nothing: whoever holds something in front of a camera must not end the program.
fn codes(gray: &GrayImage) -> Vec<String> {
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    let look = || {
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            gray.get_pixel(x as u32, y as u32).0[0]
        });
        let grids = prepared.detect_grids();
        grids.into_iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
    };
    let usual = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let found = panic::catch_unwind(AssertUnwindSafe(look));
    panic::set_hook(usual);
    found.unwrap_or_default()
}
