// The first screen, once.
package org.essc.demo

import android.content.Intent
import android.os.Bundle
import org.essc.demo.ui.WelcomeScreen

class WelcomeActivity : ScreenActivity() {
    override val onlyShows get() = true

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        if (app.settings.isWelcomed) {
            go()
            return
        }
        val screen = WelcomeScreen(style, words) {
            app.settings.isWelcomed = true
            go()
        }
        setContentView(screen.root)
    }

    private fun go() {
        startActivity(Intent(this, CardsActivity::class.java))
        finish()
    }
}
