// Keys that a sandbox states to be in hardware.
package org.essc.demo.sdk

import java.time.Duration
import java.util.Base64
import org.essc.Attestation
import org.essc.AttestationRequest
import org.essc.Authentication
import org.essc.HeaderField
import org.essc.HttpClient
import org.essc.HttpException
import org.essc.HttpRequest
import org.essc.KeyInfo
import org.essc.KeyPolicy
import org.essc.KeyStore
import org.essc.Method
import org.essc.SecurityLevel
import org.json.JSONArray
import org.json.JSONException
import org.json.JSONObject

/**
 * Has a sandbox attest new keys, in the place of the phone's maker, so that its cards can be shown where keys
 * in hardware are asked for, on an emulator too. The statement is worth nothing outside a
 * test: the sandbox examines no phone and certifies the level that this class asks for. Software keys are
 * certified as keys in a trusted execution environment.
 *
 * A product has no such class: `AndroidKeyStore` asks the phone. Where the sandbox can't be reached, or the
 * issuer is no sandbox, a key comes as [keys] made it.
 *
 * @param keys where the keys are
 * @param isTest whether the issuer's trust list says that it is a sandbox's
 */
class SandboxAttestation(
    private val keys: KeyStore,
    private val http: HttpClient,
    private val isTest: () -> Boolean,
) : KeyStore by keys {
    override fun generate(alias: String, policy: KeyPolicy, request: AttestationRequest): KeyInfo {
        val made = keys.generate(alias, policy, request)
        // Without a challenge nobody judges the key.
        if (request.challenge.isEmpty() || !isTest()) return made
        val chain = chain(made, policy, request) ?: return made
        return made.copy(attestation = Attestation.AndroidChain(chain))
    }

    /** Certificates, leaf first; none where nobody makes any. */
    private fun chain(made: KeyInfo, policy: KeyPolicy, request: AttestationRequest): List<ByteArray>? {
        val asked = JSONObject()
            .put("public_key", encoded(made.publicKey))
            .put("challenge", encoded(request.challenge))
            .put("authentication", if (policy.authentication == Authentication.EACH_USE) "each_use" else "unlocked_device")
            .put("security_level", if (made.securityLevel == SecurityLevel.SECURE_ELEMENT) "secure_element" else "trusted_environment")
        // An issuer's identifier is the sandbox's address and its region.
        val address = request.issuer.substringBeforeLast('/') + "/sandbox/attestation"
        val call = HttpRequest(
            Method.POST, address, listOf(HeaderField("content-type", "application/json")),
            asked.toString().encodeToByteArray(), MAX_ANSWER, TIMEOUT,
        )
        return try {
            val answer = http.send(call)
            if (answer.status == 200) certificates(answer.body.decodeToString()) else null
        } catch (_: HttpException) {
            null
        }
    }

    private fun certificates(answer: String): List<ByteArray>? = try {
        val x5c: JSONArray = JSONObject(answer).getJSONArray("x5c")
        (0 until x5c.length()).map { Base64.getDecoder().decode(x5c.getString(it)) }
    } catch (_: JSONException) {
        null
    } catch (_: IllegalArgumentException) {
        null
    }

    private fun encoded(bytes: ByteArray) = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)

    private companion object {
        /** Bytes: five certificates are a tenth of it. */
        const val MAX_ANSWER = 65_536L
        val TIMEOUT: Duration = Duration.ofSeconds(15)
    }
}
