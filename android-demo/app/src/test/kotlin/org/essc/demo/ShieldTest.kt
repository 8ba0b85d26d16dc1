// Every screen, those to come included: no picture is taken of it, and no touch counts that something lies over.
package org.essc.demo

import android.app.Activity
import android.os.IBinder
import android.os.SystemClock
import android.view.InputDevice
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager
import android.widget.Button
import org.essc.demo.support.Manifest
import org.essc.demo.support.Phone
import org.essc.demo.support.TestApp
import org.essc.demo.words.Words
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadows.ShadowToast

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, shadows = [RecentsPictures::class], qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
class ShieldTest {
    private val phone = Phone()
    private val words = Words(phone.app, phone.app.settings.language)

    /** Where nobody agrees to or enters anything. A screen that isn't named here is guarded whole. */
    private val onlyShow = listOf(WelcomeActivity::class, CardsActivity::class, ScannerActivity::class, ListsActivity::class).map { it.java }

    @Before
    fun forget() = RecentsPictures.refused.clear()

    @Test
    fun `no picture is taken of any screen, and no other app's window lies over it`() {
        assertTrue(Manifest.screens.size >= 9)
        for (screen in Manifest.screens) {
            val window = phone.open(screen).window.attributes
            assertTrue("screenshots of $screen", window.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
            val hides = WindowManager.LayoutParams.SYSTEM_FLAG_HIDE_NON_SYSTEM_OVERLAY_WINDOWS
            assertTrue("overlays on $screen", window.privateFlags and hides != 0)
        }
        assertEquals("pictures among the recent apps", Manifest.screens.size, RecentsPictures.refused.size)
    }

    @Test
    fun `no screen takes a touch through a window that lies over it, and each says why nothing happens`() {
        for (screen in Manifest.screens) {
            val probe = Probe(phone.open(screen))
            probe.tap(MotionEvent.FLAG_WINDOW_IS_OBSCURED)
            assertEquals("$screen", emptyList<Int>(), probe.seen)
            assertEquals("$screen", words.text(R.string.touch_dropped), ShadowToast.getTextOfLatestToast())
            assertEquals(1, ShadowToast.shownToastCount())
            probe.tap(0)
            assertEquals("$screen", listOf(MotionEvent.ACTION_DOWN, MotionEvent.ACTION_UP), probe.seen)
            ShadowToast.reset()
        }
    }

    @Test
    fun `a window over another part of the screen matters wherever somebody agrees to or enters something`() {
        for (screen in Manifest.screens) {
            val probe = Probe(phone.open(screen))
            probe.tap(MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED)
            assertEquals("$screen", screen in onlyShow, probe.seen.isNotEmpty())
            assertEquals("$screen", screen !in onlyShow, phone.screen.window.decorView.filterTouchesWhenObscured)
        }
        assertTrue(Manifest.screens.containsAll(onlyShow))
    }

    @Test
    fun `what something comes to lie over while it is pressed is let go of without a click`() {
        val screen = phone.open(EnrollActivity::class.java)
        var clicks = 0
        val button = Button(screen).apply { setOnClickListener { clicks += 1 } }
        val probe = Probe(screen, button)
        probe.touch(MotionEvent.ACTION_DOWN, 0)
        assertTrue(button.isPressed)
        probe.touch(MotionEvent.ACTION_MOVE, MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED)
        assertFalse(button.isPressed)
        // Uncovered again: the gesture is over all the same.
        probe.touch(MotionEvent.ACTION_UP, 0)
        phone.idle()
        assertEquals(0, clicks)
        probe.tap(0)
        phone.idle()
        assertEquals(1, clicks)
    }

    @Test
    fun `every screen is one of the guarded kind, and opens no window that isn't`() {
        assertEquals(emptyList<Any>(), Manifest.screens.filterNot(ScreenActivity::class.java::isAssignableFrom))
        val window = Regex("(Dialog|Popup\\w*|Presentation|BottomSheet\\w*)(\\.Builder)?\\(|addView\\(.*WindowManager")
        val opening = Manifest.sources().filter { window.containsMatchIn(it.readText()) }.map { it.name }
        assertEquals(listOf("ScreenActivity.kt"), opening)
        val unguarding = Manifest.sources().filter { Regex("FLAG_SECURE|clearFlags\\(-1|setFlags\\(").containsMatchIn(it.readText()) }.map { it.name }
        assertEquals("only the shield has a say in it", listOf("Shield.kt"), unguarding)
    }

    /** A view over a whole screen, which notes the touches that come through; or a button in its place. */
    private class Probe(private val screen: Activity, view: View? = null) {
        val seen = mutableListOf<Int>()

        init {
            val noting = view ?: View(screen).apply {
                setOnTouchListener { _, event -> seen.add(event.actionMasked) }
            }
            screen.addContentView(noting, ViewGroup.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.MATCH_PARENT))
            val decor = screen.window.decorView
            decor.measure(exactly(360), exactly(760))
            decor.layout(0, 0, 360, 760)
        }

        fun tap(flags: Int) {
            touch(MotionEvent.ACTION_DOWN, flags)
            touch(MotionEvent.ACTION_UP, flags)
        }

        fun touch(action: Int, flags: Int) {
            val now = SystemClock.uptimeMillis()
            val finger = MotionEvent.PointerProperties().apply { toolType = MotionEvent.TOOL_TYPE_FINGER }
            val place = MotionEvent.PointerCoords().apply { x = 180f; y = 380f }
            val event = MotionEvent.obtain(now, now, action, 1, arrayOf(finger), arrayOf(place), 0, 0, 1f, 1f, 0, 0, InputDevice.SOURCE_TOUCHSCREEN, flags)
            screen.window.callback.dispatchTouchEvent(event)
            event.recycle()
        }

        private fun exactly(size: Int) = View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY)
    }
}

/** Notes which screens ask for no picture of them among the recent apps. */
@Implements(className = "android.app.ActivityClient", isInAndroidSdk = false)
class RecentsPictures {
    @Implementation
    @Suppress("unused")
    fun setRecentsScreenshotEnabled(screen: IBinder, enabled: Boolean) {
        if (!enabled) refused += screen
    }

    companion object {
        val refused = mutableSetOf<IBinder>()
    }
}
