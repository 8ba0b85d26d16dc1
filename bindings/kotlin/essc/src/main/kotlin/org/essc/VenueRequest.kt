// What a venue asked a holder.
package org.essc

/**
 * A request whose venue was proved: what the holder is asked to agree to. Only [Wallet.readRequest] makes
 * one that [Wallet.answer] answers; others are for tests of an app.
 */
public interface VenueRequest {
    /** What to show to the holder, together with [Wallet.disclosure]. */
    public val details: RequestDetails
}

/** A request that a wallet has read. */
internal class ProvedRequest(private val native: NativeVenueRequest) : VenueRequest {
    override val details: RequestDetails = native.details()

    companion object {
        /** The generated half of a request. */
        fun native(request: VenueRequest): NativeVenueRequest {
            require(request is ProvedRequest) { "a request that no wallet has read" }
            return request.native
        }
    }
}
