//! A QR symbol for a terminal: two modules a character, in half blocks.

use crate::holder::qr::QrCode;

impl QrCode {
    /// The symbol with its quiet zone as lines of text, for dark and light terminals alike: black and
    /// white are set by ANSI colour, not left to the terminal.
    #[must_use]
    pub fn to_terminal(&self) -> String {
        self.half_blocks("\u{1b}[38;5;16;48;5;231m", "\u{1b}[0m")
    }

    fn half_blocks(&self, before: &str, after: &str) -> String {
        let mut text = String::new();
        for y in (0..self.side()).step_by(2) {
            text.push_str(before);
            for x in 0..self.side() {
                let upper = self.is_dark_framed(x, y);
                let lower = self.is_dark_framed(x, y + 1);
                text.push(match (upper, lower) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text.push_str(after);
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_half_blocks_have_exactly_the_modules_of_the_symbol() {
        let code = QrCode::of("SSC1:BB8").expect("fits");
        let text = code.half_blocks("", "");
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        assert_eq!(lines.len(), code.side().div_ceil(2));
        for y in 0..code.side() {
            for (x, block) in lines[y / 2].iter().enumerate() {
                let dark = if y % 2 == 0 { "█▀" } else { "█▄" }.contains(*block);
                assert_eq!(dark, code.is_dark_framed(x, y), "{x} {y}");
            }
        }
        assert!(code.to_terminal().contains("\u{1b}[0m\n"));
    }
}
