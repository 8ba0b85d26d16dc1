//! Reads QR codes out of pictures, with a decoder that is not ours.

use std::io::Cursor;
use std::path::Path;

use image::{ImageReader, Limits};

use crate::failure::Failure;

/// Most bytes of a picture file.
const MAX_BYTES: u64 = 32 << 20;

/// Most pixels of a side, and most bytes while decoding.
const MAX_SIDE: u32 = 8192;
const MAX_ALLOC: u64 = 256 << 20;

/// The text of the first QR code in a PNG or JPEG file; empty when there is none, so that the verdict
/// is "unreadable" and says to scan again.
///
/// # Errors
/// A file that can't be read or is no picture.
pub fn read_qr(path: &Path) -> Result<String, Failure> {
    let bytes = essc::ports::durable_file::read(path, MAX_BYTES)
        .map_err(|e| Failure::file(path, &e))?
        .ok_or_else(|| Failure::no_such_file(path))?;
    qr_in(&bytes).map_err(|reason| Failure::Input(format!("{}: {reason}", path.display()).into()))
}

/// The text of the first QR code in a picture.
///
/// # Errors
/// Why the bytes are no picture.
pub fn qr_in(bytes: &[u8]) -> Result<String, String> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| e.to_string())?;
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| e.to_string())?.to_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut grid = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    let read = |grid: rqrr::Grid<_>| grid.decode().ok().map(|(_, text)| text);
    Ok(grid.detect_grids().into_iter().find_map(read).unwrap_or_default())
}
