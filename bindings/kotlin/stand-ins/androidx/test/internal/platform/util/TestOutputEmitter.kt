// Stands in for an Android archive that Maven can't put on a class path; only what Robolectric calls.
package androidx.test.internal.platform.util

object TestOutputEmitter {
    @JvmStatic
    fun dumpThreadStates(@Suppress("UNUSED_PARAMETER") outputFile: String?) = Unit
}
