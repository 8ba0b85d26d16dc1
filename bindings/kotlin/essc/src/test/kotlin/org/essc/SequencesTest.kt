// Every sequence of documents, gone through by a gate of its own.
package org.essc

import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.createDirectory
import org.essc.support.DocumentSequence
import org.essc.support.Surroundings
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import org.junit.jupiter.api.io.TempDir

class SequencesTest {
    @TempDir
    lateinit var directory: Path

    @TestFactory
    fun `every sequence goes as its file says`(): List<DynamicTest> {
        val sequences = DocumentSequence.all()
        assertTrue(sequences.isNotEmpty(), "no sequences")
        return sequences.map { sequence ->
            dynamicTest(sequence.name) {
                val own = directory.resolve(sequence.name).createDirectory()
                assertEquals(emptyList<String>(), sequence.play(own))
            }
        }
    }

    @Test
    fun `a file with a member that the runner does not know is refused`() {
        val file = Surroundings.vectors.resolve("sequences").resolve("trust-list-rolled-back.json")
        val text = Files.readString(file)
        for (place in listOf("\"shows\"", "\"opened\"", "\"least_seq\"", "\"trust\"", "\"scene\"", "\"verdict\"")) {
            val changed = text.replaceFirst(place, "\"surprise\": 1, $place")
            assertThrows(IllegalStateException::class.java) { DocumentSequence.read("changed", changed) }
        }
    }
}
