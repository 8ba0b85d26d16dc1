// The Android library. Its native half goes to src/main/jniLibs/ABI/libessc.so: `cargo xtask bindings aar` builds it.
plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
}

android {
    namespace = "org.essc.android"
    compileSdk = 35

    defaultConfig {
        minSdk = 28
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin {
    explicitApi()
    jvmToolchain(17)
}

dependencies {
    api(project(":essc"))
    implementation("${libs.jna.get().module}:${libs.versions.jna.get()}@aar")
}
