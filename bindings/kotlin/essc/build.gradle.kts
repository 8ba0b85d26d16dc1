// The JVM library. `cargo xtask bindings kotlin` writes ../generated first.
// The comparison with ../api is the Maven build's.
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.kotlin.jvm)
}

kotlin {
    // As warnings, which the generated half suppresses.
    explicitApiWarning()
    jvmToolchain(17)
    compilerOptions {
        jvmTarget = JvmTarget.JVM_1_8
        freeCompilerArgs.add("-jvm-default=no-compatibility")
    }
    sourceSets.main {
        kotlin.srcDir("../generated")
    }
}

java {
    sourceCompatibility = JavaVersion.VERSION_1_8
    targetCompatibility = JavaVersion.VERSION_1_8
}

dependencies {
    api(libs.coroutines.core)
    // Android takes JNA as an archive, with its own native half: essc-android names that.
    compileOnly(libs.jna)
}
