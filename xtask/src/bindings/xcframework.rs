//! The package for iOS and macOS: a static library for each platform, with the header and module map
//! that Swift reads it through.

use std::fs;
use std::path::{Path, PathBuf};

use super::library::{self, Foreign};
use super::swift::{C_MODULE, module_map};
use super::{Language, copy, copy_as, write};
use crate::folder;
use crate::output::say;
use crate::shell::{Invocation, Outcome, command, root, target};
use crate::tools;

/// What an app needs: showing and checking codes, and the network.
const FEATURES: &str = "ffi,holder,verifier,http";

const LIBRARY: &str = "libessc.a";

/// What the app declares to Apple of the SDK, kept beside the Swift that it is about. A static
/// library has no place for it: the Swift package carries it as a resource.
const PRIVACY: &str = "bindings/swift/Sources/Essc/PrivacyInfo.xcprivacy";

/// The oldest releases that the package is built for.
const OLDEST: [(&str, &str); 2] =
    [("IPHONEOS_DEPLOYMENT_TARGET", "15.0"), ("MACOSX_DEPLOYMENT_TARGET", "12.0")];

/// A platform, whose processors share one library.
struct Platform {
    /// The folder that its library is put together in.
    name: &'static str,
    /// Rust's names for it, one for each kind of processor.
    triples: &'static [&'static str],
}

const PLATFORMS: [Platform; 3] = [
    Platform { name: "ios", triples: &["aarch64-apple-ios"] },
    Platform { name: "ios-simulator", triples: &["aarch64-apple-ios-sim", "x86_64-apple-ios"] },
    Platform { name: "macos", triples: &["aarch64-apple-darwin", "x86_64-apple-darwin"] },
];

/// Makes `target/xcframework/Essc.xcframework`; the Swift over it is in `bindings/swift/generated`.
///
/// # Errors
/// No Xcode, no Rust for a platform, or something that doesn't build.
pub fn make(profile: &str) -> Outcome {
    if !command("xcodebuild -version").works() {
        return Err("needs Xcode 16 or newer, on a Mac: get it from the App Store or \
                    developer.apple.com/xcode, then run xcode-select"
            .to_owned());
    }
    let triples: Vec<&str> =
        PLATFORMS.iter().flat_map(|platform| platform.triples).copied().collect();
    tools::rust_targets(&triples)?;
    let folder = target().join("xcframework");
    folder::remove(&folder)?;
    // Generated from a library of this machine: a stripped one has lost its description.
    write(Language::Swift, &library::build(FEATURES, "dev", None)?)?;
    let header = Language::Swift.generated().join(C_MODULE).join(format!("{C_MODULE}.h"));
    let headers = headers(&folder, &header)?;
    let mut libraries = Vec::new();
    for platform in &PLATFORMS {
        libraries.push(joined(platform, profile, &folder)?);
    }
    let framework = folder.join("Essc.xcframework");
    assemble(&libraries, &headers, &framework).run()?;
    copy(&root().join(PRIVACY), &folder)?;
    say!("{}", framework.display());
    Ok(())
}

/// The folder that goes into the framework: the header and a map, in a folder of the module's name.
fn headers(folder: &Path, generated: &Path) -> Result<PathBuf, String> {
    let headers = folder.join("headers");
    let module = headers.join(C_MODULE);
    copy(generated, &module)?;
    let map = module.join("module.modulemap");
    // The framework brings its library.
    fs::write(&map, module_map(None)).map_err(|e| format!("{}: {e}", map.display()))?;
    Ok(headers)
}

/// The library of a platform, for all its processors.
fn joined(platform: &Platform, profile: &str, folder: &Path) -> Result<PathBuf, String> {
    let environment = OLDEST.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let mut built = Vec::new();
    for triple in platform.triples {
        let foreign =
            Foreign { triple, kind: "staticlib", file: LIBRARY, environment: environment.clone() };
        built.push(library::build(FEATURES, profile, Some(&foreign))?);
    }
    let file = folder.join(platform.name).join(LIBRARY);
    match built.as_slice() {
        [one] => copy_as(one, &file)?,
        many => {
            let part = folder.join(platform.name);
            fs::create_dir_all(&part).map_err(|e| format!("{}: {e}", part.display()))?;
            lipo(many, &file).run()?;
        }
    }
    Ok(file)
}

fn lipo(libraries: &[PathBuf], to: &Path) -> Invocation {
    let lipo = command("xcrun lipo -create");
    libraries.iter().fold(lipo, |lipo, library| lipo.with(library)).words("-output").with(to)
}

fn assemble(libraries: &[PathBuf], headers: &Path, to: &Path) -> Invocation {
    let build = command("xcodebuild -create-xcframework");
    let add = |build: Invocation, library: &PathBuf| {
        build.words("-library").with(library).words("-headers").with(headers)
    };
    libraries.iter().fold(build, add).words("-output").with(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_platform_is_one_library_of_the_framework() {
        let libraries = PLATFORMS.map(|platform| Path::new(platform.name).join(LIBRARY));
        let line = assemble(&libraries, Path::new("h"), Path::new("Essc.xcframework")).to_string();
        assert_eq!(
            line,
            "xcodebuild -create-xcframework -library ios/libessc.a -headers h \
             -library ios-simulator/libessc.a -headers h -library macos/libessc.a -headers h \
             -output Essc.xcframework"
        );
    }

    #[test]
    fn processors_of_a_platform_share_a_library() {
        let line = lipo(&["a/l.a".into(), "b/l.a".into()], Path::new("l.a")).to_string();
        assert_eq!(line, "xcrun lipo -create a/l.a b/l.a -output l.a");
    }

    #[test]
    fn the_module_map_lies_in_a_folder_of_the_modules_name() {
        let folder = std::env::temp_dir().join(format!("essc-headers-{}", std::process::id()));
        let generated = folder.join("EsscFFI.h");
        fs::create_dir_all(&folder).expect("a folder for the test");
        fs::write(&generated, "// made up\n").expect("a header");
        let headers = headers(&folder, &generated).expect("laid out");
        assert!(headers.join("EsscFFI/EsscFFI.h").is_file());
        assert!(headers.join("EsscFFI/module.modulemap").is_file());
        assert_eq!(fs::read_dir(&headers).expect("listed").count(), 1, "nothing at the top");
        fs::remove_dir_all(&folder).expect("removed");
    }
}
