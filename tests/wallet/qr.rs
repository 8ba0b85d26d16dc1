//! Pictures of codes in the hands of a decoder that is not ours.

use essc::base::base45;
use essc::holder::QrCode;
use essc_testkit::qr_picture;

/// As long as the text of a carrier of so many bytes.
fn text_of(bytes: usize) -> String {
    format!("SSC1:{}", base45::encode(&vec![0xa5; bytes]))
}

#[test]
fn another_decoder_reads_the_png_back_at_every_version_and_scale() {
    for (bytes, version) in [(186, 10), (204, 10), (205, 11), (240, 11), (241, 12), (276, 12)] {
        let text = text_of(bytes);
        let code = QrCode::of(&text).expect("fits");
        assert_eq!((code.version, code.width), (version, 17 + 4 * version));
        for scale in [2, 3, 8] {
            let read = qr_picture::text_of_png(&code.to_png(scale));
            assert_eq!(read, text, "{bytes} bytes, scale {scale}");
        }
    }
}
