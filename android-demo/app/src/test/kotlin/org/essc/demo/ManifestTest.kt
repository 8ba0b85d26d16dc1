// The manifest knows every screen, and lets in from outside only what has to be.
package org.essc.demo

import org.essc.demo.support.Manifest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.w3c.dom.Element

class ManifestTest {
    private val activities = Manifest.activities

    @Test
    fun `every activity that can be opened is in the manifest`() {
        val opened = Manifest.sources()
            .filter { it.name.endsWith("Activity.kt") && "abstract class" !in it.readText() }
            .map { ".${it.nameWithoutExtension}" }
        assertEquals(opened.sorted(), activities.map { it.getAttribute("android:name") }.sorted())
    }

    @Test
    fun `the app's folders hold the app and its tests, and nothing that stands in for other libraries`() {
        assertEquals(listOf("main", "test"), Manifest.sourceSets)
        val own = Regex("""(main|test)/kotlin/org/essc/demo/.*""")
        assertEquals(emptyList<String>(), Manifest.kotlin.filterNot(own::matches))
    }

    @Test
    fun `from outside only the start and an offer can be opened`() {
        val open = activities.filter { it.getAttribute("android:exported") == "true" }.map { it.getAttribute("android:name") }
        assertEquals(listOf(".WelcomeActivity", ".EnrollActivity"), open)
    }

    @Test
    fun `the app may hide the windows that others lay over it`() {
        assertTrue("${Manifest.permissions}", "android.permission.HIDE_OVERLAY_WINDOWS" in Manifest.permissions)
    }

    @Test
    fun `nothing is backed up, and nothing is moved to another phone`() {
        val application = Manifest.elements("AndroidManifest.xml", "application").single()
        assertEquals("false", application.getAttribute("android:allowBackup"))
        assertEquals("false", application.getAttribute("android:fullBackupContent"))
        assertEquals("@xml/data_extraction", application.getAttribute("android:dataExtractionRules"))
        for (way in listOf("cloud-backup", "device-transfer")) {
            val rules = Manifest.elements("res/xml/data_extraction.xml", way).single().getElementsByTagName("*")
            val excluded = (0 until rules.length).map { rules.item(it) as Element }.onEach {
                assertEquals("exclude", it.tagName)
                assertEquals(".", it.getAttribute("path"))
            }
            assertEquals(way, DOMAINS, excluded.map { it.getAttribute("domain") }.toSet())
        }
    }

    private companion object {
        val DOMAINS = listOf("file", "database", "sharedpref", "root").flatMap { listOf(it, "device_$it") }.toSet() + "external"
    }
}
