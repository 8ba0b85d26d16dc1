// The two objects of the SDK that this app keeps.
package org.essc.demo.sdk

import java.io.File
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import org.essc.CardId
import org.essc.Clock
import org.essc.Hardware
import org.essc.KeyStore
import org.essc.Language
import org.essc.PinnedRoot
import org.essc.WalletPorts
import org.essc.Remember
import org.essc.UrlConnectionHttpClient
import org.essc.VenueRequest
import org.essc.Verifier
import org.essc.VerifierConfig
import org.essc.Wallet
import org.essc.WalletConfig

/**
 * One wallet and one verifier for the whole process, opened when a screen first asks for them.
 *
 * What waits for files, keys, the user or the network suspends by itself. The other calls answer at
 * once, but check signatures and look words up: [onWallet] and [onGate] keep the main thread free of them.
 *
 * @param issuer what is pinned; none until the user has set one
 * @param folder the app's own, out of backups
 * @param ports keys, secrets, clock and HTTP of the platform
 * @param clock the same clock, for the verifier and for what screens count
 * @param io where the SDK works
 */
class Services(
    val issuer: IssuerSettings?,
    private val folder: File,
    private val ports: WalletPorts,
    val clock: Clock,
    private val language: Language,
    private val io: CoroutineDispatcher = Dispatchers.IO,
    private val watch: Watch = Watch.NONE,
) {
    private val process = CoroutineScope(SupervisorJob() + io)
    private val opening = Mutex()

    @Volatile
    private var wallet: Wallet? = null
    private var gate: Verifier? = null

    /** Device keys, to say how well they are kept. */
    val keys: KeyStore = watch.keys(ports.keys)

    /** Where the SDK works, and what the app reads. */
    val dispatcher: CoroutineDispatcher get() = io

    /** Calls the wallet off the main thread. */
    suspend fun <T> onWallet(call: suspend (Wallet) -> T): T = withContext(io) { call(openWallet()) }

    /** Calls the verifier off the main thread. */
    suspend fun <T> onGate(call: suspend (Verifier) -> T): T = withContext(io) { call(openGate()) }

    /** The enrolment that is under way, whichever screen started it. */
    var enrollment: Deferred<CardId>? = null
        get() = field?.takeIf { it.isActive }
        private set

    /** What the holder agreed to last, for the code that answers. Gone with the process: then they are asked again. */
    @Volatile
    var agreement: Agreement? = null

    private var offerUnderWay = ""

    /**
     * Enrols, or joins the enrolment of the same offer that is under way; another one is waited for.
     * It goes on to its end when the screen is gone.
     */
    @Synchronized
    fun enroll(offer: String, txCode: String?): Deferred<CardId> {
        val before = enrollment
        if (before != null && offer == offerUnderWay) return before
        offerUnderWay = offer
        return process.async {
            before?.join()
            onWallet { it.enroll(offer, txCode) }
        }.also { enrollment = it }
    }

    private suspend fun openWallet() = opening.withLock {
        wallet ?: watch.wallet { open(pinned()) }.also { wallet = it }
    }

    private suspend fun openGate() = opening.withLock {
        gate ?: watch.gate { openGate(pinned()) }.also { gate = it }
    }

    private suspend fun open(issuer: IssuerSettings): Wallet {
        val config = WalletConfig(
            directory = File(folder, "wallet"),
            trustListUrl = issuer.trustList,
            roots = listOf(PinnedRoot(key = issuer.root, leastSeq = 1)),
            // A product says false: then test trust lists and http are refused.
            sandbox = true,
            // A product says TRUSTED_ENVIRONMENT: emulators have none.
            hardware = Hardware.ANY,
            language = language,
        )
        // A product leaves this out: its keys are attested by the phone, or not at all.
        val attested = SandboxAttestation(ports.keys, ports.http ?: UrlConnectionHttpClient()) { wallet?.isTest == true }
        return Wallet.open(config, ports.copy(keys = attested), io)
    }

    private suspend fun openGate(issuer: IssuerSettings): Verifier {
        val config = VerifierConfig(
            directory = File(folder, "gate"),
            venueRegion = issuer.venueRegion,
            roots = listOf(PinnedRoot(key = issuer.root, leastSeq = 1)),
            baseRegion = issuer.baseRegion,
            remember = Remember.COOL_DOWNS,
            replayCapacity = 10_000,
            cacheCapacity = 1_000,
        )
        return Verifier.open(config, clock, ports.http, io)
    }

    private fun pinned() = issuer ?: throw NoIssuer()

    /** Stands between the app and the SDK, so that a test can see on which thread it is called. */
    interface Watch {
        suspend fun wallet(open: suspend () -> Wallet): Wallet = open()

        suspend fun gate(open: suspend () -> Verifier): Verifier = open()

        fun keys(keys: KeyStore): KeyStore = keys

        companion object {
            val NONE = object : Watch {}
        }
    }
}

/**
 * The holder read a venue's request, and what [card] would tell the venue, and agreed.
 *
 * @property text the request as it was scanned
 * @property request the same as the wallet read it: it signs for what this one told, or not at all
 */
class Agreement(val card: CardId, val text: String, val request: VenueRequest)

/** No issuer was set yet. */
class NoIssuer : IllegalStateException("no issuer is set")
