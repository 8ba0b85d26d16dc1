// What every window of the app is kept from: pictures taken of it, and touches that something lies over.
package org.essc.demo

import android.app.Activity
import android.os.Build
import android.view.MotionEvent
import android.view.Window
import android.view.WindowManager

/** Guards windows. All of the app's go through here, so that no screen has to think of it. */
internal object Shield {
    /** Before its content is put in. */
    fun on(activity: Activity, onlyShows: Boolean) {
        on(activity.window, onlyShows)
        // FLAG_SECURE blanks the picture among the recent apps too; this asks for none to be taken.
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) activity.setRecentsScreenshotEnabled(false)
    }

    /**
     * Keeps a window out of screenshots, recordings, casting and the recent apps, and other apps' windows
     * away from it.
     *
     * @param onlyShows whether nobody agrees to or enters anything here
     */
    fun on(window: Window, onlyShows: Boolean) {
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) window.setHideOverlayWindows(true)
        // Since Android 14 this also keeps such a screen from accessibility services that help nobody to use the phone.
        if (!onlyShows) window.decorView.filterTouchesWhenObscured = true
    }
}

/**
 * Drops a gesture when another app's window lies over the place that was touched (tapjacking), or, unless
 * the screen [onlyShows], over any part of it: what the person reads may then not be what they agree to.
 * The framework's own filter knows only the first, and only from the gesture's first touch on.
 *
 * @param refused a gesture was dropped
 */
internal class TouchFilter(private val onlyShows: Boolean, private val refused: () -> Unit) {
    private var isRefusing = false

    /** Hands [event] on to [to], or drops it. */
    fun pass(event: MotionEvent, to: (MotionEvent) -> Boolean): Boolean {
        val isFirst = event.actionMasked == MotionEvent.ACTION_DOWN
        if (isFirst) isRefusing = false
        if (!isRefusing && isCovered(event)) {
            isRefusing = true
            // What was pressed before is let go of without being clicked.
            if (!isFirst) cancel(event, to)
            refused()
        }
        return isRefusing || to(event)
    }

    private fun isCovered(event: MotionEvent): Boolean {
        val covered = MotionEvent.FLAG_WINDOW_IS_OBSCURED
        // Reported since Android 10.
        val partly = MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED
        return event.flags and (if (onlyShows) covered else covered or partly) != 0
    }

    private fun cancel(event: MotionEvent, to: (MotionEvent) -> Boolean) {
        val end = MotionEvent.obtain(event.downTime, event.eventTime, MotionEvent.ACTION_CANCEL, event.x, event.y, event.metaState)
        to(end)
        end.recycle()
    }
}
