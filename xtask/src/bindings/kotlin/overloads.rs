//! Records whose fields have defaults: Java knows none, and gets a constructor for each that may be left
//! out.

/// The source with those constructors.
pub(super) fn for_java(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find("\ndata class ") {
        let (before, record) = rest.split_at(at + 1);
        kept.push_str(before);
        let end = record.find("\n)").unwrap_or(record.len());
        let (head, after) = record.split_at(end);
        let has_defaults =
            head.lines().any(|line| line.starts_with("    val ") && line.contains(" = "));
        match head.split_once(" (\n") {
            Some((name, fields)) if has_defaults => {
                kept.push_str(&format!("{name} @JvmOverloads constructor(\n{fields}"));
            }
            _ => kept.push_str(head),
        }
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_with_a_default_can_be_made_without_it() {
        let source = "\ndata class Ports (\n    val `keys`: K\n    , \n    val `clock`: C? = null \n    \n){\n}\n";
        let expected = source.replace("Ports (", "Ports @JvmOverloads constructor(");
        assert_eq!(for_java(source), expected);
    }

    #[test]
    fn a_record_without_defaults_stays_as_it_is() {
        let source = "\ndata class Code (\n    val `text`: kotlin.String\n){\n    val other = 1\n}\ndata class B (\n)\n";
        assert_eq!(for_java(source), source);
    }
}
