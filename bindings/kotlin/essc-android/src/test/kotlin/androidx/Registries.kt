// Stands in for the Android archive androidx.test:monitor, which Maven puts on no class path: only what Robolectric calls.
package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

object InstrumentationRegistry {
    @JvmStatic
    fun registerInstance(instrumentation: Instrumentation?, arguments: Bundle?) = Unit
}
