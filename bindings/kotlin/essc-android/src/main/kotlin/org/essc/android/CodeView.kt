// A code on the screen.
package org.essc.android

import android.content.Context
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.os.SystemClock
import android.util.AttributeSet
import android.view.MotionEvent
import android.view.View
import android.view.WindowManager
import android.view.accessibility.AccessibilityNodeInfo
import java.util.Locale
import java.util.concurrent.CompletableFuture
import java.util.function.Supplier
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.future.await
import org.essc.Code
import org.essc.EsscException

/**
 * Shows a card's code, and a new one when its time is over.
 *
 * A code is on the screen while the view is attached, visible and in the window that has the focus,
 * and not otherwise: behind a dialog, in the list of recent apps and in a split screen that is not in
 * use the view is blank, and nothing is signed. Its window is kept out of screenshots, recordings and
 * screen sharing as long as the view is attached (`FLAG_SECURE`). Screen readers are told what it is
 * and never the code.
 *
 * A code that the user agreed to is hidden when its time is over; a tap asks for the next one. The bar
 * below the code runs out with its time.
 *
 * All calls on the main thread.
 */
public class CodeView @JvmOverloads constructor(
    context: Context,
    attributes: AttributeSet? = null,
) : View(context, attributes) {
    /** What the view does with codes and errors; null: nothing. Called on the main thread. */
    public var listener: Listener? = null

    private val paint = Paint().apply { isFilterBitmap = false }
    private val rotation = Rotation(
        post = ::postDelayed,
        cancel = { removeCallbacks(it) },
        now = SystemClock::elapsedRealtime,
        changed = ::changed,
        scope = CoroutineScope(Dispatchers.Main),
    )
    private var picture: CodePicture? = null
    private var secured: WindowManager.LayoutParams? = null

    init {
        isClickable = true
        if (contentDescription == null) contentDescription = description()
    }

    /**
     * Shows codes that [next] makes from now on, in place of any other's. It is called on the main thread
     * for one code at a time, as `wallet.present(card, scene)`, and cancelled when the view leaves its
     * window or shows another's codes.
     *
     * @param once whether every code is hidden when its time is over, as the answer to a venue's request
     *   has to be; codes that the user agreed to are hidden anyway
     * @param next throws [EsscException] when there is no code
     */
    @JvmSynthetic
    public fun show(once: Boolean = false, next: suspend () -> Code): Unit = rotation.start(next, once)

    /** As [show], for Java: with what [org.essc.WalletFutures.present] gives. */
    public fun showFutures(once: Boolean, next: Supplier<CompletableFuture<Code>>): Unit =
        rotation.start({ next.get().await() }, once)

    /** Shows nothing any more, and forgets the code. */
    public fun clear(): Unit = rotation.stop()

    /** Asks for a code after one was hidden or could not be made, as a tap does. */
    public fun again(): Unit = rotation.again()

    /** Whether a code is on the screen now. */
    public val isShowingCode: Boolean get() = rotation.visible != null

    override fun performClick(): Boolean {
        rotation.again()
        return super.performClick()
    }

    override fun onAttachedToWindow() {
        super.onAttachedToWindow()
        secureWindow()
        follow()
    }

    override fun onDetachedFromWindow() {
        rotation.setActive(false)
        rotation.forget()
        releaseWindow()
        super.onDetachedFromWindow()
    }

    override fun onVisibilityAggregated(isVisible: Boolean) {
        super.onVisibilityAggregated(isVisible)
        follow(isVisible)
    }

    override fun onWindowFocusChanged(hasWindowFocus: Boolean) {
        super.onWindowFocusChanged(hasWindowFocus)
        follow()
    }

    private fun follow(isVisible: Boolean = isShown) {
        rotation.setActive(isAttachedToWindow && isVisible && hasWindowFocus())
    }

    private fun changed(change: Rotation.Change) {
        val visible = rotation.visible
        picture = visible?.let { CodePicture(it.qr) }
        invalidate()
        when (change) {
            is Rotation.Change.Shown -> listener?.onCode(change.code)
            is Rotation.Change.Failed -> listener?.onError(change.error)
            Rotation.Change.Hidden -> listener?.onHidden()
            Rotation.Change.Blanked -> Unit
        }
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val width = getDefaultSize(suggestedMinimumWidth, widthMeasureSpec)
        val height = getDefaultSize(suggestedMinimumHeight, heightMeasureSpec)
        val side = minOf(width, height).takeIf { it > 0 } ?: maxOf(width, height)
        setMeasuredDimension(resolveSize(side, widthMeasureSpec), resolveSize(side, heightMeasureSpec))
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        // White also when blank: what scans is not to see the app's background as modules.
        canvas.drawColor(Color.WHITE)
        val picture = picture ?: return
        picture.draw(canvas, width, height, paint, rotation.timeLeft())
        // The bar moves; the code does not.
        postInvalidateDelayed(FRAME_MILLIS)
    }

    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        info.className = "android.widget.ImageView"
        info.text = null
    }

    override fun onFilterTouchEventForSecurity(event: MotionEvent): Boolean =
        // A tap through another app's overlay, or beside one that covers what the user should read, would
        // make a code that they didn't ask for.
        event.flags and OBSCURED == 0 && super.onFilterTouchEventForSecurity(event)

    /** The flag belongs to the window, be it an activity's or a dialog's, and others may have set it. */
    private fun secureWindow() {
        val window = rootView.layoutParams as? WindowManager.LayoutParams ?: return
        if (window.flags and WindowManager.LayoutParams.FLAG_SECURE != 0) return
        window.flags = window.flags or WindowManager.LayoutParams.FLAG_SECURE
        secured = window
        updateWindow(window)
    }

    private fun releaseWindow() {
        val window = secured ?: return
        secured = null
        window.flags = window.flags and WindowManager.LayoutParams.FLAG_SECURE.inv()
        updateWindow(window)
    }

    private fun updateWindow(window: WindowManager.LayoutParams) {
        val manager = context.getSystemService(WindowManager::class.java)
        // A window that is on its way out takes no more parameters, and shows nothing more.
        if (rootView.isAttachedToWindow) manager.updateViewLayout(rootView, window)
    }

    private fun description() =
        if (Locale.getDefault().language == "zh") "电子社保卡二维码" else "QR code of the electronic social security card"

    /** Told what the view shows. */
    public interface Listener {
        /** A code is on the screen: show [Code.discloses] beside it. */
        public fun onCode(code: Code) {}

        /** The code was hidden because its time is over; a tap or [again] asks for the next one. */
        public fun onHidden() {}

        /** There is no code; [again] tries once more. */
        public fun onError(error: EsscException) {}
    }

    private companion object {
        const val FRAME_MILLIS = 100L

        /** The second is reported since Android 10. */
        const val OBSCURED = MotionEvent.FLAG_WINDOW_IS_OBSCURED or MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED
    }
}
