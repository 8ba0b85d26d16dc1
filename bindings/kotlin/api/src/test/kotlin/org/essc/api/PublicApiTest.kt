// The public API, as the compiler's own tool prints it, against what is checked in.
package org.essc.api

import java.io.File
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource

class PublicApiTest {
    private val kotlin = File(System.getProperty("essc.kotlin"))

    @ParameterizedTest
    @ValueSource(strings = ["essc", "essc-android"])
    fun `the public API is the one that was reviewed`(module: String) {
        val classes = kotlin.resolve("$module/target/classes").walk().filter { it.extension == "class" }.toList()
        assertTrue(classes.isNotEmpty(), "$module has no classes")
        val printed = StringBuilder()
        AbiTools.getInstance().printJvmDump(printed, classes, AbiFilters(emptySet(), emptySet(), emptySet(), emptySet()))
        val reviewed = kotlin.resolve("api/$module.api")
        if (System.getProperty("essc.api.write").toBoolean()) reviewed.writeText(printed.toString())
        val before = if (reviewed.exists()) reviewed.readText() else ""
        assertEquals(before, printed.toString(), UPDATE)
    }

    private companion object {
        const val UPDATE = "The public API changed. When that is meant: run " +
            "`mvn -f bindings/kotlin/pom.xml clean verify -Dessc.api.write=true` with the tests' environment, " +
            "read the difference, and commit it."
    }
}
