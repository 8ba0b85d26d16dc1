//! The Kotlin side, against the library that was just built: the library's tests on the JVM, and the
//! Android demo app on top of it, in Robolectric.

use crate::android;
use crate::bindings;
use crate::shell::{Invocation, Outcome, command};
use crate::tools;

/// The library: vectors, contracts, end to end, Android's classes, the public API.
pub fn library() -> Outcome {
    maven("--file bindings/kotlin/pom.xml verify")?.run()
}

/// The demo app: journeys against a real issuer, every screen drawn and compared, and a package of it.
pub fn demo() -> Outcome {
    // In one build with the library, so that an installed one, which may be of any age, is never used.
    maven("--projects :essc-android-demo --also-make verify -Dessc.test.skip=true")?.run()?;
    android::check()
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
