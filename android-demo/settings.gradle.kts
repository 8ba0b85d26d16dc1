// The demo app, and the Kotlin library it shows, built from source beside it.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "essc-android-demo"
include(":app")

// The library: org.essc:essc-android is built from ../bindings/kotlin.
includeBuild("../bindings/kotlin")
