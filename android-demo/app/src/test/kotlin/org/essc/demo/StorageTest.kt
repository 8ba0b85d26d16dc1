// A phone without room: said in words, and nothing is lost.
package org.essc.demo

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import org.essc.ErrorCode
import org.essc.Language
import org.essc.Outcome
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class StorageTest : Journey() {
    @Test
    fun `with no room left a second card is refused in words, and the first one works on`() {
        val first = sandbox.holder("adult")
        enroll(first.offer, first.txCode)
        sync()
        phone.pass(20)
        val held = cards()

        val free = fill(wallet())
        val second = sandbox.holder("to_lose")
        fill(second.offer, second.txCode)
        phone.press(Zh.text(R.string.enroll))
        phone.reads(ErrorCode.STORAGE_FULL.text(Language.ZH))
        phone.reads(second.offer)
        assertEquals(held, cards())

        free()
        scan(code())
        phone.judges(Outcome.ACCEPTED)
    }

    @Test
    fun `a store that can't be made is told, and made when it can be`() {
        val folder = wallet()
        checkNotNull(folder.parentFile).mkdirs()
        assertTrue(folder.createNewFile())
        phone.open(CardsActivity::class.java)
        phone.reads(ErrorCode.STORAGE_FAILED.text(Language.ZH))
        assertTrue(folder.delete())
        phone.press(Zh.text(R.string.close))
        phone.reads(Zh.text(R.string.no_cards))
    }

    private fun wallet() = phone.app.walletFolder

    /**
     * Puts a folder in which nobody, not even root, can make a file in the place of the open wallet's: the
     * wallet is refused every write, as by a device without room. What is returned undoes it.
     */
    private fun fill(folder: File): () -> Unit {
        val (place, aside) = folder.toPath() to folder.toPath().resolveSibling("aside")
        Files.move(place, aside)
        Files.createSymbolicLink(place, Path.of("/dev/pts"))
        return {
            Files.delete(place)
            Files.move(aside, place)
        }
    }
}
