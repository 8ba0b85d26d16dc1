// Settings.
package org.essc.demo

import android.os.Bundle
import org.essc.Language
import org.essc.demo.presenter.SettingsPresenter
import org.essc.demo.presenter.WayOut
import org.essc.demo.ui.SettingsScreen
import org.essc.demo.ui.Tab

class SettingsActivity : ScreenActivity(), SettingsScreen.Does {
    private lateinit var presenter: SettingsPresenter

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        presenter = SettingsPresenter(services, app.settings, words, scope)
        put(SettingsScreen(style, words, this), presenter)
    }

    override fun onStart() {
        super.onStart()
        presenter.load()
    }

    override fun language(language: Language) {
        presenter.language(language)
        recreate()
    }

    override fun largePrint(on: Boolean) {
        presenter.largePrint(on)
        recreate()
    }

    override fun issuer(address: String, root: String) = presenter.issuer(address, root)

    override fun reEnroll() = open(EnrollActivity::class.java)

    override fun wayOut(way: WayOut) = when (way) {
        WayOut.RE_ENROLL -> leave(way)
        else -> { presenter.load(); Unit }
    }

    override fun go(tab: Tab) = open(tab)
}
