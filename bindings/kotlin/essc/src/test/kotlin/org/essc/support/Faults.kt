// WalletPorts that misbehave on demand, between a wallet and ports that don't.
package org.essc.support

import java.time.Instant
import org.essc.Clock
import org.essc.HttpClient
import org.essc.HttpRequest
import org.essc.HttpResponse
import org.essc.KeyStore
import org.essc.Monotonic
import org.essc.SecretStore
import org.essc.SignPrompt

/** Keys whose signing goes through [signing] when that is set. */
class FaultyKeyStore(private val sound: KeyStore) : KeyStore by sound {
    /** Is given the sound signature's maker, and answers or throws in its place. */
    @Volatile
    var signing: ((() -> ByteArray) -> ByteArray)? = null

    override fun sign(alias: String, message: ByteArray, prompt: SignPrompt?): ByteArray {
        val sign = { sound.sign(alias, message, prompt) }
        return signing?.invoke(sign) ?: sign()
    }
}

/** HTTP whose answers go through [answering] when that is set. */
class FaultyHttpClient(private val sound: HttpClient) : HttpClient {
    @Volatile
    var answering: ((HttpRequest) -> HttpResponse)? = null

    override fun send(request: HttpRequest): HttpResponse = answering?.invoke(request) ?: sound.send(request)
}

/** A clock that breaks while [broken] is set. */
class FaultyClock(private val sound: Clock) : Clock {
    @Volatile
    var broken: Throwable? = null

    override fun now(): Instant = broken?.let { throw it } ?: sound.now()

    override fun monotonic(): Monotonic = broken?.let { throw it } ?: sound.monotonic()
}

/** Secrets that are what [loading] says. */
class FaultySecretStore(private val sound: SecretStore) : SecretStore by sound {
    @Volatile
    var loading: (() -> ByteArray?)? = null

    override fun load(name: String): ByteArray? = loading.let { if (it == null) sound.load(name) else it() }
}
