// For those who hear the screens: the verdict is said, and what is focused follows what is seen.
package org.essc.demo.ui

import android.app.Activity
import android.graphics.Rect
import android.view.ContextThemeWrapper
import android.view.View
import android.view.ViewGroup
import android.view.accessibility.AccessibilityEvent
import android.view.accessibility.AccessibilityManager
import android.widget.ScrollView
import android.widget.TextView
import org.essc.Language
import org.essc.demo.R
import org.essc.demo.presenter.ScannerState
import org.essc.demo.support.En
import org.essc.demo.support.texts
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class AccessibilityTest {
    @Test
    fun `each verdict is said at once, with its reasons and with what was disclosed`() {
        for (language in Language.entries) {
            val states = States(texts(language))
            for (state in listOf(states.accepted, states.rejected, states.unreadable)) {
                val verdict = checkNotNull(state.verdict)
                val said = said(language, states.waiting, state)
                assertEquals("$said", 1, said.count { it == verdict.announcement })
                for (part in listOf(verdict.headline) + verdict.reasons + verdict.disclosed) assertTrue(part, part in verdict.announcement)
            }
        }
    }

    @Test
    fun `the screen under a verdict is not read`() {
        val states = States(En)
        val screen = scanner(Language.EN, Robolectric.buildActivity(Activity::class.java).setup().get())
        screen.show(states.waiting)
        Screens.place(screen.root)
        assertTrue(heard(screen.root).any { it.second == En.text(R.string.scanner_title) })
        screen.show(states.accepted)
        Screens.place(screen.root)
        assertTrue(heard(screen.root).none { it.second == En.text(R.string.scanner_title) })
    }

    @Test
    fun `what is focused after another stands below it, or beside it to the right`() {
        val faults = Screens.all().flatMap { (name, root) ->
            Screens.place(root)
            val stops = heard(root).map { (view, words) -> Stop(words, rect(view, root), scrolled(view)?.let { rect(it, root) }) }
            assertTrue("$name has $stops", stops.size > 1)
            stops.zipWithNext().filterNot { (one, next) -> follows(one, next) }.map { (one, next) -> "$name: $next after $one" }
        }.toList()
        assertTrue(faults.joinToString("\n"), faults.isEmpty())
    }

    /** @property window what of the screen it is scrolled in; it may itself be out of sight */
    private data class Stop(val words: String, val place: Rect, val window: Rect?)

    private fun follows(one: Stop, next: Stop): Boolean {
        val isSameWindow = one.window == next.window
        val (above, below) = if (isSameWindow) one.place to next.place else (one.window ?: one.place) to (next.window ?: next.place)
        return below.top >= above.bottom || (below.left >= above.right && below.bottom > above.top)
    }

    private fun scrolled(view: View): View? = generateSequence(view.parent) { it.parent }.filterIsInstance<ScrollView>().firstOrNull()

    private fun rect(view: View, root: View) = Rect().also {
        view.getDrawingRect(it)
        (root as ViewGroup).offsetDescendantRectToMyCoords(view, it)
    }

    /** What a screen reader stops at, in the order of the tree, which is that of the focus where nothing changes it. */
    private fun heard(view: View): List<Pair<View, String>> {
        if (view.visibility != View.VISIBLE) return emptyList()
        val mode = view.importantForAccessibility
        if (mode == View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS) return emptyList()
        val words = (view.contentDescription ?: (view as? TextView)?.text)?.toString().orEmpty()
        val stop = if (words.isNotEmpty() && mode != View.IMPORTANT_FOR_ACCESSIBILITY_NO) listOf(view to words) else emptyList()
        // A named whole is read as one.
        if (stop.isNotEmpty() && view.isFocusable) return stop
        val children = (view as? ViewGroup)?.let { group -> (0 until group.childCount).map(group::getChildAt) }.orEmpty()
        val isPlain = children.all { it.accessibilityTraversalAfter == View.NO_ID && it.accessibilityTraversalBefore == View.NO_ID }
        check(isPlain) { "this test reads the tree's order, and something changes it" }
        return stop + children.flatMap(::heard)
    }

    /** What is said while a screen goes from one state to the next. */
    private fun said(language: Language, before: ScannerState, after: ScannerState): List<String> {
        val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        val manager = shadowOf(activity.getSystemService(AccessibilityManager::class.java))
        manager.setEnabled(true)
        val screen = scanner(language, activity)
        activity.setContentView(screen.root)
        screen.show(before)
        val earlier = manager.sentAccessibilityEvents.size
        screen.show(after)
        return manager.sentAccessibilityEvents.drop(earlier)
            .filter { it.eventType == AccessibilityEvent.TYPE_ANNOUNCEMENT }.map { it.text.joinToString() }
    }

    private fun scanner(language: Language, activity: Activity): ScannerScreen {
        val theme = ContextThemeWrapper(activity, android.R.style.Theme_Material_Light_NoActionBar)
        return ScannerScreen(Style(theme, Palette.LIGHT, 1f), texts(language), Deaf)
    }
}
