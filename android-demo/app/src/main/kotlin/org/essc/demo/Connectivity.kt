// Whether the phone has a network.
package org.essc.demo

import android.content.Context
import android.net.ConnectivityManager

internal object Connectivity {
    /** Only to be told to the user: nothing waits for it. */
    fun isOnline(context: Context): Boolean =
        context.getSystemService(ConnectivityManager::class.java)?.activeNetwork != null
}
