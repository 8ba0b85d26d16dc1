// Every screen as a picture: drawn, compared with the one that was looked at, and read by a scanner.
package org.essc.demo.ui

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import android.view.View
import android.widget.Button
import android.widget.EditText
import android.widget.TextView
import java.nio.file.Files
import java.time.Instant
import kotlin.math.abs
import kotlinx.coroutines.runBlocking
import org.essc.Outcome
import org.essc.PinnedRoot
import org.essc.PublicKey
import org.essc.Region
import org.essc.Remember
import org.essc.Verifier
import org.essc.VerifierConfig
import org.essc.android.CodeView
import org.essc.demo.camera.QrReader
import org.essc.demo.support.HandClock
import org.essc.demo.support.Phone
import org.essc.demo.support.Surroundings
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class ScreensTest {
    @Test
    fun `every screen looks as it did when it was looked at`() {
        val kept = Screens.all().filter { (name, _) -> !name.endsWith("-large") || LARGE.any(name::startsWith) }
        val drawn = mutableListOf<String>()
        val differing = kept.mapNotNull { (name, root) -> difference(name, draw(root)).also { drawn += "$name.png" } }.toList()
        assertTrue(differing.joinToString("\n"), differing.isEmpty())
        val files = checkNotNull(Surroundings.demo.resolve("screenshots").toFile().list()).sorted()
        assertEquals("pictures that no screen is compared with", drawn.sorted(), files)
    }

    @Test
    fun `no word is cut off, not even in large print`() {
        val cut = Screens.all().flatMap { (name, root) ->
            Screens.place(root)
            val texts = Screens.seen(root).filterIsInstance<TextView>()
            assertTrue("$name has ${texts.size} texts", texts.size > 3)
            texts.filter { it !is EditText && isCut(it) }.map { "$name: ${it.text}" }
        }.toList()
        assertTrue(cut.joinToString("\n"), cut.isEmpty())
    }

    @Test
    fun `whatever can be pressed has a name and is large enough for a finger`() {
        val faults = Screens.all().flatMap { (name, root) ->
            Screens.place(root)
            val least = (48 * root.resources.displayMetrics.density).toInt()
            val buttons = Screens.seen(root).filter { it.hasOnClickListeners() || it is CodeView }
            assertTrue("$name has no button", buttons.isNotEmpty())
            buttons.mapNotNull { view ->
                val spoken = view.contentDescription ?: (view as? TextView)?.text
                "$name: ${view.javaClass.simpleName} “$spoken” ${view.width} × ${view.height}"
                    .takeIf { spoken.isNullOrBlank() || view.height < least || view.width < least }
            }
        }.toList()
        assertTrue(faults.joinToString("\n"), faults.isEmpty())
    }

    @Test
    fun `the code in a picture is read by a scanner and accepted by the library`() {
        for ((name, root) in Screens.all().filter { it.first.startsWith("code-") }) {
            val text = QrReader().read(Phone.luminance(draw(root)))
            assertEquals(name, States.vector["text"].asString, text)
            assertEquals(name, Outcome.ACCEPTED, judge(checkNotNull(text)))
        }
    }

    private fun draw(root: View): Bitmap {
        Screens.place(root)
        return Phone.draw(root)
    }

    private fun isCut(view: TextView): Boolean {
        val layout = view.layout ?: return true
        val room = view.width - view.compoundPaddingLeft - view.compoundPaddingRight
        val isTooWide = (0 until layout.lineCount).any { layout.getLineMax(it) > room + 1 }
        val isTooHigh = layout.height > view.height - view.compoundPaddingTop - view.compoundPaddingBottom
        val isEllipsized = (0 until layout.lineCount).any { layout.getEllipsisCount(it) > 0 }
        val isSplit = view is Button && layout.lineCount > 2
        return isTooWide || isTooHigh || isEllipsized || isSplit
    }

    /** Why a picture is not the kept one; none when it is, or when it was drawn anew. */
    private fun difference(name: String, drawn: Bitmap): String? {
        val file = Surroundings.demo.resolve("screenshots/$name.png")
        if (Surroundings.writesPictures) {
            Files.createDirectories(file.parent)
            Files.write(file, IndexedPng.of(drawn))
            return null
        }
        if (!Files.exists(file)) return "$name.png is missing: draw it with -Dessc.screenshots.write=true, and look at it"
        val kept = Files.newInputStream(file).use(BitmapFactory::decodeStream)
        if (kept.width != drawn.width || kept.height != drawn.height) return "$name: another size"
        val (before, now) = pixels(kept) to pixels(drawn)
        val differing = before.indices.count { isVisiblyOther(before[it], now[it]) }
        val share = differing.toDouble() / (kept.width * kept.height)
        if (share <= TOLERATED) return null
        val seen = Files.createTempFile(name, ".png")
        Files.newOutputStream(seen).use { drawn.compress(Bitmap.CompressFormat.PNG, 100, it) }
        return "$name: %.2f %% of the picture differ, see $seen".format(share * 100)
    }

    private fun pixels(bitmap: Bitmap) =
        IntArray(bitmap.width * bitmap.height).also { bitmap.getPixels(it, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height) }

    private fun isVisiblyOther(one: Int, other: Int) = one != other && (
        abs(Color.red(one) - Color.red(other)) > SHADE || abs(Color.green(one) - Color.green(other)) > SHADE ||
            abs(Color.blue(one) - Color.blue(other)) > SHADE
        )

    private fun judge(text: String): Outcome {
        val vector = States.vector
        val lists = vector["lists"].asJsonObject
        val clock = HandClock(Instant.ofEpochSecond(vector["gate_started"].asLong))
        val config = VerifierConfig(
            directory = Files.createTempDirectory("gate").toFile(),
            venueRegion = Region(vector["venue_region"].asString),
            roots = listOf(PinnedRoot(PublicKey(lists["root"].toString()), 1)),
            baseRegion = Region("440000"),
            remember = Remember.COOL_DOWNS,
            replayCapacity = 1_000,
            cacheCapacity = 100,
        )
        return runBlocking { Verifier.open(config, clock) }.use { gate ->
            val folder = Surroundings.vectors.resolve("lists")
            fun texts(kind: String) = lists[kind].asJsonArray.joinToString(",") { "\"${Files.readString(folder.resolve(it.asString)).trim()}\"" }
            val trust = Files.readString(folder.resolve(lists["trust"].asString)).trim()
            clock.advance(vector["lists_loaded"].asLong - vector["gate_started"].asLong)
            val bundle = """{"trust":"$trust","roots":[],"status":[${texts("status")}],"catalogues":[${texts("catalogues")}]}"""
            check(runBlocking { gate.importBundle(bundle.toByteArray()) }.isComplete)
            clock.advance(vector["now"].asLong - vector["lists_loaded"].asLong)
            gate.verify(text, vector["scene"].asString.toInt()).outcome
        }
    }

    private companion object {
        /** The screens whose large print is kept as a picture, too; all are measured. */
        val LARGE = listOf("welcome", "enrol-wrong", "cards", "code", "consent", "verdict-rejected", "lists", "settings")

        /** Share of a picture that may differ: fonts are hinted differently by other builds of the renderer. */
        const val TOLERATED = 0.002

        /** Least difference of a colour channel that an eye would notice. */
        const val SHADE = 24
    }
}
