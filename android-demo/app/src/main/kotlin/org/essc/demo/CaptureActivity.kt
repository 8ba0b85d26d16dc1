// Scans one code and hands its text back: an offer, or a venue's request.
package org.essc.demo

import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.view.TextureView
import org.essc.demo.ui.CaptureScreen

class CaptureActivity : CameraActivity() {
    private lateinit var screen: CaptureScreen

    override val preview: TextureView get() = screen.preview

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val isOffer = intent.getStringExtra(WHAT) == OFFER
        val title = words.text(if (isOffer) R.string.scan_offer else R.string.answer_venue)
        val hint = words.text(if (isOffer) R.string.aim_at_offer else R.string.aim_at_request)
        screen = CaptureScreen(style, words, title, hint, ::finish, ::askForCamera)
        setContentView(screen.root)
    }

    override fun seen(text: String?) {
        if (text == null) return
        runOnUiThread {
            setResult(RESULT_OK, Intent().putExtra(TEXT, text))
            finish()
        }
    }

    override fun denied(isDenied: Boolean) = screen.show(isDenied)

    companion object {
        const val OFFER = "offer"
        const val REQUEST = "request"

        /** The text that was read. */
        const val TEXT = "text"
        private const val WHAT = "what"

        fun intent(context: Context, what: String): Intent =
            Intent(context, CaptureActivity::class.java).putExtra(WHAT, what)
    }
}
