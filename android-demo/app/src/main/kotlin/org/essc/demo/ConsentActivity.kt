// A venue's request: sign or decline.
package org.essc.demo

import android.content.Context
import android.content.Intent
import android.os.Bundle
import org.essc.CardId
import org.essc.demo.presenter.ConsentPresenter
import org.essc.demo.presenter.WayOut
import org.essc.demo.ui.ConsentScreen

class ConsentActivity : ScreenActivity(), ConsentScreen.Does {
    private lateinit var presenter: ConsentPresenter
    private val card get() = CardId(intent.getStringExtra(CARD).orEmpty())
    private val text get() = intent.getStringExtra(TEXT).orEmpty()

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        presenter = ConsentPresenter(services, card, words, scope)
        put(ConsentScreen(style, words, this), presenter)
        presenter.read(text)
    }

    override fun agree() {
        val asked = presenter.agree() ?: return
        startActivity(CodeActivity.intent(this, card, asked.scene, text))
        finish()
    }

    override fun decline() = finish()

    override fun wayOut(way: WayOut) = when (way) {
        WayOut.TRY_AGAIN -> { presenter.read(text); Unit }
        WayOut.RE_ENROLL, WayOut.SETTINGS -> leave(way)
        WayOut.REFRESH -> { presenter.refresh(text); Unit }
        WayOut.OTHER_INPUT, WayOut.READ -> finish()
    }

    companion object {
        private const val CARD = "card"
        private const val TEXT = "text"

        /** What a venue asks the holder of [card]. */
        fun intent(context: Context, card: CardId, text: String): Intent =
            Intent(context, ConsentActivity::class.java).putExtra(CARD, card.value).putExtra(TEXT, text)
    }
}
