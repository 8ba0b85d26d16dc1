// Lists out of a file: a good one, garbage, one without end, and one that is older than what is held.
package org.essc.demo

import com.google.gson.JsonParser
import java.nio.file.Files
import java.time.Instant
import org.essc.ErrorCode
import org.essc.Language
import org.essc.demo.support.Surroundings
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class BundleTest : Journey() {
    private val lists = Surroundings.vectors.resolve("lists")
    private val bundle = Files.readString(lists.resolve("bundle.json"))

    /** The test vectors' root, at the time of the test vectors. */
    @Before
    fun standWhereTheVectorsStand() {
        phone.app.settings.root = Files.readString(lists.resolve("root.jwk")).trim()
        phone.app.hands.set(Instant.ofEpochSecond(1_800_000_000))
        phone.app.online = false
        phone.open(ListsActivity::class.java)
        phone.reads(Zh.text(R.string.no_lists_yet))
    }

    @Test
    fun `a good bundle is taken in without a network`() {
        import(bundle.encodeToByteArray())
        phone.reads(Zh.text(R.string.up_to_date))
        assertEquals(4, rows().size)
        assertEquals(0, phone.app.net.asked.size)
    }

    @Test
    fun `garbage is refused in words, what is held stays, and another file may be picked`() {
        import(bundle.encodeToByteArray())
        val held = rows()
        for (garbage in listOf(ByteArray(0), "a letter".encodeToByteArray(), ByteArray(4096) { it.toByte() }, "{}".encodeToByteArray())) {
            import(garbage)
            phone.reads(ErrorCode.BUNDLE_REFUSED.text(Language.ZH))
            assertEquals(held, rows())
        }
        phone.press(Zh.text(R.string.other_input))
        phone.pick(bundle.byteInputStream())
        phone.reads(Zh.text(R.string.up_to_date))
    }

    @Test
    fun `a file that is larger than any bundle is not read to its end`() {
        phone.press(Zh.text(R.string.import_bundle))
        val file = Endless()
        phone.pick(file)
        phone.reads(ErrorCode.BUNDLE_REFUSED.text(Language.ZH))
        assertTrue("${file.given}", file.given < 80L * 1024 * 1024)
        phone.reads(Zh.text(R.string.no_lists_yet))
    }

    @Test
    fun `an older list doesn't take the place of a newer one`() {
        import(bundle.encodeToByteArray())
        val held = rows()
        val older = JsonParser.parseString(bundle).asJsonObject
        val status = older["status"].asJsonArray
        status.remove(0)
        status.add(Files.readString(lists.resolve("status-440100-0-two-days-old.jwt")).trim())
        import(older.toString().encodeToByteArray())
        assertEquals(held, rows())
    }

    private fun import(file: ByteArray) {
        phone.press(Zh.text(R.string.import_bundle))
        phone.pick(file.inputStream())
    }

    private fun rows() = phone.text().lines().filter { Zh.text(R.string.valid_until, "").trim() in it }

    /** A file that never ends. */
    private class Endless : java.io.InputStream() {
        var given = 0L
            private set

        override fun read() = 'x'.code.also { given += 1 }

        override fun read(into: ByteArray, offset: Int, length: Int): Int {
            given += length
            return length
        }
    }
}
