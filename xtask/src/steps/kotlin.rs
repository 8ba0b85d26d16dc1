//! The Kotlin side: its tests on the JVM, against the library that was just built.

use crate::bindings::{self, Language};
use crate::shell::{Outcome, command};
use crate::tools;

pub fn run() -> Outcome {
    tools::maven()?;
    let maven = command("mvn --batch-mode --quiet --file bindings/kotlin/pom.xml verify")
        // The daemon would keep gigabytes for two hours after the build.
        .words("-Dkotlin.compiler.daemon=false");
    let surroundings = bindings::ready(Language::Kotlin)?;
    surroundings.into_iter().fold(maven, |maven, (name, value)| maven.env(name, value)).run()
}
