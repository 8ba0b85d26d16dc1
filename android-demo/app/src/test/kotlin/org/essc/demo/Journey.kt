// The steps that the journeys are made of.
package org.essc.demo

import android.app.AlertDialog
import android.view.WindowManager
import android.widget.AbsListView
import android.widget.Button
import kotlinx.coroutines.runBlocking
import org.essc.CardState
import org.essc.Language
import org.essc.demo.camera.Frame
import org.essc.demo.camera.QrReader
import org.essc.demo.support.Phone
import org.essc.demo.support.Sandbox
import org.essc.demo.support.Zh
import org.essc.demo.words.state
import org.essc.demo.words.txCodeLabel
import org.junit.After
import org.junit.Assert.assertEquals
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowAlertDialog

/** A phone, and an issuer that lives as long as the test. */
abstract class Journey {
    protected val sandbox = Sandbox.start()
    protected val phone = Phone()

    init {
        phone.app.settings.issuerAddress = sandbox.address
        phone.app.settings.root = sandbox.root
        phone.app.settings.language = Language.ZH
    }

    @After
    fun stop() = sandbox.close()

    /** Whatever the journey, the thread that draws the screen never waits for the SDK. */
    @After
    fun noCallOnTheMainThread() {
        phone.idle()
        assertEquals(emptyMap<String, Int>(), phone.app.calls.onMainThread)
    }

    /**
     * From the first screen to a card. The gate is opened before, so that by its clock every code of the
     * card is made after its start, however long the enrolment takes.
     */
    protected fun enroll(offer: String, txCode: String) {
        runBlocking { phone.app.services.onGate { it.lists() } }
        phone.open(WelcomeActivity::class.java)
        phone.press(Zh.text(R.string.welcome_start))
        phone.follow()
        phone.reads(Zh.text(R.string.no_cards))
        phone.press(Zh.text(R.string.add_card))
        phone.follow()
        phone.type(Zh.text(R.string.offer_label), offer)
        phone.type(Zh.txCodeLabel(txCode.length), txCode)
        phone.turn()
        phone.press(Zh.text(R.string.enroll))
        phone.reads(Zh.text(R.string.enroll_done))
        phone.app.hands.catchUp()
        phone.press(Zh.text(R.string.see_cards))
        phone.follow()
        phone.reads(Zh.state(CardState.Active))
        phone.reads(Zh.text(R.string.sandbox))
    }

    /** Types an offer in, up to the last press. */
    protected fun fill(offer: String, txCode: String) {
        phone.open(EnrollActivity::class.java)
        phone.type(Zh.text(R.string.offer_label), offer)
        phone.type(Zh.txCodeLabel(txCode.length), txCode)
    }

    protected fun cards() = runBlocking { phone.app.services.onWallet { it.cards.value } }

    protected fun sync() {
        phone.open(ListsActivity::class.java)
        phone.press(Zh.text(R.string.sync))
        phone.reads(Zh.text(R.string.up_to_date))
    }

    /** Shows a code, the museum's unless told otherwise, and what a camera sees of it. */
    protected fun code(at: String = SCENE): Frame {
        phone.open(CardsActivity::class.java)
        phone.press(Zh.text(R.string.show_code))
        phone.follow()
        phone.press(at)
        phone.reads(Zh.text(R.string.venue_will_see))
        phone.press(Zh.text(R.string.show_now))
        return phone.find("code that can be read") { phone.photograph().takeIf { read(it) != null } }
    }

    /** Holds a picture before the scanner. */
    protected fun scan(frame: Frame, times: Int = 1, at: String = SCENE) {
        if (phone.screen !is ScannerActivity) {
            phone.open(ScannerActivity::class.java)
        }
        if ("${Zh.text(R.string.scene)} · $at" !in phone.text()) {
            phone.find("scenes") { phone.views().firstOrNull { it is Button && it.isShown && it.text.startsWith(Zh.text(R.string.scene)) } }.performClick()
            phone.idle()
            val dialog = ShadowAlertDialog.getLatestDialog() as AlertDialog
            check(checkNotNull(dialog.window).attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0) { "a picture can be taken of the list" }
            val list: AbsListView = dialog.listView
            val place = (0 until list.adapter.count).first { list.adapter.getItem(it) == at }
            shadowOf(list).performItemClick(place)
            phone.reads("${Zh.text(R.string.scene)} · $at")
        }
        repeat(times) { phone.app.lens.show(frame) }
        phone.idle()
    }

    protected fun read(frame: Frame) = QrReader().read(frame)

    protected fun signatures() = phone.app.calls.signatures

    protected companion object {
        /** Where the sandbox takes every card. */
        const val SCENE = "博物馆与图书馆入场"
    }
}
