//! What a scanner's settings do to a code's text, so that the operator is told what to set.
//!
//! Only for texts that were unreadable as they came: nothing here is ever accepted.

use essc::model::localized::Localized;

/// What is probably set wrong; none when the text tells nothing.
pub fn hint(text: &str) -> Option<Localized> {
    let text = text.trim_end_matches(['\r', '\n']);
    if text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')) {
        return Some(Localized::new(
            "扫码枪输出了全角字符：请关闭输入法，改用英文半角输入",
            "the scanner typed full-width characters: switch the input method to plain English",
        ));
    }
    let bare = text.trim();
    let begins =
        |prefix: &str| bare.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if !begins("SSC1") {
        return None;
    }
    if bare.contains(|c: char| c.is_ascii_lowercase()) {
        return Some(Localized::new(
            "扫码枪改变了字母大小写：请关闭大写锁定（Caps Lock）和大小写转换",
            "the scanner changed the case of letters: turn off caps lock and case conversion",
        ));
    }
    if bare.contains("%20") {
        return Some(Localized::new(
            "文本中的空格被换成了 %20：请关闭网址编码",
            "blanks were replaced by %20: turn off URL encoding",
        ));
    }
    if bare.len() != text.len() || bare.contains('\t') {
        return Some(Localized::new(
            "文本前后或中间有多余的空格或制表符：请关闭扫码枪的前缀和后缀",
            "there are blanks or tabs around the text: turn off the scanner's prefix and suffix",
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_scanner_changed_is_named_and_other_texts_are_not_guessed_at() {
        for (text, word) in [
            ("ssc1:bb8", "caps lock"),
            ("SSC1:bB8\r\n", "caps lock"),
            ("ＳＳＣ１：ＢＢ８", "full-width"),
            ("SSC1:A%20B", "%20"),
            (" SSC1:BB8", "blanks or tabs"),
            ("SSC1:BB8\t", "blanks or tabs"),
        ] {
            let hint = hint(text).expect(text);
            assert!(hint.en.contains(word), "{text}: {}", hint.en);
        }
        for other in ["", "SSC1:BB8", "https://example.org", "é", "SSC1", "SSé"] {
            assert_eq!(hint(other), None, "{other}");
        }
    }
}
