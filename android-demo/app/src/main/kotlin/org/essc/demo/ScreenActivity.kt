// What all activities share: a guarded window, words and style of the settings, a scope that ends with them, ways out.
package org.essc.demo

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.content.res.Configuration
import android.os.Bundle
import android.view.MotionEvent
import android.view.View
import android.view.WindowInsetsController
import android.widget.Toast
import android.os.Build
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import org.essc.demo.presenter.Presenter
import org.essc.demo.presenter.WayOut
import org.essc.demo.sdk.Services
import org.essc.demo.ui.Palette
import org.essc.demo.ui.Screen
import org.essc.demo.ui.Style
import org.essc.demo.ui.Tab
import org.essc.demo.words.Words

/** A thin activity: makes presenter and screen, and carries what is pressed from one to the other. */
abstract class ScreenActivity : Activity() {
    protected val app: DemoApp get() = application as DemoApp
    protected val scope: CoroutineScope = MainScope()
    protected lateinit var words: Words
        private set
    protected lateinit var style: Style
        private set
    protected lateinit var services: Services
        private set

    /**
     * Whether nobody agrees to or enters anything here, so that a window over another part of the screen
     * doesn't matter, as a chat's bubble in its corner. A screen that doesn't say so is guarded whole.
     */
    protected open val onlyShows: Boolean get() = false

    private val touches by lazy {
        TouchFilter(onlyShows) { Toast.makeText(this, words.text(R.string.touch_dropped), Toast.LENGTH_LONG).show() }
    }

    override fun onCreate(saved: Bundle?) {
        val isDark = resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK == Configuration.UI_MODE_NIGHT_YES
        setTheme(if (isDark) android.R.style.Theme_Material_NoActionBar else android.R.style.Theme_Material_Light_NoActionBar)
        super.onCreate(saved)
        Shield.on(this, onlyShows)
        words = Words(this, app.settings.language)
        style = Style(this, if (isDark) Palette.DARK else Palette.LIGHT, scale())
        services = app.services
        drawBars(isDark)
    }

    /** Puts a screen up and draws every state of the presenter. */
    protected fun <S : Any> put(screen: Screen<S>, presenter: Presenter<S>) {
        setContentView(screen.root)
        scope.launch { presenter.state.collect(screen::show) }
    }

    /** One of these names is chosen, in a window that is guarded as the screen is. */
    protected fun choose(title: String, names: List<String>, current: Int, chosen: (Int) -> Unit) {
        val dialog = AlertDialog.Builder(this).setTitle(title)
            .setSingleChoiceItems(names.toTypedArray(), current) { open, which ->
                chosen(which)
                open.dismiss()
            }
            .create()
        dialog.window?.let { Shield.on(it, onlyShows = false) }
        dialog.show()
    }

    override fun dispatchTouchEvent(event: MotionEvent): Boolean = touches.pass(event) { super.dispatchTouchEvent(it) }

    /** The settings were changed on another screen: draw this one anew, for the issuer that is set now. */
    override fun onRestart() {
        super.onRestart()
        val isOfToday = words.language == app.settings.language && style.scale == scale() && services === app.services
        if (!isOfToday) recreate()
    }

    private fun scale() = if (app.settings.largePrint) Style.LARGE_PRINT else 1f

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    protected fun open(tab: Tab) {
        val to = when (tab) {
            Tab.CARDS -> CardsActivity::class.java
            Tab.SCAN -> ScannerActivity::class.java
            Tab.LISTS -> ListsActivity::class.java
            Tab.SETTINGS -> SettingsActivity::class.java
        }
        startActivity(Intent(this, to).addFlags(Intent.FLAG_ACTIVITY_REORDER_TO_FRONT or Intent.FLAG_ACTIVITY_NO_ANIMATION))
    }

    protected fun open(screen: Class<out Activity>) = startActivity(Intent(this, screen))

    private fun drawBars(isDark: Boolean) {
        window.statusBarColor = style.palette.ground
        window.navigationBarColor = style.palette.surface
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val light = WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS or
                WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS
            window.decorView.post { window.insetsController?.setSystemBarsAppearance(if (isDark) 0 else light, light) }
        } else if (!isDark) {
            @Suppress("DEPRECATION")
            window.decorView.systemUiVisibility = View.SYSTEM_UI_FLAG_LIGHT_STATUS_BAR
        }
    }

    /** Where a problem's button leads that is the same on every screen. */
    protected fun leave(way: WayOut) = when (way) {
        WayOut.RE_ENROLL -> open(EnrollActivity::class.java)
        WayOut.SETTINGS -> open(Tab.SETTINGS)
        WayOut.TRY_AGAIN, WayOut.REFRESH, WayOut.OTHER_INPUT, WayOut.READ -> Unit
    }
}
