//! The generated Swift, laid out as a Swift package wants it: `Essc/Essc.swift` for the module that
//! apps import, with only that public which they are to see, and `EsscFFI/` for the C module below it.

mod face;

use std::fs;
use std::path::Path;

use crate::shell::Outcome;

/// The C module, `ffi_module_name` in uniffi.toml. Its header and map lie in a folder of this name:
/// in an app's include path, two packages' maps would overwrite each other.
pub const C_MODULE: &str = "EsscFFI";
/// The Swift module, `module_name` in uniffi.toml.
const MODULE: &str = "Essc";

/// Moves what the generator wrote into `folder` to where the package expects it.
///
/// # Errors
/// The generator wrote something else.
pub fn arrange(folder: &Path) -> Outcome {
    let source = format!("{MODULE}.swift");
    let header = format!("{C_MODULE}.h");
    move_into(folder, MODULE, &source)?;
    let written = folder.join(MODULE).join(&source);
    let failed = |e: std::io::Error| format!("{}: {e}", written.display());
    let generated = fs::read_to_string(&written).map_err(failed)?;
    fs::write(&written, face::shown(&generated)?).map_err(failed)?;
    move_into(folder, C_MODULE, &header)?;
    // Where the package builds against a shared library, the map says which.
    let map = folder.join(C_MODULE).join("module.modulemap");
    fs::write(&map, module_map(Some("essc"))).map_err(|e| format!("{}: {e}", map.display()))
}

/// What the C module consists of, and the library that importing it links.
///
/// Without the `use` lines that UniFFI writes: they name modules that exist on Apple's systems alone.
pub fn module_map(library: Option<&str>) -> String {
    let link = library.map(|library| format!("    link \"{library}\"\n")).unwrap_or_default();
    format!("module {C_MODULE} {{\n    header \"{C_MODULE}.h\"\n{link}    export *\n}}\n")
}

fn move_into(folder: &Path, part: &str, file: &str) -> Outcome {
    let part = folder.join(part);
    fs::create_dir_all(&part).map_err(|e| format!("{}: {e}", part.display()))?;
    fs::rename(folder.join(file), part.join(file)).map_err(|e| format!("generated {file}: {e}"))
}

#[cfg(test)]
mod tests {
    use super::module_map;

    #[test]
    fn the_module_map_names_a_library_only_where_one_is_searched_for() {
        assert_eq!(
            module_map(Some("essc")),
            "module EsscFFI {\n    header \"EsscFFI.h\"\n    link \"essc\"\n    export *\n}\n"
        );
        assert!(!module_map(None).contains("link"), "the framework brings its library");
    }
}
