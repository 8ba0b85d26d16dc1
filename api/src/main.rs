//! Prints the public interface that rustdoc described in a JSON file, one item a line: `essc-api FILE`.
//!
//! Traits that a type has because of what it consists of (`Send`), and those that everything has
//! (`Into`), are left out. Other traits are named, since code breaks when a type loses `Clone`; what is
//! in them is printed for our own only.
#![allow(clippy::print_stdout, reason = "the lines are the product")]

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let file = PathBuf::from(std::env::args_os().nth(1).ok_or("usage: essc-api FILE")?);
    let api = public_api::Builder::from_rustdoc_json(file)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()?;
    print!("{}", without_foreign_traits_methods(&api.to_string()));
    Ok(())
}

/// The lines without the methods and types that `impl` blocks of other crates' traits have to have.
fn without_foreign_traits_methods(listing: &str) -> String {
    let mut kept = String::with_capacity(listing.len());
    // The type, with `::` behind it, of the block that is being read, if its trait is another crate's.
    let mut within: Option<String> = None;
    for line in listing.lines() {
        if line.starts_with("impl") {
            within = line.split_once(" for ").and_then(|(head, on)| {
                let of_ours =
                    head.rsplit(' ').next().is_some_and(|name| name.starts_with("essc::"));
                let on = on.split(['<', ' ']).next().unwrap_or(on);
                (!of_ours).then(|| format!(" {on}::"))
            });
        } else if within.as_ref().is_some_and(|on| line.starts_with("pub") && line.contains(on)) {
            continue;
        } else {
            within = None;
        }
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_crates_trait_asks_for_is_left_out_and_all_else_stays() {
        let listing = "\
pub struct essc::A
impl essc::A
pub fn essc::A::clone_it(&self)
impl core::clone::Clone for essc::A
pub fn essc::A::clone(&self) -> essc::A
impl essc::Clock for essc::A
pub fn essc::A::now(&self)
impl<T> core::convert::From<T> for essc::A
pub type essc::A::Error = u8
pub fn essc::free()
";
        let kept = without_foreign_traits_methods(listing);
        for gone in ["::clone(", "::Error"] {
            assert!(!kept.contains(gone), "{kept}");
        }
        assert_eq!(kept.lines().count(), listing.lines().count() - 2, "{kept}");
    }
}
