//! The Kotlin side, against the library that was just built: the library's tests on the JVM, and the
//! Android demo app on top of it, in Robolectric.

use std::fs;
use std::io::ErrorKind;

use crate::android;
use crate::bindings;
use crate::shell::{Invocation, Outcome, command, root};
use crate::tools;

/// The library: vectors, contracts, end to end, Android's classes, the public API.
pub fn library() -> Outcome {
    forget_classes()?;
    maven("--file bindings/kotlin/pom.xml verify")?.run()
}

/// The demo app: journeys against a real issuer, every screen drawn and compared, and a package of it.
pub fn demo() -> Outcome {
    android::ready()?;
    // In one build with the library, so that an installed one, which may be of any age, is never used.
    maven("--projects :essc-android-demo --also-make verify -Dessc.test.skip=true")?.run()?;
    android::check()
}

/// The modules that Maven compiles.
const MODULES: [&str; 4] = [
    "bindings/kotlin/essc",
    "bindings/kotlin/essc-android",
    "bindings/kotlin/java-8",
    "android-demo",
];

/// Removes what was compiled before: Maven leaves the classes of files that are gone or were renamed,
/// and the next compilation finds them.
fn forget_classes() -> Outcome {
    for folder in MODULES.iter().flat_map(|module| {
        ["classes", "test-classes"].map(|kind| root().join(module).join("target").join(kind))
    }) {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(format!("{}: {error}", folder.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn maven(task: &str) -> Result<Invocation, String> {
    tools::maven()?;
    let maven = command("mvn --batch-mode --quiet")
        // The daemon would keep gigabytes for two hours after the build.
        .words("-Dkotlin.compiler.daemon=false")
        .words(task);
    let surroundings = bindings::ready()?;
    Ok(surroundings.into_iter().fold(maven, |maven, (name, value)| maven.env(name, value)))
}
