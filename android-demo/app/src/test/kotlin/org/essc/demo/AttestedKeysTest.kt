// Keys that the sandbox attests: what the card states of them, and what settings say. A real issuer.
package org.essc.demo

import org.essc.Attestation
import org.essc.AttestationRequest
import org.essc.Authentication
import org.essc.Hardware
import org.essc.HttpClient
import org.essc.HttpException
import org.essc.HttpRequest
import org.essc.HttpResponse
import org.essc.KeyAlgorithm
import org.essc.KeyPolicy
import org.essc.KeyProtection
import org.essc.SecurityLevel
import org.essc.SoftwareKeyStore
import org.essc.demo.sdk.SandboxAttestation
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.essc.demo.words.proved
import org.essc.demo.words.securityLevel
import org.essc.demo.words.suits
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
class AttestedKeysTest : Journey() {
    @Test
    fun `a key in StrongBox gets level 2 and any other one level 1, and settings say so`() {
        for ((role, level, protection) in listOf(
            Triple("adult", SecurityLevel.SECURE_ELEMENT, KeyProtection.SECURE_ELEMENT),
            Triple("elder", SecurityLevel.TRUSTED_ENVIRONMENT, KeyProtection.TRUSTED_ENVIRONMENT),
            Triple("to_lose", SecurityLevel.SOFTWARE, KeyProtection.TRUSTED_ENVIRONMENT),
        )) {
            phone.app.claimed = level
            enrollAt(role)
            val card = cards().last()
            assertEquals(role, protection to protection, card.everydayProtection to card.identityProtection)
        }
        phone.open(SettingsActivity::class.java)
        for (protection in listOf(KeyProtection.SECURE_ELEMENT, KeyProtection.TRUSTED_ENVIRONMENT)) {
            phone.reads(Zh.proved(protection, protection).single())
            phone.reads(Zh.suits(protection))
        }
        phone.reads(Zh.text(R.string.kept_here, Zh.securityLevel(SecurityLevel.SOFTWARE)))
        phone.reads(Zh.text(R.string.proved_for_tests))
        phone.readsNot(Zh.suits(KeyProtection.SOFTWARE))
    }

    @Test
    fun `a key that nobody attests is as the store made it, and its card is refused where hardware is asked for`() {
        phone.app.net.fault = { if (it.url.endsWith("/sandbox/attestation")) throw HttpException.Unreachable() else null }
        enrollAt("adult")
        assertEquals(KeyProtection.SOFTWARE, cards().single().everydayProtection)
        phone.open(SettingsActivity::class.java)
        phone.reads(Zh.proved(KeyProtection.SOFTWARE, KeyProtection.SOFTWARE).single())
        phone.reads(Zh.suits(KeyProtection.SOFTWARE))
    }

    @Test
    fun `nothing is asked where the issuer is no sandbox or nobody judges the key, and bad answers are none`() {
        val asked = mutableListOf<String>()
        var answer = """{"x5c":["AAEC"]}"""
        val http = object : HttpClient {
            override fun send(request: HttpRequest): HttpResponse {
                asked += request.url
                return HttpResponse(200, emptyList(), answer.encodeToByteArray())
            }
        }
        val judged = AttestationRequest("https://a.example/440100", "n", ByteArray(32), null)
        val nobody = AttestationRequest("", "", ByteArray(0), null)
        fun made(isTest: Boolean, request: AttestationRequest) =
            SandboxAttestation(SoftwareKeyStore(), http) { isTest }.generate("essc.a", POLICY, request).attestation

        assertNull(made(isTest = false, judged))
        assertNull(made(isTest = true, nobody))
        assertEquals(emptyList<String>(), asked)
        val chain = made(isTest = true, judged) as Attestation.AndroidChain
        assertArrayEquals(byteArrayOf(0, 1, 2), chain.certificates.single())
        assertEquals(listOf("https://a.example/sandbox/attestation"), asked)
        for (bad in listOf("", "[]", "{}", """{"x5c":"AA"}""", """{"x5c":["?"]}""", """{"x5c":[{}]}""")) {
            answer = bad
            assertNull(bad, made(isTest = true, judged))
        }
    }

    private fun enrollAt(role: String) {
        val sample = sandbox.holder(role)
        fill(sample.offer, sample.txCode)
        phone.press(Zh.text(R.string.enroll))
        phone.reads(Zh.text(R.string.enroll_done))
    }

    private companion object {
        val POLICY = KeyPolicy(KeyAlgorithm.ES256, Authentication.EACH_USE, Hardware.ANY)
    }
}
