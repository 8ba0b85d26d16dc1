// The JVM library. `cargo xtask bindings kotlin` writes ../generated first.
// Explicit API mode and the comparison with ../api are the Maven build's: the generated half can't keep them.
plugins {
    alias(libs.plugins.kotlin.jvm)
}

kotlin {
    jvmToolchain(17)
    sourceSets.main {
        kotlin.srcDir("../generated")
    }
}

dependencies {
    api(libs.coroutines.core)
    // Android takes JNA as an archive, with its own native half: essc-android names that.
    compileOnly(libs.jna)
}
