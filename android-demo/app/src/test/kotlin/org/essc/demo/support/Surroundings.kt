// Where the tests find what Maven can't build: the command, the test vectors and the kept pictures.
package org.essc.demo.support

import java.nio.file.Files
import java.nio.file.Path

/** Paths that the build hands to the tests; each missing one says how it comes about. */
object Surroundings {
    /** The command `essc`, whose sandbox is a real issuer. */
    val cli: Path by lazy {
        path("essc.cli", "build the command with `cargo build -p essc-cli` and name it in ESSC_CLI")
    }

    /** The folder `tests/vectors`. */
    val vectors: Path by lazy { path("essc.vectors", "run Maven in android-demo") }

    /** The folder `android-demo`. */
    val demo: Path by lazy { path("essc.demo", "run Maven in android-demo") }

    /** Whether pictures are to be drawn anew. */
    val writesPictures: Boolean get() = System.getProperty("essc.screenshots.write").toBoolean()

    private fun path(property: String, remedy: String): Path {
        val value = System.getProperty(property).orEmpty()
        val path = Path.of(value.ifEmpty { "(not set)" })
        check(Files.exists(path)) { "$property is $path, which is not there: $remedy" }
        return path
    }
}
