// The Android library. `cargo xtask bindings aar` builds its native half first.
import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
}

android {
    namespace = "org.essc.android"
    compileSdk = 35

    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    sourceSets["main"].jniLibs.srcDir("../../../target/aar/essc/jni")
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
}

kotlin {
    explicitApi()
    jvmToolchain(17)
    compilerOptions {
        jvmTarget = JvmTarget.JVM_1_8
        freeCompilerArgs.add("-jvm-default=no-compatibility")
    }
}

dependencies {
    api(project(":essc"))
    implementation(libs.coroutines.android)
    implementation("${libs.jna.get().module}:${libs.versions.jna.get()}@aar")
}
