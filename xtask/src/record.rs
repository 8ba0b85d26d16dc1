//! Texts that are recorded, so that a change of them is read before it is accepted.

/// Lines of one text that the other lacks: `-` what went, `+` what came.
pub fn differences(recorded: &str, printed: &str) -> Vec<String> {
    let lacks = |text: &str, line: &str| !text.lines().any(|other| other == line);
    let gone = recorded.lines().filter(|line| lacks(printed, line)).map(|line| format!("-{line}"));
    let new = printed.lines().filter(|line| lacks(recorded, line)).map(|line| format!("+{line}"));
    gone.chain(new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_what_went_is_named_and_an_order_is_not_a_difference() {
        let recorded = "pub fn essc::a()\npub fn essc::b()\n";
        assert!(differences(recorded, "pub fn essc::b()\npub fn essc::a()\n").is_empty());
        assert_eq!(
            differences(recorded, "pub fn essc::a()\npub fn essc::b() -> u8\n"),
            ["-pub fn essc::b()", "+pub fn essc::b() -> u8"]
        );
    }
}
