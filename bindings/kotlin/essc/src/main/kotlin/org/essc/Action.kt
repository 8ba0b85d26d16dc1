// What an app does about an error.
package org.essc

/** What an [EsscException] asks an app to do; [EsscException.action]. */
public enum class Action {
    /** Try again: in a moment, or when there is a network. */
    RETRY,

    /** Call [Wallet.refresh] or [Verifier.sync], then try again. */
    REFRESH,

    /** Tell the user and let them choose or do something; the code says what. */
    ASK_USER,

    /** The user has to authenticate, or chose not to. */
    AUTHENTICATE,

    /** The card is gone from this phone for good: enrol again. */
    RE_ENROL,

    /** What was given is refused; nothing was signed or sent because of it. */
    REJECT_INPUT,

    /** A fault of the app, the issuer or the library: report it. */
    REPORT,
}
