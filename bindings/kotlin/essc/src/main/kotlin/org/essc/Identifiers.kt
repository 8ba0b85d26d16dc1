// What names a card, a place and a key: types of their own, so that one is never taken for another.
package org.essc

import java.util.Base64

/**
 * Identifier of a card on this phone; [WalletConfig] and [Wallet.cards] say nothing about its form.
 *
 * @property value the identifier, to be stored or sent as it is
 */
public data class CardId(public val value: String) {
    override fun toString(): String = value
}

/**
 * A province, city or district by its six digits (GB/T 2260).
 *
 * @property digits the six digits
 * @throws IllegalArgumentException when they are not six digits
 */
public data class Region(public val digits: String) {
    init {
        require(digits.length == LENGTH && digits.all { it in '0'..'9' }) { "a region has six digits" }
    }

    /** The region's name; its digits when it has none here. */
    public fun name(language: Language): String = regionName(this, language)

    override fun toString(): String = digits

    private companion object {
        const val LENGTH = 6
    }
}

/**
 * A public key as a JWK (RFC 7517). Whether the text is one is found out where the key is used:
 * [ErrorCode.KEY_REFUSED].
 *
 * @property jwk the key in JSON
 */
public data class PublicKey(public val jwk: String) {
    override fun toString(): String = jwk

    public companion object {
        private const val COORDINATE = 32
        private const val UNCOMPRESSED: Byte = 4

        /**
         * The key of P-256 that a [KeyStore] gave, as in [KeyInfo.publicKey]: what a venue sends to the
         * city that signs its venue card.
         *
         * @param point an uncompressed point (SEC 1 §2.3.3): 04, x, y, 65 bytes
         * @throws IllegalArgumentException for bytes of another form. Whether the point lies on the curve is
         *   found out where the key is used
         */
        @JvmStatic
        public fun fromPoint(point: ByteArray): PublicKey {
            require(point.size == 1 + 2 * COORDINATE && point[0] == UNCOMPRESSED) {
                "an uncompressed point of P-256 has 65 bytes and starts with 04"
            }
            val base64Url = Base64.getUrlEncoder().withoutPadding()
            val x = base64Url.encodeToString(point.copyOfRange(1, 1 + COORDINATE))
            val y = base64Url.encodeToString(point.copyOfRange(1 + COORDINATE, point.size))
            return PublicKey("""{"kty":"EC","crv":"P-256","x":"$x","y":"$y"}""")
        }
    }
}
