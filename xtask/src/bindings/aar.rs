//! The package for Android: the native library for each kind of device, the Kotlin classes, and what
//! the app's shrinker must keep.
//!
//! Laid out as the AAR format says: developer.android.com/studio/projects/android-library#aar-contents.

mod ndk;

use std::fs;
use std::path::{Path, PathBuf};

use super::library::{self, Foreign};
use super::{Language, copy_as, page_size, write};
use crate::folder;
use crate::output::say;
use crate::shell::{Outcome, command, root, target};
use crate::tools;
use ndk::Ndk;

/// A phone shows and checks codes; it reaches the network through the platform, behind a port.
const FEATURES: &str = "ffi,holder,verifier";

/// Android 8, the oldest release that the package is built for; `minSdk` of the Gradle build.
const OLDEST_API: u32 = 26;

/// The package's name, `namespace` of the Gradle build: no other package in an app may have it.
const NAMESPACE: &str = "org.essc.android";

const LIBRARY: &str = "libessc.so";

/// A kind of device.
struct Abi {
    /// Android's name for it, a folder in the package.
    name: &'static str,
    /// Rust's name for it.
    triple: &'static str,
    /// The NDK's name for it, in its compilers' names.
    compiler: &'static str,
}

const ABIS: [Abi; 4] = [
    Abi { name: "arm64-v8a", triple: "aarch64-linux-android", compiler: "aarch64-linux-android" },
    Abi {
        name: "armeabi-v7a",
        triple: "armv7-linux-androideabi",
        compiler: "armv7a-linux-androideabi",
    },
    Abi { name: "x86_64", triple: "x86_64-linux-android", compiler: "x86_64-linux-android" },
    Abi { name: "x86", triple: "i686-linux-android", compiler: "i686-linux-android" },
];

/// Makes `target/aar/essc.aar`.
///
/// # Errors
/// No NDK, no Rust for a kind of device, or something that doesn't build.
pub fn make(profile: &str) -> Outcome {
    let ndk = Ndk::find()?;
    tools::rust_targets(&ABIS.map(|abi| abi.triple))?;
    tools::maven()?;
    let package = target().join("aar").join("essc");
    folder::remove(&package)?;
    for abi in &ABIS {
        let foreign = Foreign {
            triple: abi.triple,
            kind: "cdylib",
            file: LIBRARY,
            environment: ndk.environment(abi.triple, abi.compiler, OLDEST_API),
        };
        let built = library::build(FEATURES, profile, Some(&foreign))?;
        copy_as(&built, &package.join(native(abi.name)))?;
    }
    page_size::check(&package)?;
    for (module, name) in compiled()? {
        copy_as(&module, &package.join(name))?;
    }
    copy_as(&root().join(RULES), &package.join("proguard.txt"))?;
    let written = root().join(MANIFEST);
    let written =
        fs::read_to_string(&written).map_err(|e| format!("{}: {e}", written.display()))?;
    for (file, text) in [("AndroidManifest.xml", manifest(&written)?), ("R.txt", String::new())] {
        let file = package.join(file);
        fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
    }
    let aar = package.with_extension("aar");
    command("jar --create --no-manifest --file")
        .with(&aar)
        .words("-C")
        .with(&package)
        .words(".")
        .run()?;
    say!("{}", aar.display());
    Ok(())
}

/// What an app's shrinker must leave alone, kept beside the Kotlin it is about.
const RULES: &str = "bindings/kotlin/essc-android/consumer-rules.pro";

/// What the package asks of an app, permissions for one, kept where Gradle looks too.
const MANIFEST: &str = "bindings/kotlin/essc-android/src/main/AndroidManifest.xml";

/// Where the package has the library of a kind of device.
fn native(abi: &str) -> PathBuf {
    Path::new("jni").join(abi).join(LIBRARY)
}

/// The Maven modules that go into the package, and as what: the Android one, and the one below it
/// that runs on any JVM.
const MODULES: [(&str, &str); 2] = [("essc-android", "classes.jar"), ("essc", "libs/essc.jar")];

/// The compiled Kotlin, over the interface that the package's libraries have, and its names in the
/// package.
fn compiled() -> Result<[(PathBuf, &'static str); 2], String> {
    // Generated from a library of this machine: a stripped one has lost its description, and one
    // with other features has functions that the package's lack.
    let library = library::build(FEATURES, "dev", None)?;
    write(Language::Kotlin, &library)?;
    command("mvn --batch-mode --quiet --file bindings/kotlin/pom.xml --projects essc,essc-android")
        .words("-Dkotlin.compiler.daemon=false -Dmaven.test.skip=true clean package")
        .run()?;
    let jar = |module: &str| {
        let version = env!("CARGO_PKG_VERSION");
        root().join(format!("bindings/kotlin/{module}/target/{module}-{version}.jar"))
    };
    Ok(MODULES.map(|(module, name)| (jar(module), name)))
}

/// The manifest that people wrote, with what Gradle would add to it: the package's name and the oldest
/// release.
fn manifest(written: &str) -> Result<String, String> {
    let sdk = format!("\n    <uses-sdk android:minSdkVersion=\"{OLDEST_API}\" />");
    let added = || {
        let (before, element) = written.split_once("<manifest ")?;
        let (attributes, content) = element.split_once('>')?;
        Some(format!("{before}<manifest package=\"{NAMESPACE}\" {attributes}>{sdk}{content}"))
    };
    added().ok_or_else(|| format!("{MANIFEST} is no manifest"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_device_finds_its_library_where_android_looks() {
        let found = ABIS.map(|abi| native(abi.name));
        let expected = ["arm64-v8a", "armeabi-v7a", "x86_64", "x86"]
            .map(|abi| PathBuf::from(format!("jni/{abi}/libessc.so")));
        assert_eq!(found, expected);
    }

    #[test]
    fn every_kind_of_device_is_linked_for_large_pages() {
        let cargo = include_str!("../../../.cargo/config.toml");
        for Abi { triple, .. } in ABIS {
            let (_, section) = cargo.split_once(&format!("[target.{triple}]")).expect(triple);
            let section = section.split("\n[").next().expect("at least one part");
            assert!(section.contains("max-page-size=16384"), "{triple}");
            assert!(section.contains("common-page-size=16384"), "{triple}");
        }
    }

    #[test]
    fn the_manifest_is_the_written_one_with_name_and_oldest_release() {
        let written =
            include_str!("../../../bindings/kotlin/essc-android/src/main/AndroidManifest.xml");
        let made = manifest(written).expect("made");
        assert!(made.contains("<manifest package=\"org.essc.android\" xmlns:android="));
        assert!(made.contains("<uses-sdk android:minSdkVersion=\"26\" />"));
        let permissions = |text: &str| text.matches("<uses-permission ").count();
        assert!(permissions(&made) > 0);
        assert_eq!(permissions(&made), permissions(written));
        assert!(manifest("<application/>").is_err());
    }

    #[test]
    fn gradle_builds_for_the_same_releases_under_the_same_name() {
        let gradle = include_str!("../../../bindings/kotlin/essc-android/build.gradle.kts");
        assert!(gradle.contains(&format!("minSdk = {OLDEST_API}\n")));
        assert!(gradle.contains(&format!("namespace = \"{NAMESPACE}\"\n")));
    }

    #[test]
    fn the_package_has_neither_issuer_nor_network() {
        assert!(!FEATURES.contains("issuance") && !FEATURES.contains("http"));
    }
}
