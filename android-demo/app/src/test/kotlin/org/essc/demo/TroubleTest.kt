// What goes wrong in real life, and the way out of it: dead keys, wrong clocks, a venue that asks.
package org.essc.demo

import com.google.gson.JsonParser
import java.util.Base64
import kotlinx.coroutines.runBlocking
import org.essc.Authentication
import org.essc.ErrorCode
import org.essc.Hardware
import org.essc.KeyAlgorithm
import org.essc.KeyPolicy
import org.essc.Language
import org.essc.Outcome
import org.essc.Question
import org.essc.Venue
import org.essc.android.toBitmap
import org.essc.demo.support.Phone
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.essc.demo.words.txCodeLabel
import org.essc.noAttestation
import org.essc.qrCode
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class TroubleTest : Journey() {
    @Test
    fun `a clock ten minutes fast is told, with what to do`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        phone.app.hands.shift(600)
        phone.app.online = false
        phone.open(CardsActivity::class.java)
        phone.reads(Zh.clockOff(600).substringBefore(" "))
    }

    @Test
    fun `a dead key leads back to a working card`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        val card = runBlocking { phone.app.services.onWallet { it.cards.value } }.single().id
        phone.app.softwareKeys.invalidate("essc.$card.everyday")

        phone.open(CardsActivity::class.java)
        phone.press(Zh.text(R.string.show_code))
        phone.follow()
        phone.press(SCENE)
        phone.press(Zh.text(R.string.show_now))
        phone.reads(ErrorCode.KEY_INVALIDATED.text(Language.ZH))
        phone.press(Zh.text(R.string.re_enroll))
        phone.follow()

        val second = JsonParser.parseString(sandbox.operate("offer", sample.cardNumber)).asJsonObject
        val txCode = second["tx_code"].asString
        phone.type(Zh.text(R.string.offer_label), second["offer"].asString)
        phone.type(Zh.txCodeLabel(txCode.length), txCode)
        phone.press(Zh.text(R.string.enroll))
        phone.reads(Zh.text(R.string.enroll_done))
        code()
    }

    @Test
    fun `a venue asks, the holder reads who and how much, agrees, and the venue's scanner accepts the answer`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        sync()
        phone.pass(20)

        phone.open(CardsActivity::class.java)
        phone.press(Zh.text(R.string.answer_venue))
        phone.follow()
        val card = runBlocking { phone.app.services.onWallet { it.cards.value } }.single().id
        val request = request()
        phone.app.lens.show(Phone.luminance(qrCode(request).toBitmap(4)))
        phone.idle()
        phone.open(ConsentActivity::class.java, ConsentActivity.intent(phone.app, card, request))
        phone.reads(VENUE)
        phone.reads(Zh.yuan(12_850))
        phone.reads("门诊缴费")
        phone.reads("社保卡号 ${sample.cardNumber}")
        phone.press(Zh.text(R.string.agree))
        phone.follow()
        val answer = phone.find("answer") { phone.photograph().takeIf { read(it) != null } }
        scan(answer, at = SETTLEMENT)
        phone.judges(Outcome.ACCEPTED)
    }

    @Test
    fun `when the process ends after the holder agreed, nothing is answered before they agree again`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        sync()
        phone.pass(20)
        val card = cards().single().id
        val request = request()
        phone.open(ConsentActivity::class.java, ConsentActivity.intent(phone.app, card, request))
        phone.press(Zh.text(R.string.agree))
        // The code's screen is opened in a process that knows of no agreement.
        phone.app.dieAndStart()
        phone.follow()
        check(phone.screen.isFinishing)
        phone.follow()
        assertEquals(0, signatures())
        phone.reads(VENUE)
        phone.press(Zh.text(R.string.agree))
        phone.follow()
        phone.find("answer") { phone.photograph().takeIf { read(it) != null } }
        assertEquals(1, signatures())
    }

    /** What this venue asks, signed with its key. */
    private fun request(): String {
        val keys = phone.app.softwareKeys
        val key = keys.generate("essc.venue", KeyPolicy(KeyAlgorithm.ES256, Authentication.UNLOCKED_DEVICE, Hardware.ANY), noAttestation()).publicKey
        val text = Base64.getUrlEncoder().withoutPadding()
        val (x, y) = text.encodeToString(key.copyOfRange(1, 33)) to text.encodeToString(key.copyOfRange(33, 65))
        val jwk = """{"kty":"EC","crv":"P-256","x":"$x","y":"$y"}"""
        val answer = sandbox.operate("add-venue", "--region", "440100", "--id", "desk-1", "--name", VENUE, "--scenes", "0302", jwk)
        val venue = Venue(JsonParser.parseString(answer).asJsonObject["venue_card"].asString, keys)
        return runBlocking { phone.app.services.onGate { it.request(venue, 302, Question(12_850, "门诊缴费", null)) } }.text
    }

    private companion object {
        const val VENUE = "演示医院"
        const val SETTLEMENT = "医疗结算与购药"
    }
}
