// The manifest knows every screen, and lets in from outside only what has to be.
package org.essc.demo

import org.essc.demo.support.Manifest
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

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
    fun `from outside only the start and an offer can be opened`() {
        val open = activities.filter { it.getAttribute("android:exported") == "true" }.map { it.getAttribute("android:name") }
        assertEquals(listOf(".WelcomeActivity", ".EnrolActivity"), open)
    }

    @Test
    fun `the app may hide the windows that others lay over it`() {
        assertTrue("${Manifest.permissions}", "android.permission.HIDE_OVERLAY_WINDOWS" in Manifest.permissions)
    }
}
