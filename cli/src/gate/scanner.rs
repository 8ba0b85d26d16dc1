//! What a scanner's settings do to a code's text, so that the operator is told what to set.
//!
//! Only for texts that were unreadable: nothing here is ever accepted.

use essc::model::localized::Localized;
use essc::wire::blanks;

/// Characters of the shortest code, which blanks and plus signs in each other's place leave as they are.
const SHORTEST_CODE: usize = 284;

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
    if !bare.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("SSC1")) {
        return None;
    }
    if let Some(escape) = escape_of(bare) {
        return Some(Localized::new(
            format!("文本中的字符被换成了 {escape}：请关闭网址编码"),
            format!("characters were replaced by {escape}: turn off URL encoding"),
        ));
    }
    if bare.contains(|c: char| c.is_ascii_lowercase()) {
        return Some(Localized::new(
            "扫码枪改变了字母大小写：请关闭大写锁定（Caps Lock）和大小写转换",
            "the scanner changed the case of letters: turn off caps lock and case conversion",
        ));
    }
    if bare.len() != text.len() || bare.contains('\t') {
        return Some(Localized::new(
            "文本前后或中间有多余的空格或制表符：请关闭扫码枪的前缀和后缀",
            "there are blanks or tabs around the text: turn off the scanner's prefix and suffix",
        ));
    }
    if bare.contains(|c: char| c.is_whitespace() && c != ' ') {
        return Some(Localized::new(
            "文本中的空格被换成了其他空白字符：请把扫码枪设为原样输出",
            "blanks were replaced by another kind of blank: set the scanner to type what it reads",
        ));
    }
    if bare.len() < SHORTEST_CODE || !blanks::in_doubt(bare) {
        return None;
    }
    Some(if bare.contains('+') {
        Localized::new(
            "文本中的空格很可能被换成了加号（+）：请关闭扫码枪的网址或表单编码",
            "blanks were probably replaced by +: turn off the scanner's URL or form encoding",
        )
    } else {
        Localized::new(
            "文本中的加号（+）很可能被换成了空格：请不要对扫码结果做网址或表单解码",
            "each + was probably replaced by a blank: hand over what was read without decoding it",
        )
    })
}

/// An escape of RFC 3986 that stands where its character is missing.
fn escape_of(text: &str) -> Option<&'static str> {
    let has = |escape: &str| text.to_ascii_uppercase().contains(escape);
    [("%20", ' '), ("%2B", '+'), ("%3A", ':')]
        .into_iter()
        .find(|(escape, character)| !text.contains(*character) && has(escape))
        .map(|(escape, _)| escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_scanner_changed_is_named_and_other_texts_are_not_guessed_at() {
        let long = |body: &str| format!("SSC1:{}", body.repeat(93));
        for (text, word) in [
            ("ssc1:bb8", "caps lock"),
            ("SSC1:bB8\r\n", "caps lock"),
            ("ＳＳＣ１：ＢＢ８", "full-width"),
            ("SSC1:A\u{3000}B", "full-width"),
            ("SSC1:A%20B", "%20"),
            ("SSC1:A+B%20C", "%20"),
            ("SSC1:A B%2bC", "%2B"),
            ("SSC1%3AA+B%2FC D", "%3A"),
            (" SSC1:BB8", "blanks or tabs"),
            ("SSC1:BB8\t", "blanks or tabs"),
            ("SSC1:A\u{a0}B", "another kind of blank"),
            (&long("A+8"), "replaced by +"),
            (&format!("{}\r\n", long("A+8")), "replaced by +"),
            (&long("A 8"), "replaced by a blank"),
        ] {
            let hint = hint(text).expect(text);
            assert!(hint.en.contains(word), "{text}: {}", hint.en);
        }
        for other in [
            "",
            "SSC1:BB8",
            "SSC1:A+8",
            "SSC1: +%20%2B",
            "https://example.org",
            "é",
            "SSC1",
            "SSé",
            &long("BB8"),
            &long(" +8"),
        ] {
            assert_eq!(hint(other), None, "{other}");
        }
    }
}
