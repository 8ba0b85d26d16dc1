// The signing side, for an authority's own back end on the JVM.
package org.essc

import java.io.File
import java.time.Instant

/**
 * One of an issuing region's keys, by handle: the secret is read from its file and never crosses into
 * the JVM.
 *
 * Holds no state and no clock: what is issued at the same time from the same order differs in nothing.
 *
 * @param file 32 bytes (the scalar, big-endian, as the reference issuer keeps it), which only its owner
 *   should be able to read
 * @param region whose key it is
 * @param generation the key's number in the trust list
 * @param expiresAt end of the key's period
 * @throws EsscException [EsscException.Report] when the file can't be read, [EsscException.RejectInput]
 *   when it holds no key
 */
public class Issuer @Throws(EsscException::class) constructor(
    file: File,
    region: Region,
    generation: Int,
    expiresAt: Instant,
) : AutoCloseable {
    private val native = NativeIssuer.fromFile(file, region, generation, expiresAt)

    /** Its public key, for the trust list. */
    public val publicKey: PublicKey get() = native.publicKey()

    /**
     * Signs one card: a COSE_Sign1 in bytes, to be handed out as the credential.
     *
     * @throws EsscException [EsscException.RejectInput] with what is wrong with the order
     */
    @Throws(EsscException::class)
    public fun issue(order: CardOrder): ByteArray = native.issue(order)

    /**
     * Signs a venue card: base64url of a COSE_Sign1, as [Venue] takes it.
     *
     * @throws EsscException [EsscException.RejectInput] with what is wrong with the order
     */
    @Throws(EsscException::class)
    public fun venueCard(order: VenueOrder): String = native.venueCard(order)

    /**
     * Signs a status list (IETF Token Status List): a compact JWS.
     *
     * @throws EsscException [EsscException.RejectInput] for an index that does not fit a list
     */
    @Throws(EsscException::class)
    public fun statusList(order: StatusOrder): String = native.statusList(order)

    /**
     * Checks a catalogue (JSON, docs/protocol.md §7) by the rules of its readers and signs it: a compact
     * JWS.
     *
     * @param base the province's catalogue, where [catalogue] is a city's
     * @throws EsscException [EsscException.RejectInput] with the scene and the rule it breaks
     */
    @Throws(EsscException::class)
    @JvmOverloads
    public fun catalogue(catalogue: String, base: String? = null): String = native.catalogue(catalogue, base)

    /** Wipes the secret once the calls under way have ended. */
    override fun close(): Unit = native.close()
}
