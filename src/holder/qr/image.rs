//! A QR symbol as PNG and SVG, with its quiet zone.

use std::fmt::Write as _;

use crate::holder::qr::{MAX_SCALE, QUIET_ZONE, QrCode};

impl QrCode {
    /// A PNG of one bit a pixel, black on white; a module is `scale` pixels wide (1 to
    /// [`MAX_SCALE`]; anything else is brought into that range).
    #[must_use]
    pub fn to_png(&self, scale: u32) -> Vec<u8> {
        let scale = scale.clamp(1, MAX_SCALE) as usize;
        let pixels = self.side() * scale;
        let mut rows = Vec::with_capacity(pixels * pixels.div_ceil(8));
        for y in 0..self.side() {
            let mut row = vec![0xff_u8; pixels.div_ceil(8)];
            for x in (0..pixels).filter(|x| self.is_dark_framed(x / scale, y)) {
                row[x / 8] &= !(0x80 >> (x % 8));
            }
            for _ in 0..scale {
                rows.extend_from_slice(&row);
            }
        }
        let mut png = Vec::new();
        // At most 185 × 64 pixels a side, far inside u32, and a vector takes every byte: this
        // can't fail.
        let mut encoder = png::Encoder::new(&mut png, pixels as u32, pixels as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&rows));
        debug_assert!(written.is_ok());
        png
    }

    /// An SVG of one path; a module is `scale` user units wide (1 to [`MAX_SCALE`]; anything else is
    /// brought into that range).
    #[must_use]
    pub fn to_svg(&self, scale: u32) -> String {
        let side = self.side();
        let pixels = side * scale.clamp(1, MAX_SCALE) as usize;
        let mut path = String::new();
        for y in 0..self.across() {
            let mut x = 0;
            while x < self.across() {
                let run = (x..self.across()).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    let (left, top) = (x + QUIET_ZONE, y + QUIET_ZONE);
                    // Writing to a string can't fail.
                    let _ = write!(path, "M{left} {top}h{run}v1h-{run}z");
                }
                x += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{pixels}\" height=\"{pixels}\" \
             viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
             <path d=\"{path}\" fill=\"#000\"/></svg>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the runs of the path back into modules.
    fn modules_of(svg: &str, width: usize) -> Vec<bool> {
        let path = svg.split("d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("path");
        let mut modules = vec![false; width * width];
        for run in path.split('M').skip(1) {
            let numbers: Vec<usize> = run
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let (x, y, length) = (numbers[0] - QUIET_ZONE, numbers[1] - QUIET_ZONE, numbers[2]);
            for module in &mut modules[y * width + x..][..length] {
                *module = true;
            }
        }
        modules
    }

    #[test]
    fn the_svg_has_exactly_the_modules_of_the_symbol() {
        let code = QrCode::of("SSC1:SOME TEXT THAT NEEDS A FEW RUNS").expect("fits");
        let svg = code.to_svg(4);
        assert_eq!(modules_of(&svg, code.across()), code.modules);
        let pixels = (code.across() + 8) * 4;
        assert!(svg.starts_with("<svg ") && svg.contains(&format!("width=\"{pixels}\"")));
    }

    #[test]
    fn a_scale_out_of_range_is_brought_into_it() {
        let code = QrCode::of("SSC1:").expect("fits");
        assert_eq!(code.to_png(0), code.to_png(1));
        assert_eq!(code.to_svg(1000), code.to_svg(MAX_SCALE));
    }
}
