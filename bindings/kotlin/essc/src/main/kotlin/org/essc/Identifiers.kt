// What names a card, a place and a key: types of their own, so that one is never taken for another.
package org.essc

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
}
