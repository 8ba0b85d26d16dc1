//! What people hand to `essc gate verify --image`: pictures of every kind, and what is none.

use std::io::Cursor;

use essc::holder::QrCode;
use essc_testkit::vector;
use image::{DynamicImage, ImageFormat, Luma, LumaA, Rgba, imageops};
use serde_json::json;
use tempfile::TempDir;

use crate::program::{Run, arg, essc};

/// The time of the vectors.
const NOW: &str = "1800000000";

/// A gate with the vectors' lists, and a place for pictures.
struct Gate(TempDir);

impl Gate {
    fn open() -> Self {
        let gate = Self(tempfile::tempdir().expect("directory"));
        let lists = vector::folder().join("lists");
        let root = lists.join("root.jwk");
        gate.run(&["init", "--region", "440106", "--root", arg(&root)]).ends_with(0);
        let bundle = lists.join("bundle.json");
        gate.run(&["import", "--at", NOW, arg(&bundle)]).ends_with(0);
        gate
    }

    fn run(&self, args: &[&str]) -> Run {
        let data = self.0.path().join("gate");
        essc(&[&["--lang", "en", "gate", "--data", arg(&data)], args].concat())
    }

    fn look(&self, file: &str) -> Run {
        let file = self.0.path().join(file);
        self.run(&["verify", "--scene", "0502", "--at", NOW, "--json", "--image", arg(&file)])
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).expect("written");
    }

    /// What comes of a picture in a format.
    fn sees(&self, picture: &DynamicImage, format: ImageFormat) -> Run {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        self.put("picture", bytes.get_ref());
        self.look("picture")
    }

    fn accepts(&self, what: &str, picture: &DynamicImage, format: ImageFormat) {
        let run = self.sees(picture, format);
        assert_eq!(run.code, 0, "{what}: {run:?}");
        assert_eq!(run.json()["outcome"], "accepted", "{what}");
    }
}

/// The sample's code in black on white.
fn code() -> DynamicImage {
    let text =
        std::fs::read_to_string(vector::folder().join("sample-code.txt")).expect("the sample");
    picture_of(text.trim_end())
}

fn picture_of(text: &str) -> DynamicImage {
    let png = QrCode::of(text).expect("fits").to_png(4);
    image::load_from_memory(&png).expect("a picture")
}

#[test]
fn a_code_is_read_in_every_format_depth_and_position() {
    let gate = Gate::open();
    let code = code();
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let picture = DynamicImage::ImageRgb8(code.to_rgb8());
        gate.accepts(&format!("{format:?}"), &picture, format);
    }
    gate.accepts("Gif", &DynamicImage::ImageRgba8(code.to_rgba8()), ImageFormat::Gif);
    for (what, picture) in [
        ("grey", DynamicImage::ImageLuma8(code.to_luma8())),
        ("16 bits", DynamicImage::ImageRgb16(code.to_rgb16())),
        ("turned by 90 degrees", code.rotate90()),
        ("on its head", code.rotate180()),
        ("large", code.resize(3000, 3000, imageops::FilterType::Nearest)),
    ] {
        gate.accepts(what, &picture, ImageFormat::Png);
    }
}

/// A JPEG with a segment after its first two bytes that says how the camera was held (Exif, tag 0x0112).
fn held(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn a_photograph_is_read_however_the_camera_was_held() {
    let gate = Gate::open();
    let code = DynamicImage::ImageRgb8(code().to_rgb8());
    // What lies in the file, by the number that says how to put it right.
    let lying = [
        code.clone(),
        code.fliph(),
        code.rotate180(),
        code.flipv(),
        code.rotate270().fliph(),
        code.rotate270(),
        code.rotate90().fliph(),
        code.rotate90(),
    ];
    for (orientation, picture) in (1..).zip(lying) {
        let mut jpeg = Cursor::new(Vec::new());
        picture.write_to(&mut jpeg, ImageFormat::Jpeg).expect("encoded");
        gate.put("photograph.jpg", &held(jpeg.get_ref(), orientation));
        let run = gate.look("photograph.jpg").ends_with(0);
        assert_eq!(run.json()["outcome"], "accepted", "{orientation}");
    }
    // A number that no camera writes is passed over.
    let mut jpeg = Cursor::new(Vec::new());
    code.write_to(&mut jpeg, ImageFormat::Jpeg).expect("encoded");
    gate.put("photograph.jpg", &held(jpeg.get_ref(), 77));
    gate.look("photograph.jpg").ends_with(0);
}

#[test]
fn a_picture_in_the_inks_of_a_printer_is_read() {
    let gate = Gate::open();
    // The sample's code in CMYK, quality 20, as Pillow writes it: with Adobe's segment of 16 bytes, which
    // says that the inks are inverted. Without the segment they count as they are, and the code is white
    // on black.
    let adobe =
        std::fs::read(vector::folder().join("../../cli/tests/pictures/cmyk.jpg")).expect("there");
    assert_eq!(adobe[2..4], [0xff, 0xee]);
    let plain = [&adobe[..2], &adobe[18..]].concat();
    for (what, bytes) in [("with Adobe's segment", adobe), ("without it", plain)] {
        gate.put("cmyk.jpg", &bytes);
        let run = gate.look("cmyk.jpg");
        assert_eq!(run.code, 0, "{what}: {run:?}");
        assert_eq!(run.json()["outcome"], "accepted", "{what}");
    }
}

#[test]
fn a_code_is_read_on_dark_and_on_transparent_ground() {
    let gate = Gate::open();
    let gray = code().to_luma8();
    let mut inverted = gray.clone();
    imageops::invert(&mut inverted);
    gate.accepts("inverted", &DynamicImage::ImageLuma8(inverted.clone()), ImageFormat::Png);
    // Only the modules are drawn, in one colour, and whatever is behind shows through.
    let drawn = |ink: u8| {
        let picture = image::ImageBuffer::from_fn(gray.width(), gray.height(), |x, y| {
            let alpha = 255 - gray.get_pixel(x, y).0[0];
            LumaA([ink, alpha])
        });
        DynamicImage::ImageLumaA8(picture)
    };
    gate.accepts("black on nothing", &drawn(0), ImageFormat::Png);
    gate.accepts("white on nothing", &drawn(255), ImageFormat::Png);
    let color = image::ImageBuffer::from_fn(gray.width(), gray.height(), |x, y| {
        let alpha = 255 - gray.get_pixel(x, y).0[0];
        Rgba([0, 40, 120, alpha])
    });
    gate.accepts("blue on nothing", &DynamicImage::ImageRgba8(color), ImageFormat::WebP);
}

#[test]
fn of_several_codes_the_cards_is_judged_and_codes_of_two_cards_are_told() {
    let gate = Gate::open();
    let beside = |one: &DynamicImage, other: &DynamicImage| {
        let (one, other) = (one.to_luma8(), other.to_luma8());
        let height = one.height().max(other.height());
        let mut both =
            image::GrayImage::from_pixel(one.width() + other.width(), height, Luma([255]));
        imageops::replace(&mut both, &one, 0, 0);
        imageops::replace(&mut both, &other, i64::from(one.width()), 0);
        DynamicImage::ImageLuma8(both)
    };
    let menu = picture_of("HTTPS://EXAMPLE.ORG/MENU");
    gate.accepts("a menu before it", &beside(&menu, &code()), ImageFormat::Png);
    gate.accepts("a menu after it", &beside(&code(), &menu), ImageFormat::Png);
    let another =
        std::fs::read(vector::folder().join("accept/validity-at-a-museum.json")).expect("there");
    let another: serde_json::Value = serde_json::from_slice(&another).expect("JSON");
    let another = picture_of(another["text"].as_str().expect("text"));
    let two = gate.sees(&beside(&code(), &another), ImageFormat::Png).ends_with(2);
    assert_eq!(two.json()["reasons"], json!(["UNREADABLE"]));
    assert!(two.err.contains("several cards"), "{two:?}");
    let other = gate.sees(&menu, ImageFormat::Png).ends_with(2);
    assert_eq!(other.json()["outcome"], "unreadable");
}

#[test]
fn what_is_no_whole_picture_is_unreadable_and_says_why() {
    let gate = Gate::open();
    let mut png = Cursor::new(Vec::new());
    code().write_to(&mut png, ImageFormat::Png).expect("encoded");
    let png = png.into_inner();
    // A header that claims a hundred thousand pixels a side.
    let mut huge = png.clone();
    drop(huge.splice(16..24, [0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]));
    for (what, bytes, said) in [
        ("empty", &b""[..], "empty"),
        ("a text", b"SSC1:BB8", "PNG, JPEG, GIF and WebP"),
        ("a web page", b"<html>", "PNG, JPEG, GIF and WebP"),
        ("huge", &huge, "too large"),
    ] {
        gate.put(what, bytes);
        let run = gate.look(what).ends_with(2);
        assert_eq!(run.json()["reasons"], json!(["UNREADABLE"]), "{what}");
        // The checksum of a changed header may be noticed before its size.
        assert!(run.err.contains(said) || run.err.contains("damaged"), "{what}: {run:?}");
    }
    for tenth in 1..10 {
        gate.put("cut.png", &png[..png.len() * tenth / 10]);
        let run = gate.look("cut.png").ends_with(2);
        assert_eq!(run.json()["outcome"], "unreadable", "{tenth}: {run:?}");
        assert!(!run.err.is_empty());
    }
}

#[test]
fn what_is_no_file_is_a_fault_of_the_command_and_nobody_waits_for_it() {
    let gate = Gate::open();
    std::fs::create_dir(gate.0.path().join("folder")).expect("made");
    let pipe = gate.0.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    for file in ["nothing.png", "folder", "pipe", "/dev/zero"] {
        let run = gate.look(file).ends_with(3);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{file}: {run:?}");
    }
}
