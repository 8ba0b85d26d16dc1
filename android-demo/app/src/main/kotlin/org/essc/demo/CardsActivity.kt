// The cards on this phone.
package org.essc.demo

import android.content.Intent
import android.os.Bundle
import org.essc.CardId
import org.essc.Refresh
import org.essc.demo.presenter.CardsPresenter
import org.essc.demo.presenter.WayOut
import org.essc.demo.ui.CardsScreen
import org.essc.demo.ui.Tab

class CardsActivity : ScreenActivity(), CardsScreen.Does {
    private lateinit var presenter: CardsPresenter
    private var asking: CardId? = null

    override val onlyShows get() = true

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        asking = saved?.getString(ASKING)?.let(::CardId)
        presenter = CardsPresenter(services, words, scope)
        put(CardsScreen(style, words, this), presenter)
        // Once at every start, and without a word when there is no network.
        if (saved == null && app.isOnline() && services.issuer != null) presenter.refresh(Refresh.WHEN_DUE)
    }

    override fun onStart() {
        super.onStart()
        presenter.load()
    }

    override fun showCode(card: CardId) = startActivity(CodeActivity.intent(this, card))

    override fun answerVenue(card: CardId) {
        asking = card
        startActivityForResult(CaptureActivity.intent(this, CaptureActivity.REQUEST), REQUEST)
    }

    override fun onActivityResult(asked: Int, result: Int, data: Intent?) {
        val text = data?.getStringExtra(CaptureActivity.TEXT) ?: return
        val card = asking ?: return
        if (asked == REQUEST && result == RESULT_OK) startActivity(ConsentActivity.intent(this, card, text))
    }

    override fun enroll() = open(EnrollActivity::class.java)

    override fun refresh() = presenter.refresh()

    override fun wayOut(way: WayOut) = when (way) {
        WayOut.TRY_AGAIN, WayOut.REFRESH -> presenter.refresh()
        WayOut.READ, WayOut.OTHER_INPUT -> { presenter.load(); Unit }
        WayOut.RE_ENROLL, WayOut.SETTINGS -> leave(way)
    }

    override fun go(tab: Tab) = open(tab)

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putString(ASKING, asking?.value)
    }

    private companion object {
        const val REQUEST = 2
        const val ASKING = "asking"
    }
}
