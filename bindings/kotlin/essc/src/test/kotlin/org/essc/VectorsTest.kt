// Every test vector, judged by a gate of its own.
package org.essc

import java.nio.file.Path
import kotlin.io.path.createDirectory
import org.essc.support.Vector
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir

class VectorsTest {
    @TempDir
    lateinit var directory: Path

    @TestFactory
    fun `every vector gets its verdict, in every field`(): List<DynamicTest> = Vector.FOLDERS.flatMap { folder ->
        val vectors = Vector.allOf(folder)
        assertTrue(vectors.isNotEmpty(), "no vectors in $folder")
        vectors.map { vector -> dynamicTest(vector.name) { judge(vector) } }
    }

    private fun judge(vector: Vector) {
        val own = directory.resolve(vector.name.replace('/', '-')).createDirectory()
        vector.gate(own).use { gate ->
            assertEquals(vector.verdict, gate.verify(vector.text, vector.scene))
        }
    }
}
