//! Reads QR codes out of pictures, with a decoder that is not ours.

use std::io::Cursor;

/// The text of the one code in a PNG of black and white, one bit a pixel, as the SDK draws it.
///
/// # Panics
/// When it is another picture, or has no code or several.
#[must_use]
pub fn text_of_png(png: &[u8]) -> String {
    let mut reader = png::Decoder::new(Cursor::new(png)).read_info().expect("png");
    let mut pixels = vec![0; reader.output_buffer_size().expect("size")];
    let info = reader.next_frame(&mut pixels).expect("frame");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::One));
    let (width, height) = (info.width as usize, info.height as usize);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let bit = pixels[y * info.line_size + x / 8] >> (7 - x % 8) & 1;
        bit * 255
    });
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().expect("decodes").1
}
