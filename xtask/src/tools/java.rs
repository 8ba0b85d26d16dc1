//! A Java compiler and Maven, which build and test the Kotlin side.

use std::path::{Path, PathBuf};

use super::package::{JDK, MAVEN};
use crate::shell::{Outcome, command};

/// The oldest Java that the Kotlin side is compiled for and tested on.
const JAVA: u32 = 17;

/// Makes sure that `mvn` runs on a Java compiler of at least [`JAVA`].
///
/// # Errors
/// Either is missing or too old and can't be installed here, with what to install.
pub fn maven() -> Outcome {
    JDK.ready()?;
    MAVEN.ready()?;
    // Maven may have been told to use another Java than the one on the path.
    let said = command("mvn --version").read()?;
    match java_of_maven(&said) {
        Some(version) if version >= JAVA => Ok(()),
        Some(version) => {
            Err(format!("Maven runs on Java {version}: point JAVA_HOME at {JAVA} or newer"))
        }
        None => Err(format!("`mvn --version` doesn't name its Java; {JAVA} or newer is needed")),
    }
}

/// The feature release of the Java that Maven says it runs on: 17 for `17.0.15`, 8 for `1.8.0_402`.
fn java_of_maven(said: &str) -> Option<u32> {
    let version = said.lines().find_map(|line| line.trim().strip_prefix("Java version: "))?;
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    match (numbers.next()?.ok()?, numbers.next()) {
        (1, Some(Ok(old))) => Some(old),
        (new, _) => Some(new),
    }
}

/// Copies an artifact, as `group:name:version` or `group:name:version:kind`, into a folder and gives its
/// file.
///
/// # Errors
/// It can't be fetched.
pub fn artifact(artifact: &str, folder: &Path) -> Result<PathBuf, String> {
    command("mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy")
        .words(&format!("-Dartifact={artifact}"))
        .with(format!("-DoutputDirectory={}", folder.display()))
        .run()?;
    Ok(folder.join(file_of(artifact)))
}

fn file_of(artifact: &str) -> String {
    let mut parts = artifact.split(':').skip(1);
    let (name, version) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    format!("{name}-{version}.{}", parts.next().unwrap_or("jar"))
}

#[cfg(test)]
mod tests {
    use super::{file_of, java_of_maven};

    #[test]
    fn the_file_of_an_artifact_is_a_jar_unless_it_says_otherwise() {
        assert_eq!(file_of("com.android.tools:r8:8.7.18"), "r8-8.7.18.jar");
        assert_eq!(file_of("net.java.dev.jna:jna:5.18.1:aar"), "jna-5.18.1.aar");
    }

    #[test]
    fn maven_names_the_java_it_runs_on() {
        let said =
            |version: &str| format!("Apache Maven 3.8.7\nJava version: {version}, vendor: X\n");
        assert_eq!(java_of_maven(&said("17.0.15")), Some(17));
        assert_eq!(java_of_maven(&said("21")), Some(21));
        assert_eq!(java_of_maven(&said("1.8.0_402")), Some(8));
        assert_eq!(java_of_maven("Apache Maven 3.8.7\n"), None);
    }
}
