// Whose gate it is.
package org.essc

/**
 * The venue behind a gate: its card and its key. It is given to [Verifier.sync], which renews the card,
 * and to [Verifier.request], which signs with the key.
 *
 * @param card the card that the venue's city gave it, base64url; the first one is enough for as long as
 *   syncs renew it
 * @param keys holds the key of the alias `essc.venue`
 * @throws EsscException [EsscException.RejectInput] when the text is no venue card
 */
public class Venue @Throws(EsscException::class) constructor(card: String, keys: KeyStore) {
    internal val native: NativeVenue = NativeVenue.of(card, keys)
}
