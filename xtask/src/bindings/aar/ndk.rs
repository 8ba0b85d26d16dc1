//! Android's native development kit: which compiler links what, and telling cargo so.

use std::path::{Path, PathBuf};

/// The folder of its compilers, for the machine that it runs on.
#[derive(Debug)]
pub struct Ndk {
    compilers: PathBuf,
}

impl Ndk {
    /// The kit that `ANDROID_NDK_HOME` points to.
    ///
    /// # Errors
    /// There is none, with where to get it.
    pub fn find() -> Result<Self, String> {
        let home = std::env::var_os("ANDROID_NDK_HOME").filter(|home| !home.is_empty()).ok_or(
            "needs the Android NDK, r27 or newer: get it from developer.android.com/ndk/downloads \
             and point ANDROID_NDK_HOME at it",
        )?;
        let compilers = compilers(Path::new(&home), std::env::consts::OS);
        if compilers.is_dir() {
            Ok(Self { compilers })
        } else {
            Err(format!("ANDROID_NDK_HOME has no {}", compilers.display()))
        }
    }

    /// What cargo and the C parts of the tree need to build for a target, from an Android release on.
    pub fn environment(&self, triple: &str, compiler: &str, api: u32) -> Vec<(String, String)> {
        let program = |name: &str| self.compilers.join(name).display().to_string();
        let clang = program(&format!("{compiler}{api}-clang"));
        let snake = triple.replace('-', "_");
        vec![
            (format!("CARGO_TARGET_{}_LINKER", snake.to_uppercase()), clang.clone()),
            (format!("CC_{snake}"), clang),
            (format!("AR_{snake}"), program("llvm-ar")),
        ]
    }
}

/// Macs of both kinds share one folder, whose name is of the older kind.
fn compilers(home: &Path, system: &str) -> PathBuf {
    let host = match system {
        "macos" => "darwin-x86_64",
        "windows" => "windows-x86_64",
        _ => "linux-x86_64",
    };
    home.join("toolchains/llvm/prebuilt").join(host).join("bin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_told_the_linker_of_the_target_and_the_oldest_android() {
        let ndk = Ndk { compilers: compilers(Path::new("/ndk"), "linux") };
        let bin = "/ndk/toolchains/llvm/prebuilt/linux-x86_64/bin";
        let told = ndk.environment("armv7-linux-androideabi", "armv7a-linux-androideabi", 26);
        let expected = [
            ("CARGO_TARGET_ARMV7_LINUX_ANDROIDEABI_LINKER", "armv7a-linux-androideabi26-clang"),
            ("CC_armv7_linux_androideabi", "armv7a-linux-androideabi26-clang"),
            ("AR_armv7_linux_androideabi", "llvm-ar"),
        ];
        let expected =
            expected.map(|(name, program)| (name.to_owned(), format!("{bin}/{program}")));
        assert_eq!(told, expected);
    }

    #[test]
    fn the_compilers_are_those_of_the_machine_that_builds() {
        let found = compilers(Path::new("/ndk"), "macos");
        assert_eq!(found, Path::new("/ndk/toolchains/llvm/prebuilt/darwin-x86_64/bin"));
    }
}
