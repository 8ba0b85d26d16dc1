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
import org.essc.demo.words.Zh
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

    protected fun enroll(offer: String, txCode: String) {
        phone.open(WelcomeActivity::class.java)
        phone.press(Zh.welcomeStart)
        phone.follow()
        phone.reads(Zh.noCards)
        phone.press(Zh.addCard)
        phone.follow()
        phone.type(Zh.offerLabel, offer)
        phone.type(Zh.txCodeLabel(txCode.length), txCode)
        phone.turn()
        phone.press(Zh.enroll)
        phone.reads(Zh.enrollDone)
        phone.press(Zh.seeCards)
        phone.follow()
        phone.reads(Zh.state(CardState.Active))
        phone.reads(Zh.sandbox)
    }

    /** Types an offer in, up to the last press. */
    protected fun fill(offer: String, txCode: String) {
        phone.open(EnrollActivity::class.java)
        phone.type(Zh.offerLabel, offer)
        phone.type(Zh.txCodeLabel(txCode.length), txCode)
    }

    protected fun cards() = runBlocking { phone.app.services.onWallet { it.cards.value } }

    protected fun sync() {
        phone.open(ListsActivity::class.java)
        phone.press(Zh.sync)
        phone.reads(Zh.upToDate)
    }

    /** Shows a code, the museum's unless told otherwise, and what a camera sees of it. */
    protected fun code(at: String = SCENE): Frame {
        phone.open(CardsActivity::class.java)
        phone.press(Zh.showCode)
        phone.follow()
        phone.press(at)
        phone.reads(Zh.venueWillSee)
        phone.press(Zh.showNow)
        return phone.find("code that can be read") { phone.photograph().takeIf { read(it) != null } }
    }

    /** Holds a picture before the scanner. */
    protected fun scan(frame: Frame, times: Int = 1, at: String = SCENE) {
        if (phone.screen !is ScannerActivity) {
            phone.open(ScannerActivity::class.java)
        }
        if ("${Zh.scene} · $at" !in phone.text()) {
            phone.find("scenes") { phone.views().firstOrNull { it is Button && it.isShown && it.text.startsWith(Zh.scene) } }.performClick()
            phone.idle()
            val dialog = ShadowAlertDialog.getLatestDialog() as AlertDialog
            check(checkNotNull(dialog.window).attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0) { "a picture can be taken of the list" }
            val list: AbsListView = dialog.listView
            val place = (0 until list.adapter.count).first { list.adapter.getItem(it) == at }
            shadowOf(list).performItemClick(place)
            phone.reads("${Zh.scene} · $at")
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
