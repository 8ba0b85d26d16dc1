// A phone in the test's hands: opens screens, finds what can be read on them, presses, waits.
package org.essc.demo.support

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.net.Uri
import android.os.Bundle
import android.os.Looper
import android.view.View
import android.view.ViewGroup
import android.widget.EditText
import android.widget.TextView
import java.io.InputStream
import java.time.Duration
import org.essc.Language
import org.essc.Outcome
import org.essc.demo.CaptureActivity
import org.essc.demo.camera.Frame
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

class Phone {
    val app: TestApp = RuntimeEnvironment.getApplication() as TestApp
    private val main = shadowOf(Looper.getMainLooper())
    private var front: ActivityController<out Activity>? = null

    /** The screen that is seen. */
    val screen: Activity get() = checkNotNull(front) { "no screen is open" }.get()

    init {
        // The user's yes, and what comes with the installation: no more than the app's manifest asks for.
        shadowOf(app).grantPermissions(*Manifest.permissions.toTypedArray())
    }

    /** Opens a screen; the one before is left. */
    fun <A : Activity> open(screen: Class<A>, intent: Intent = Intent(app, screen)): A = openMeanwhile(screen, intent).also { idle() }

    /** Opens a screen while other things are under way, and doesn't wait for them. */
    fun <A : Activity> openMeanwhile(screen: Class<A>, intent: Intent = Intent(app, screen)): A {
        leave()
        val next = Robolectric.buildActivity(screen, intent)
        front = next.setup().windowFocusChanged(true)
        glance()
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
        leave()
        idle()
    }

    fun uncover() {
        front?.restart()?.start()?.resume()?.windowFocusChanged(true)
        idle()
    }

    private fun leave() {
        front?.windowFocusChanged(false)?.pause()?.stop()
    }

    /** The screen is turned: the activity is made anew with what was saved, in the same process. */
    fun turn() {
        turnMeanwhile()
        idle()
    }

    /** Turns the screen while things are under way, and doesn't wait for them. */
    fun turnMeanwhile() {
        front?.windowFocusChanged(false)?.recreate()?.windowFocusChanged(true)
        glance()
    }

    /** A dialog or the notifications take the focus, or give it back. */
    fun focus(hasFocus: Boolean) {
        front?.windowFocusChanged(hasFocus)
        idle()
    }

    /** The process ends behind the user's back; the screen comes back with what was saved. */
    fun die() = dieMeanwhile {}

    /** The same while things are under way, which [end] at the moment that the process does. */
    fun dieMeanwhile(end: () -> Unit) {
        val old = checkNotNull(front)
        leave()
        val saved = Bundle()
        old.saveInstanceState(saved).destroy()
        end()
        app.dieAndStart()
        front = Robolectric.buildActivity(old.get().javaClass, old.get().intent).setup(saved).windowFocusChanged(true)
        idle()
    }

    /** The screen that is asked for holds [frame] before its camera, and hands back what it read. */
    fun capture(frame: Frame) {
        val asking = checkNotNull(front)
        val asked = checkNotNull(shadowOf(asking.get()).nextStartedActivityForResult) { "no screen was asked" }.intent
        val camera = open(CaptureActivity::class.java, asked)
        app.lens.show(frame)
        idle()
        check(camera.isFinishing) { "nothing was read" }
        val (code, read) = shadowOf(camera).let { it.resultCode to it.resultIntent }
        leave()
        front = asking
        shadowOf(asking.get()).receiveResult(asked, code, read)
        uncover()
    }

    /** The user picks this file in the system's dialog that was asked for. */
    fun pick(file: InputStream) {
        val asked = checkNotNull(shadowOf(screen).nextStartedActivityForResult) { "no dialog was asked for" }.intent
        val uri = Uri.parse("content://org.essc.demo.test/file")
        shadowOf(app.contentResolver).registerInputStream(uri, file)
        shadowOf(screen).receiveResult(asked, Activity.RESULT_OK, Intent().setData(uri))
        idle()
    }

    /** Presses what bears these words. */
    fun press(words: String) {
        button(words).performClick()
        idle()
    }

    /** Presses it, and doesn't wait for what comes of it. */
    fun touch(words: String) {
        button(words).performClick()
        glance()
    }

    private fun button(words: String) =
        checkNotNull(views().firstOrNull { it.isShown && it.isClickable && says(it, words) && it.isEnabled }) { "no “$words” to press\n${state()}" }

    /** Types into the field of this name. */
    fun type(field: String, text: String) {
        find("field “$field”") { views().filterIsInstance<EditText>().firstOrNull { it.isShown && says(it, field) } }.setText(text)
        idle()
    }

    /** These words can be read. */
    fun reads(words: String) {
        find("“$words” to read") { true.takeIf { text().contains(words) } }
    }

    /** The verdict on the screen is this one. Its words are compared whole: 通过 is a part of 不通过. */
    fun judges(outcome: Outcome) {
        val words = outcome.text(Language.ZH)
        find("the verdict “$words”") { true.takeIf { lines().any { it == words } } }
    }

    /** These words are on the screen as it is, or name something on it, whatever is still under way. */
    fun sees(words: String) = check(words in text() || views().any { it.isShown && says(it, words) }) { "no “$words”\n${state()}" }

    /** These words can't be read. */
    fun readsNot(words: String) {
        find("a screen without “$words”") { true.takeIf { !text().contains(words) } }
    }

    /** All that can be read. */
    fun text(): String = lines().joinToString("\n")

    private fun lines(): List<String> = views().filter { it.isShown }.filterIsInstance<TextView>().map { it.text.toString() }

    /** All views of the screen. */
    fun views(): List<View> = all(screen.window.decorView)

    /** Lets time pass for the clocks and for what waits, second by second. */
    fun pass(seconds: Long) {
        repeat(seconds.toInt()) {
            app.hands.advance(1)
            main.idleFor(Duration.ofSeconds(1))
            idle()
        }
    }

    /** What the camera of another phone sees when this one's screen is held before it. */
    fun photograph(): Frame = luminance(draw(screen.window.decorView))

    /**
     * What is there once everything that was set off has come to its end. It is there or it isn't:
     * nothing more comes by waiting.
     */
    fun <T : Any> find(what: String, found: () -> T?): T {
        idle()
        return checkNotNull(found()) { "no $what\n${state()}" }
    }

    /** Lets everything that was set off come to its end: what is under way, and what the main thread does after it. */
    fun idle() {
        do {
            main.idle()
            app.work.awaitNone(::state)
        } while (!main.isIdle)
    }

    /** Lets the main thread do what it has, whatever is still under way. */
    fun glance() = main.idle()

    private fun state() = "${front?.get()?.javaClass?.simpleName} at ${app.hands.now()}, signatures ${app.calls.signatures}:\n${text()}"

    private fun says(view: View, words: String) =
        view.contentDescription?.startsWith(words) == true || (view as? TextView)?.text?.toString() == words

    companion object {
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
