// A code on a simulated screen: when it is there, when it isn't, and what others may see of it.
package org.essc.android

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.os.Looper
import android.os.SystemClock
import android.view.InputDevice
import android.view.MotionEvent
import android.view.View
import android.view.WindowManager
import android.view.accessibility.AccessibilityNodeInfo
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CompletableFuture
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import org.essc.Code
import org.essc.Disclosed
import org.essc.ErrorCode
import org.essc.EsscException
import org.essc.IdDocumentKind
import org.essc.Profile
import org.essc.Region
import org.essc.qrCode
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34])
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class CodeViewTest {
    private val controller = Robolectric.buildActivity(Activity::class.java).setup()
    private val activity = controller.get()
    private val view = CodeView(activity)
    private val main = shadowOf(Looper.getMainLooper())
    private val signatures = AtomicInteger()
    private val seen = mutableListOf<String>()

    init {
        view.listener = object : CodeView.Listener {
            override fun onCode(code: Code) {
                seen += code.text
            }

            override fun onHidden() {
                seen += "hidden"
            }

            override fun onError(error: EsscException) {
                seen += error.code.name
            }
        }
        activity.setContentView(view)
        focus(true)
    }

    @Test
    fun `a code is on the screen, readable, and its window is kept out of pictures`() {
        show(Profile.VALIDITY)
        assertEquals("SSC1:1", screen().readQrCode())
        assertTrue(isSecure())
    }

    @Test
    fun `a new code comes when the time of the last one is over`() {
        show(Profile.VALIDITY)
        pass(29)
        assertEquals(1, signatures.get())
        pass(2)
        assertEquals("SSC1:2", screen().readQrCode())
        assertEquals(listOf("SSC1:1", "SSC1:2"), seen)
    }

    @Test
    fun `a code that the user agreed to is hidden when its time is over, and a tap asks for the next`() {
        show(Profile.IDENTITY)
        pass(300)
        assertEquals(listOf("SSC1:1", "hidden"), seen)
        assertNull(screen().readQrCode())
        view.performClick()
        settle()
        assertEquals("SSC1:2", screen().readQrCode())
    }

    @Test
    fun `a tap through another app's window, or beside one, asks for nothing`() {
        show(Profile.IDENTITY)
        pass(31)
        tap(MotionEvent.FLAG_WINDOW_IS_OBSCURED)
        tap(MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED)
        assertEquals(1, signatures.get())
        tap(0)
        assertEquals(2, signatures.get())
    }

    @Test
    fun `an answer to a venue is made once, whatever it tells`() {
        view.show(once = true) { made(Profile.VALIDITY) }
        pass(300)
        assertEquals(listOf("SSC1:1", "hidden"), seen)
        assertEquals(1, signatures.get())
    }

    @Test
    fun `without the focus the view is blank and nothing is signed`() {
        show(Profile.VALIDITY)
        focus(false)
        assertFalse(view.isShowingCode)
        assertNull(screen().readQrCode())
        pass(600)
        assertEquals(1, signatures.get())
        focus(true)
        settle()
        assertEquals("SSC1:2", screen().readQrCode())
    }

    @Test
    fun `a dialog that takes the focus while the user is asked costs no code`() {
        val answered = CompletableDeferred<Unit>()
        view.show {
            answered.await()
            made(Profile.IDENTITY)
        }
        settle()
        focus(false)
        answered.complete(Unit)
        settle()
        assertFalse(view.isShowingCode)
        focus(true)
        assertEquals("SSC1:1", screen().readQrCode())
        assertEquals(1, signatures.get())
    }

    @Test
    fun `off the window nobody is asked any more`() {
        var isCancelled = false
        view.show {
            try {
                awaitCancellation()
            } finally {
                isCancelled = true
            }
        }
        settle()
        activity.setContentView(View(activity))
        settle()
        assertTrue(isCancelled)
        assertEquals(emptyList<String>(), seen)
    }

    @Test
    fun `an exception of the app's own function is reported to the app, and the view keeps working`() {
        for (fault in listOf(IllegalStateException("made up"), CancellationException("made up"))) {
            view.show { throw fault }
            settle()
        }
        view.showFutures(false) { CompletableFuture.failedFuture(EsscException.Authenticate(ErrorCode.USER_CANCELLED, "made up")) }
        settle()
        assertEquals(listOf("INTERNAL", "INTERNAL", "USER_CANCELLED"), seen)
        view.showFutures(false) { CompletableFuture.completedFuture(made(Profile.VALIDITY)) }
        settle()
        assertEquals("SSC1:1", screen().readQrCode())
    }

    @Test
    fun `off the window the code is forgotten and the window is as it was`() {
        show(Profile.VALIDITY)
        activity.setContentView(View(activity))
        main.idle()
        assertFalse(view.isShowingCode)
        assertFalse(isSecure())
        pass(600)
        assertEquals(1, signatures.get())
    }

    @Test
    fun `a window that the app secured stays so`() {
        activity.setContentView(View(activity))
        activity.window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        activity.setContentView(view)
        activity.setContentView(View(activity))
        assertTrue(isSecure())
    }

    @Test
    fun `an error is told, and the next try may succeed`() {
        var broken = true
        view.show {
            if (broken) throw EsscException.Authenticate(ErrorCode.USER_CANCELLED, "made up")
            made(Profile.IDENTITY)
        }
        settle()
        assertEquals(listOf("USER_CANCELLED"), seen)
        broken = false
        view.again()
        settle()
        assertEquals("SSC1:1", screen().readQrCode())
    }

    @Test
    fun `who reads the screen aloud is told what it is, and not the code`() {
        show(Profile.VALIDITY)
        val info = AccessibilityNodeInfo()
        view.onInitializeAccessibilityNodeInfo(info)
        assertNull(info.text)
        assertTrue(info.contentDescription.isNotEmpty())
        assertFalse("SSC1" in info.toString())
    }

    private fun show(profile: Profile) {
        view.show { made(profile) }
        settle()
    }

    private fun made(profile: Profile): Code {
        val text = "SSC1:${signatures.incrementAndGet()}"
        val now = Instant.ofEpochSecond(1_800_000_000)
        val city = Region("440100")
        val discloses = when (profile) {
            Profile.IDENTITY -> Disclosed.Identity(city, IdDocumentKind.MAINLAND, "测试甲", "440100196001010003", "A12345678")
            else -> Disclosed.Validity(city)
        }
        return Code(text, qrCode(text), discloses, now, now.plusSeconds(60), Duration.ofSeconds(30))
    }

    private fun settle() = main.idle()

    private fun pass(seconds: Long) = repeat(seconds.toInt()) {
        main.idleFor(Duration.ofSeconds(1))
        settle()
    }

    private fun tap(flags: Int) {
        for (action in listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP)) {
            val finger = MotionEvent.PointerProperties().apply { toolType = MotionEvent.TOOL_TYPE_FINGER }
            val place = MotionEvent.PointerCoords().apply { x = 1f; y = 1f }
            val now = SystemClock.uptimeMillis()
            val event = MotionEvent.obtain(
                now, now, action, 1, arrayOf(finger), arrayOf(place), 0, 0, 1f, 1f, 0, 0, InputDevice.SOURCE_TOUCHSCREEN, flags,
            )
            view.dispatchTouchEvent(event)
            event.recycle()
        }
        main.idle()
        settle()
    }

    private fun focus(hasFocus: Boolean) {
        controller.windowFocusChanged(hasFocus)
        main.idle()
    }

    private fun isSecure() = activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0

    private fun screen(): Bitmap {
        val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(bitmap))
        return bitmap
    }
}
