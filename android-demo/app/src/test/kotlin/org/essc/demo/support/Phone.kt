// A phone in the test's hands: opens screens, finds what can be read on them, presses, waits.
package org.essc.demo.support

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.TextView
import java.time.Duration
import org.essc.demo.camera.Frame
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowPausedLooper

class Phone {
    val app: TestApp = RuntimeEnvironment.getApplication() as TestApp
    private var front: ActivityController<out Activity>? = null

    /** The screen that is seen. */
    val screen: Activity get() = checkNotNull(front) { "no screen is open" }.get()

    init {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
    }

    /** Opens a screen; the one before is left. */
    fun <A : Activity> open(screen: Class<A>, intent: Intent = Intent(app, screen)): A {
        front?.pause()?.stop()
        val next = Robolectric.buildActivity(screen, intent).setup()
        front = next
        idle()
        return next.get()
    }

    /** Goes where the last press led. */
    fun follow(): Activity {
        val intent = checkNotNull(shadowOf(app).nextStartedActivity) { "nothing was opened" }
        @Suppress("UNCHECKED_CAST")
        return open(Class.forName(intent.component!!.className) as Class<out Activity>, intent)
    }

    /** Switches the screen off, and on. */
    fun cover() {
        front?.pause()?.stop()
        idle()
    }

    fun uncover() {
        front?.restart()?.start()?.resume()
        idle()
    }

    /** The process ends and comes back with what was saved. */
    fun recreate() {
        front?.recreate()
        idle()
    }

    /** Presses what bears these words. */
    fun press(words: String) {
        val view = await("“$words” to press") { views().firstOrNull { it.isShown && it.isClickable && says(it, words) && it.isEnabled } }
        view.performClick()
        idle()
    }

    /** Types into the field of this name. */
    fun type(field: String, text: String) {
        val input = await("field “$field”") { views().filterIsInstance<EditText>().firstOrNull { it.isShown && says(it, field) } }
        input.setText(text)
        idle()
    }

    /** Waits until these words can be read. */
    fun reads(words: String) {
        await("“$words” to read") { true.takeIf { text().contains(words) } }
    }

    /** All that can be read. */
    fun text(): String = views().filter { it.isShown }.filterIsInstance<TextView>().joinToString("\n") { it.text }

    /** All views of the screen. */
    fun views(): List<View> = all(screen.window.decorView)

    /** Lets time pass for the clocks and for what waits. */
    fun pass(seconds: Long) {
        repeat(seconds.toInt()) {
            app.hands.advance(1)
            shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(1))
        }
    }

    /** What the camera of another phone sees when this one's screen is held before it. */
    fun photograph(): Frame = luminance(draw(screen.window.decorView))

    /** Waits for [found] while the main thread does its work; gives up when nothing more comes. */
    fun <T : Any> await(what: String, found: () -> T?): T {
        val until = System.nanoTime() + PATIENCE.toNanos()
        while (true) {
            idle()
            found()?.let { return it }
            check(System.nanoTime() < until) { "waited in vain for $what on ${screen.javaClass.simpleName}:\n${text()}" }
            (shadowOf(Looper.getMainLooper()) as ShadowPausedLooper).poll(POLL_MS)
        }
    }

    fun idle() = shadowOf(Looper.getMainLooper()).idle()

    private fun says(view: View, words: String) =
        view.contentDescription?.startsWith(words) == true || (view as? TextView)?.text?.toString() == words

    companion object {
        private val PATIENCE = Duration.ofSeconds(40)
        private const val POLL_MS = 100L

        /** A view and all in it. */
        fun all(view: View): List<View> =
            listOf(view) + ((view as? ViewGroup)?.let { group -> (0 until group.childCount).flatMap { all(group.getChildAt(it)) } }.orEmpty())

        /** A view as it is seen. */
        fun draw(view: View): Bitmap {
            val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
            view.draw(Canvas(bitmap))
            return bitmap
        }

        /** A picture as a camera gives it. */
        fun luminance(bitmap: Bitmap): Frame {
            val pixels = IntArray(bitmap.width * bitmap.height)
            bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
            val luma = ByteArray(pixels.size) { at ->
                val pixel = pixels[at]
                ((Color.red(pixel) * 299 + Color.green(pixel) * 587 + Color.blue(pixel) * 114) / 1000).toByte()
            }
            return Frame(luma, bitmap.width, bitmap.height)
        }

        /** A picture with nothing on it. */
        fun nothing() = Frame(ByteArray(320 * 240) { 127 }, 320, 240)
    }
}
