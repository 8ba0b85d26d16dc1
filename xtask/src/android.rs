//! `cargo xtask android`: the demo app as a package that a phone installs.
//!
//! Gradle builds it where the Android tools are. Where they aren't, `check` goes on from what Maven
//! compiled, with the tools that Debian and Maven have, to find what the tests can't: code that doesn't
//! dex, a package that doesn't verify or doesn't say what the app is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bindings::{self, page_size};
use crate::folder;
use crate::output::say;
use crate::shell::{Outcome, command, root, target};
use crate::tools::{self, package};

/// The lines of the usage text that are about it, indented like the others.
pub const USAGE: &str = "       \
       cargo xtask android apk
           builds the demo app's debug APK with Gradle, the Android SDK and the NDK
       cargo xtask android check
           puts an APK together without them, and without our native library: a check of
           dexing, signing and what the manifest says; after `cargo xtask test --only android`";

/// What Gradle makes.
const APK: &str = "android-demo/app/build/outputs/apk/debug/app-debug.apk";

/// Where Maven puts the libraries that the app is packaged with, the project's own among them.
const RESTS_ON: &str = "android-demo/target/rests-on";

/// The package with manifest and resources that Maven made, for the tests as well.
const RESOURCES: &str = "android-demo/target/android/resources.apk";

/// The framework that the app is compiled against; the same as in android-demo/pom.xml.
const FRAMEWORK: &str = "org.robolectric:android-all:14-robolectric-10818077";
/// The compiler to Android's byte code that Gradle's plugin runs.
const DEXER: &str = "com.android.tools:r8:8.7.18";

/// Builds the debug APK with Gradle, and checks every native library in it.
///
/// # Errors
/// What is missing to build it, all of it at once; or what doesn't build.
pub fn apk() -> Outcome {
    let missing = missing(|name| std::env::var_os(name).is_some_and(|at| Path::new(&at).is_dir()))
        .into_iter()
        .chain((!command("gradle --version").works()).then_some("Gradle 8.13 or newer"))
        .collect::<Vec<_>>();
    if !missing.is_empty() {
        return Err(format!(
            "no APK can be built here. Missing: {}. Without them, `cargo xtask android check` checks \
             dexing, signing and what the manifest says",
            missing.join("; ")
        ));
    }
    // Gradle takes the native libraries from where this puts them.
    bindings::run(&["aar"]).unwrap_or_else(|| Err("`bindings aar` is gone".to_owned()))?;
    command("gradle --project-dir android-demo :app:assembleDebug").run()?;
    let apk = root().join(APK);
    check_pages(&apk, &target().join("android/gradle"))?;
    say!("{}", apk.display());
    Ok(())
}

/// What of the Android tools is not there.
fn missing(is_folder: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let wanted = [
        ("ANDROID_HOME", "the Android SDK 35, and ANDROID_HOME with its folder"),
        ("ANDROID_NDK_HOME", "the NDK r27 or newer, and ANDROID_NDK_HOME with its folder"),
    ];
    wanted.into_iter().filter(|(name, _)| !is_folder(name)).map(|(_, what)| what).collect()
}

/// Makes sure that the compiler of resources is there, which Maven calls.
///
/// # Errors
/// It isn't and can't be installed here, with what to install.
pub fn ready() -> Outcome {
    package::AAPT.ready()
}

/// Puts an APK together out of what Maven compiled for the tests.
///
/// # Errors
/// The tests have compiled nothing yet, a tool that can't be installed here, or what a tool refuses.
pub fn check() -> Outcome {
    let classes = root().join("android-demo/target/classes");
    let resources = root().join(RESOURCES);
    if !classes.is_dir() || !resources.is_file() || !root().join(RESTS_ON).is_dir() {
        return Err("compile the app first: cargo xtask test --only android".to_owned());
    }
    tools::maven()?;
    ready()?;
    for package in [package::ZIPALIGN, package::APKSIGNER] {
        package.ready()?;
    }
    let folder = target().join("android/check");
    let native = folder.join("native");
    folder::empty(&folder)?;
    folder::empty(&native)?;
    let framework = tools::artifact(FRAMEWORK, &folder)?;
    let unsigned = folder.join(UNSIGNED);
    fs::copy(&resources, &unsigned).map_err(|e| format!("{}: {e}", unsigned.display()))?;
    dex(&folder, &framework, &classes)?;
    // Every APK has JNA's beside ours.
    page_size::unpack_jna(&native)?;
    let (jni, lib) = (native.join("jni"), native.join("lib"));
    fs::rename(&jni, &lib).map_err(|e| format!("{}: {e}", lib.display()))?;
    let apk = sign(&folder, &native)?;
    check_pages(&apk, &folder.join("unpacked"))?;
    say!("{}", apk.display());
    say!(
        "  not in it: our native library for phones, which needs the NDK. It was not installed anywhere"
    );
    Ok(())
}

/// Turns the app and all it rests on into Android's byte code, for the oldest Android.
fn dex(folder: &Path, framework: &Path, classes: &Path) -> Outcome {
    let app = folder.join("app.jar");
    command("jar --create --file").with(&app).words("-C").with(classes).words(".").run()?;
    let mut found = folder::files(&root().join(RESTS_ON), "jar")?;
    found.push(app);
    let dexer = command("java -Xmx2g -cp")
        .with(tools::artifact(DEXER, folder)?)
        .words("com.android.tools.r8.D8 --min-api 26 --lib")
        .with(framework)
        .words("--output")
        .with(folder);
    // What it says of libraries' debug information is theirs to mend.
    found.iter().fold(dexer, |dexer, jar| dexer.with(jar)).read()?;
    command("aapt add").words(UNSIGNED).words("classes.dex").within(folder).run()
}

/// Adds the native libraries, aligns, signs with a key that is made for this one package, verifies.
fn sign(folder: &Path, native: &Path) -> Result<PathBuf, String> {
    let unsigned = folder.join(UNSIGNED);
    let libraries = folder::files(native, page_size::LIBRARY)?;
    let add = command("aapt add").with(&unsigned).within(native);
    let inside = |library: &Path| library.strip_prefix(native).map(Path::to_owned);
    libraries
        .iter()
        .filter_map(|library| inside(library).ok())
        .fold(add, |add, name| add.with(name))
        .read()?;
    let (aligned, apk, keys) =
        (folder.join("aligned.apk"), folder.join("demo.apk"), folder.join("keys.p12"));
    command("zipalign -p 4").with(&unsigned).with(&aligned).run()?;
    command("zipalign -c -p 4").with(&aligned).run()?;
    command("keytool -genkeypair -alias check -dname CN=check -keyalg EC -validity 1 -storepass")
        .words(PASSWORD)
        .words("-keystore")
        .with(&keys)
        .read()?;
    command("apksigner sign --ks")
        .with(&keys)
        .words("--ks-pass")
        .words(&format!("pass:{PASSWORD}"))
        .words("--out")
        .with(&apk)
        .with(&aligned)
        .run()?;
    command("apksigner verify --min-sdk-version 26").with(&apk).run()?;
    let said = command("aapt2 dump badging").with(&apk).read()?;
    for expected in [
        "package: name='org.essc.demo'",
        "sdkVersion:'26'",
        "launchable-activity: name='org.essc.demo.WelcomeActivity'",
        "application-label:'e-SSC Demo'",
        "application-label-zh:'电子社保卡演示'",
    ] {
        if !said.contains(expected) {
            return Err(format!("the package does not say {expected}:\n{said}"));
        }
    }
    Ok(apk)
}

/// The native libraries of an APK load with pages of 16 KB.
fn check_pages(apk: &Path, folder: &Path) -> Outcome {
    folder::empty(folder)?;
    command("jar --extract --file").with(apk).words("lib").within(folder).run()?;
    page_size::check(folder)
}

/// What the key store of one run is locked with; both are worthless.
const PASSWORD: &str = "of-no-worth";
const UNSIGNED: &str = "unsigned.apk";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_is_named() {
        assert_eq!(missing(|_| true), Vec::<&str>::new());
        assert_eq!(missing(|_| false).len(), 2);
        assert!(missing(|name| name == "ANDROID_HOME").concat().contains("ANDROID_NDK_HOME"));
    }

    #[test]
    fn maven_links_the_package_that_gradle_makes() {
        let maven = include_str!("../../android-demo/pom.xml");
        let gradle = include_str!("../../android-demo/app/build.gradle.kts");
        for (here, there) in [
            ("<android.namespace>org.essc.demo<", "namespace = \"org.essc.demo\""),
            ("<android.namespace>org.essc.demo<", "applicationId = \"org.essc.demo\""),
            ("--min-sdk-version 26 ", "minSdk = 26"),
            ("--target-sdk-version 35 ", "targetSdk = 35"),
            ("--version-code 1\"", "versionCode = 1\n"),
        ] {
            assert!(maven.contains(here), "{here}");
            assert!(gradle.contains(there), "{there}");
        }
    }

    #[test]
    fn the_framework_is_that_of_the_maven_build() {
        let demo = include_str!("../../android-demo/pom.xml");
        assert!(demo.contains(FRAMEWORK.rsplit(':').next().expect("a version")));
    }
}
