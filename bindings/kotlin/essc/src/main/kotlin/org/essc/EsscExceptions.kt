// What every EsscException has, whichever of its kinds it is.
package org.essc

/** What went wrong: stable, with a text for people (`code.text(language)`). */
public val EsscException.code: ErrorCode
    get() = when (this) {
        is EsscException.Retry -> code
        is EsscException.Refresh -> code
        is EsscException.AskUser -> code
        is EsscException.Authenticate -> code
        is EsscException.ReEnrol -> code
        is EsscException.RejectInput -> code
        is EsscException.Report -> code
    }

/** For a log: English, without personal data. */
public val EsscException.reason: String
    get() = when (this) {
        is EsscException.Retry -> reason
        is EsscException.Refresh -> reason
        is EsscException.AskUser -> reason
        is EsscException.Authenticate -> reason
        is EsscException.ReEnrol -> reason
        is EsscException.RejectInput -> reason
        is EsscException.Report -> reason
    }
