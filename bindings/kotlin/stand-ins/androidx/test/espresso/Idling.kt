// Stands in for an Android archive that Maven can't put on a class path; only what Robolectric calls.
package androidx.test.espresso

import android.os.Looper

interface IdlingResource {
    fun getName(): String

    fun isIdleNow(): Boolean

    fun registerIdleTransitionCallback(callback: ResourceCallback?)

    interface ResourceCallback {
        fun onTransitionToIdle()
    }
}

class IdlingRegistry private constructor() {
    fun getResources(): Collection<IdlingResource> = emptyList()

    fun getLoopers(): Collection<Looper> = emptyList()

    companion object {
        private val instance = IdlingRegistry()

        @JvmStatic
        fun getInstance(): IdlingRegistry = instance
    }
}
