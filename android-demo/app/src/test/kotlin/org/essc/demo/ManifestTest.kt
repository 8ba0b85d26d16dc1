// The manifest knows every screen, and lets in from outside only what has to be.
package org.essc.demo

import javax.xml.parsers.DocumentBuilderFactory
import org.essc.demo.support.Surroundings
import org.junit.Assert.assertEquals
import org.junit.Test
import org.w3c.dom.Element

class ManifestTest {
    private val main = Surroundings.demo.resolve("app/src/main").toFile()
    private val activities = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(main.resolve("AndroidManifest.xml")).getElementsByTagName("activity")
        .let { list -> (0 until list.length).map { list.item(it) as Element } }

    @Test
    fun `every activity that can be opened is in the manifest`() {
        val opened = checkNotNull(main.resolve("kotlin/org/essc/demo").listFiles())
            .filter { it.name.endsWith("Activity.kt") && "abstract class" !in it.readText() }
            .map { ".${it.nameWithoutExtension}" }
        assertEquals(opened.sorted(), activities.map { it.getAttribute("android:name") }.sorted())
    }

    @Test
    fun `from outside only the start and an offer can be opened`() {
        val open = activities.filter { it.getAttribute("android:exported") == "true" }.map { it.getAttribute("android:name") }
        assertEquals(listOf(".WelcomeActivity", ".EnrolActivity"), open)
    }
}
