// What the programs for Android in the documents find around them. They are compiled, not run: they open Android Keystore.
package org.essc.documents

import android.content.Context
import org.essc.CardId
import org.essc.PublicKey
import org.essc.android.CodeView

/** The names that a document may use without having made what they stand for. */
interface Setting {
    val context: Context
    val codeView: CodeView
    val trustListUrl: String
    val root: PublicKey
    val card: CardId
}
