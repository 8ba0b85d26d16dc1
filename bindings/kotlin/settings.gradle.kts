// For Android Studio, over the same folders as pom.xml. Not run by the tests, which have no Gradle.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "essc-kotlin"
include(":essc", ":essc-android")
