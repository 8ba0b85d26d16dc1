// Which activity is in front, and who waits for it.
package org.essc.android

import android.app.Activity
import android.app.Application
import android.os.Bundle
import java.lang.ref.WeakReference
import java.util.concurrent.ConcurrentHashMap

/** Follows an application's activities; called on the main thread, asked from any. */
internal class FrontActivity(current: Activity?) : Application.ActivityLifecycleCallbacks {
    @Volatile
    private var front = WeakReference(current)
    private val waiting = ConcurrentHashMap<Any, Waiting>()

    /** The activity that can show a dialog now. */
    val activity: Activity? get() = front.get()?.takeUnless { it.isFinishing || it.isDestroyed }

    /** Runs [then] when the activity is destroyed, until [key] is forgotten. */
    fun whenDestroyed(activity: Activity, key: Any, then: () -> Unit) {
        waiting[key] = Waiting(WeakReference(activity), then)
        // It may have been destroyed in between.
        if (activity.isDestroyed) then()
    }

    fun forget(key: Any) {
        waiting -= key
    }

    override fun onActivityResumed(activity: Activity) {
        front = WeakReference(activity)
    }

    override fun onActivityDestroyed(activity: Activity) {
        if (front.get() === activity) front = WeakReference(null)
        waiting.values.filter { it.activity.get() === activity }.forEach { it.then() }
    }

    override fun onActivityCreated(activity: Activity, savedInstanceState: Bundle?) = Unit

    override fun onActivityStarted(activity: Activity) = Unit

    override fun onActivityPaused(activity: Activity) = Unit

    override fun onActivityStopped(activity: Activity) {
        if (front.get() === activity) front = WeakReference(null)
    }

    override fun onActivitySaveInstanceState(activity: Activity, outState: Bundle) = Unit

    private class Waiting(val activity: WeakReference<Activity>, val then: () -> Unit)
}
