// Every screen in every look, for the tests that draw, measure and read them.
package org.essc.demo.ui

import android.app.Activity
import android.os.Looper
import android.view.ContextThemeWrapper
import android.view.View
import android.view.ViewGroup
import java.util.concurrent.TimeUnit
import org.essc.CardId
import org.essc.Code
import org.essc.EsscException
import org.essc.Language
import org.essc.SceneCode
import org.essc.demo.presenter.ConsentState
import org.essc.demo.presenter.WayOut
import org.essc.demo.words.Words
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

internal object Screens {
    /** Each screen by name, made when its turn comes: a code runs out while others are looked at. */
    fun all(): Sequence<Pair<String, View>> = sequence {
        for (language in Language.entries) {
            for (dark in listOf(false, true)) yieldAll(screens(language, dark, large = false))
            yieldAll(screens(language, dark = false, large = true))
        }
    }

    private fun screens(language: Language, dark: Boolean, large: Boolean): Sequence<Pair<String, View>> {
        val words = Words(RuntimeEnvironment.getApplication(), language)
        val states = States(words)
        val theme = if (dark) android.R.style.Theme_Material_NoActionBar else android.R.style.Theme_Material_Light_NoActionBar
        val context = ContextThemeWrapper(RuntimeEnvironment.getApplication(), theme)
        val style = Style(context, if (dark) Palette.DARK else Palette.LIGHT, if (large) Style.LARGE_PRINT else 1f)
        fun <S> of(screen: Screen<S>, state: S): View = screen.apply { show(state) }.root
        val look = if (large) "large" else if (dark) "dark" else "light"
        return sequenceOf<Pair<String, () -> View>>(
            "welcome" to { of(WelcomeScreen(style, words) {}, Unit) },
            "enrol" to { of(EnrollScreen(style, words, Deaf), states.enroll) },
            "enrol-wrong-tx-code" to { of(EnrollScreen(style, words, Deaf), states.enrollFailed) },
            "enrol-done" to { of(EnrollScreen(style, words, Deaf), states.enrolled) },
            "cards" to { of(CardsScreen(style, words, Deaf), states.cards) },
            "cards-suspended" to { of(CardsScreen(style, words, Deaf), states.suspended) },
            "scenes" to { of(CodeScreen(style, words, Deaf), states.scenes) },
            "before" to { of(CodeScreen(style, words, Deaf), states.confirm) },
            "code" to { of(CodeScreen(style, words, Deaf), states.code).also(::putUp) },
            "consent" to { of(ConsentScreen(style, words, Deaf), ConsentState(states.asked)) },
            "scanner" to { of(ScannerScreen(style, words, Deaf), states.waiting) },
            "verdict-accepted" to { of(ScannerScreen(style, words, Deaf), states.accepted) },
            "verdict-rejected" to { of(ScannerScreen(style, words, Deaf), states.rejected) },
            "verdict-unreadable" to { of(ScannerScreen(style, words, Deaf), states.unreadable) },
            "lists" to { of(ListsScreen(style, words, Deaf), states.lists) },
            "settings" to { of(SettingsScreen(style, words, Deaf), states.settings.copy(largePrint = large)) },
        ).map { (name, make) -> "$name-${language.name.lowercase()}-$look" to make() }
    }

    /** Codes are made for a window that is in front only. */
    private fun putUp(root: View) {
        val main = shadowOf(Looper.getMainLooper())
        val activity = Robolectric.buildActivity(Activity::class.java).setup()
        activity.get().setContentView(root)
        activity.windowFocusChanged(true)
        main.idle()
        main.idleFor(States.shown.rotateAfter.seconds - States.SECONDS_LEFT, TimeUnit.SECONDS)
    }

    /** A view and all in it that isn't hidden. To [View.isShown], what is in no window is hidden. */
    fun seen(view: View): List<View> = when {
        view.visibility != View.VISIBLE -> emptyList()
        view is ViewGroup -> listOf(view) + (0 until view.childCount).flatMap { seen(view.getChildAt(it)) }
        else -> listOf(view)
    }

    /** Gives a screen the size of a phone. */
    fun place(root: View) {
        fun exactly(size: Int) = View.MeasureSpec.makeMeasureSpec(size, View.MeasureSpec.EXACTLY)
        val metrics = root.resources.displayMetrics
        root.measure(exactly((360 * metrics.density).toInt()), exactly((760 * metrics.density).toInt()))
        root.layout(0, 0, root.measuredWidth, root.measuredHeight)
        root.jumpDrawablesToCurrentState()
    }
}

/** Hears nothing: pictures don't press back. */
internal object Deaf :
    CardsScreen.Does, EnrollScreen.Does, CodeScreen.Does, ConsentScreen.Does, ScannerScreen.Does, ListsScreen.Does, SettingsScreen.Does {
    override fun showCode(card: CardId) = Unit
    override fun answerVenue(card: CardId) = Unit
    override fun enroll() = Unit
    override fun refresh() = Unit
    override fun wayOut(way: WayOut) = Unit
    override fun go(tab: Tab) = Unit
    override fun offer(text: String) = Unit
    override fun paste() = Unit
    override fun scan() = Unit
    override fun txCode(text: String) = Unit
    override fun seeCards() = Unit
    override fun back() = Unit
    override fun choose(scene: SceneCode) = Unit
    override fun showNow() = Unit
    override suspend fun next() = States.shown
    override fun shown(code: Code) = Unit
    override fun over() = Unit
    override fun failed(error: EsscException) = Unit
    override fun pickAnother() = Unit
    override fun agree() = Unit
    override fun decline() = Unit
    override fun pickScene() = Unit
    override fun nextScan() = Unit
    override fun allowCamera() = Unit
    override fun sync() = Unit
    override fun stopWaiting() = Unit
    override fun import() = Unit
    override fun language(language: Language) = Unit
    override fun largePrint(on: Boolean) = Unit
    override fun issuer(address: String, root: String) = Unit
    override fun reEnroll() = Unit
}
