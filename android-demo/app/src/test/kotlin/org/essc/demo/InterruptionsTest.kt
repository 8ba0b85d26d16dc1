// The process ends, the screen is turned, the app is away for days: all comes back, and nothing is signed unseen.
package org.essc.demo

import org.essc.CardState
import org.essc.ErrorCode
import org.essc.Freshness
import org.essc.HttpException
import org.essc.Language
import org.essc.Profile
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.essc.demo.words.state
import org.essc.demo.words.willDisclose
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class InterruptionsTest : Journey() {
    @Test
    fun `what was typed for an enrolment is there after the process ended`() {
        val sample = sandbox.holder("adult")
        fill(sample.offer, sample.txCode)
        phone.die()
        phone.reads(sample.offer)
        phone.press(Zh.text(R.string.enroll))
        phone.reads(Zh.text(R.string.enroll_done))
    }

    @Test
    fun `an enrolment that the end of the process broke off leaves no half card, and can be done again`() {
        val sample = sandbox.holder("adult")
        fill(sample.offer, sample.txCode)
        // The connection goes with the process: no answer ever comes.
        val slowness = phone.app.net.slow()
        phone.touch(Zh.text(R.string.enroll))
        slowness.awaitRequest(phone::glance)
        phone.app.net.fault = { throw HttpException.Unreachable() }
        phone.dieMeanwhile {
            slowness.end()
        }
        phone.app.net.works()
        phone.reads(sample.offer)
        assertEquals(0, cards().size)
        phone.press(Zh.text(R.string.enroll))
        phone.reads(Zh.text(R.string.enroll_done))
        assertEquals(1, cards().size)
    }

    @Test
    fun `a card that came just before the process ended is told, and not enrolled a second time`() {
        val sample = sandbox.holder("adult")
        fill(sample.offer, sample.txCode)
        val slowness = phone.app.net.slow()
        phone.touch(Zh.text(R.string.enroll))
        slowness.awaitRequest(phone::glance)
        phone.app.net.works()
        // The screen never hears how it ended.
        phone.dieMeanwhile {
            slowness.end()
        }
        phone.reads(Zh.text(R.string.enroll_done))
        assertEquals(1, phone.app.calls.count("enroll"))
        assertEquals(1, cards().size)
    }

    @Test
    fun `the code screen comes back where it was`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        phone.open(CardsActivity::class.java)
        phone.press(Zh.text(R.string.show_code))
        phone.follow()
        phone.press(SCENE)
        phone.die()
        phone.reads(Zh.text(R.string.venue_will_see))
        assertEquals(0, signatures())

        phone.press(Zh.text(R.string.show_now))
        val shown = seenCode()
        assertEquals(1, signatures())
        phone.die()
        assertFalse(shown == seenCode())
        assertEquals(2, signatures())
        assertEquals(1, cards().size)
    }

    @Test
    fun `turning the screen costs one code at most, and none while it is covered`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        code()
        for (turns in 1..3) {
            phone.turn()
            seenCode()
            assertEquals(1 + turns, signatures())
            phone.pass(2)
        }
        phone.cover()
        phone.pass(120)
        assertEquals(4, signatures())
        assertNull(read(phone.photograph()))
    }

    @Test
    fun `a dialog over the code hides it, costs no other code, and the same one is there afterwards`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        code()
        val shown = seenCode()
        phone.focus(false)
        assertNull(read(phone.photograph()))
        phone.pass(5)
        phone.focus(true)
        assertEquals(shown, seenCode())
        assertEquals(1, signatures())
    }

    @Test
    fun `after eight days away without a network no code is shown, the card has expired, and works again once it was renewed`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        sync()
        code()
        phone.cover()
        phone.app.online = false
        phone.app.hands.advance(8L * 86_400)
        phone.uncover()
        phone.reads(ErrorCode.CARD_EXPIRED.text(Language.ZH))
        assertNull(read(phone.photograph()))
        // What a code will tell is said again, not what the last one told.
        phone.reads(Zh.willDisclose(Profile.VALIDITY))
        phone.open(CardsActivity::class.java)
        phone.reads(Zh.state(CardState.Expired))
        assertEquals(1, cards().size)
        phone.open(ListsActivity::class.java)
        phone.reads(Freshness.STALE.text(Language.ZH))
        phone.reads(Freshness.EXPIRED.text(Language.ZH))
        phone.readsNot(Zh.text(R.string.up_to_date))

        // With a network everything is there again.
        phone.app.online = true
        phone.open(CardsActivity::class.java)
        phone.press(Zh.text(R.string.refresh))
        phone.reads(Zh.state(CardState.Active))
    }

    private fun seenCode(): String = phone.find("code that can be read") { read(phone.photograph()) }
}
