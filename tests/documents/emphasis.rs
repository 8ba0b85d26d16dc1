//! Emphasis between Chinese characters: a run of asterisks with a punctuation mark on its inner side
//! and a letter on its outer one is no delimiter (CommonMark §6.2), so `**甲。**乙` shows asterisks.

/// Whether a line of prose has emphasis that Markdown doesn't see.
pub fn is_unseen(line: &str) -> bool {
    let prose: Vec<_> = line.split('`').step_by(2).collect();
    let chars: Vec<char> = format!(" {} ", prose.join("`")).chars().collect();
    let runs: Vec<&[char]> = chars.chunk_by(|a, b| (*a == '*') == (*b == '*')).collect();
    // What is no asterisk comes first, last and in every other place.
    runs.windows(3).step_by(2).enumerate().any(|(nth, around)| {
        let (Some(before), Some(after)) = (around[0].last(), around[2].first()) else {
            return false;
        };
        let (inner, outer) = if nth.is_multiple_of(2) { (after, before) } else { (before, after) };
        !inner.is_alphanumeric() && outer.is_alphanumeric()
    })
}

#[test]
fn a_run_between_a_mark_inside_and_a_letter_outside_is_found() {
    for line in ["**甲。**乙", "甲**“乙”**", "*甲*，*乙：*丙"] {
        assert!(is_unseen(line), "{line}");
    }
    for line in ["**甲**。乙", "甲**乙**", "**甲。** 乙", "甲 `a*b` **乙**", "*“甲”的理由*：乙"]
    {
        assert!(!is_unseen(line), "{line}");
    }
}
