// A card as it is recognised from afar: city, owner, state, until when it works offline.
package org.essc.demo.ui

import android.graphics.drawable.GradientDrawable
import android.view.View
import android.widget.LinearLayout
import org.essc.demo.R
import org.essc.demo.presenter.CardFace
import org.essc.demo.words.Words

object CardFaceView {
    /** A card with nobody's data. */
    fun blank(style: Style, words: Words): View = face(style, true).apply {
        style.refill(
            this, 36,
            listOf(
                style.text(words.text(R.string.card_name), Style.HEADING, INK, bold = true),
                style.text(words.text(R.string.sandbox_short), Style.SMALL, INK),
            ),
        )
        importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
    }

    /** A card of this phone. */
    fun of(card: CardFace, style: Style, words: Words): LinearLayout = face(style, card.canShow).apply {
        val state = style.chip(card.state, style.palette.soft(card.tone))
        val city = style.text(card.city, Style.HEADING + 4, INK, bold = true)
        val name = style.text("${words.text(R.string.card_name)} · ${card.owner}", Style.SMALL, INK)
        val until = style.column(
            0, style.text(words.text(R.string.offline_until), Style.SMALL, INK),
            style.text(card.offlineUntil, Style.BODY, INK, bold = true),
        )
        val functions = style.text("${words.text(R.string.functions_label)}  ${card.functions}", Style.SMALL, INK)
        val top = style.column(2, city, name)
        // A card that can't be shown works nowhere, whatever its end.
        style.refill(this, 16, listOfNotNull(top, left(style, state), until.takeIf { card.canShow }, functions))
    }

    private fun left(style: Style, view: View) = LinearLayout(style.context).apply { addView(view) }

    private fun face(style: Style, isAwake: Boolean) = style.column(0).apply {
        val colors = if (isAwake) Palette.CARD else Palette.CARD_ASLEEP
        background = GradientDrawable(
            GradientDrawable.Orientation.TL_BR, colors.map { it.ground }.toIntArray(),
        ).apply { cornerRadius = style.dp(20).toFloat() }
        setPadding(style.dp(20), style.dp(20), style.dp(20), style.dp(20))
    }

    private val INK = Palette.CARD.first().ink
}
