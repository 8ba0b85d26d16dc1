// Activities that look through the camera: permission, start and stop, and reading codes off the frames.
package org.essc.demo

import android.Manifest
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.provider.Settings
import android.view.TextureView
import org.essc.demo.camera.Camera
import org.essc.demo.camera.Frame
import org.essc.demo.camera.QrReader

abstract class CameraActivity : ScreenActivity() {
    private val camera: Camera by lazy { app.camera() }
    private val reader = QrReader()
    private var hasAsked = false

    /** Where the picture goes. */
    protected abstract val preview: TextureView

    /** A frame was read: the text of its code, or none. On the camera's thread. */
    protected abstract fun seen(text: String?)

    /** Whether the camera may be used. */
    protected abstract fun denied(isDenied: Boolean)

    override fun onStart() {
        super.onStart()
        when {
            checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED -> look()
            hasAsked -> denied(true)
            else -> ask(AT_START)
        }
    }

    override fun onStop() {
        camera.stop()
        super.onStop()
    }

    /** Asks once more. */
    protected fun askForCamera() = ask(PRESSED)

    private fun ask(why: Int) {
        hasAsked = true
        requestPermissions(arrayOf(Manifest.permission.CAMERA), why)
    }

    override fun onRequestPermissionsResult(why: Int, permissions: Array<String>, results: IntArray) {
        if (why != AT_START && why != PRESSED) return
        val isGranted = results.firstOrNull() == PackageManager.PERMISSION_GRANTED
        if (isGranted) look() else denied(true)
        // After a no for good the system asks nobody any more: only its settings lead on.
        if (!isGranted && why == PRESSED && !shouldShowRequestPermissionRationale(Manifest.permission.CAMERA)) {
            startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", packageName, null)))
        }
    }

    private fun look() {
        denied(false)
        camera.start(preview, ::read)
    }

    private fun read(frame: Frame) = seen(reader.read(frame))

    private companion object {
        const val AT_START = 1
        const val PRESSED = 5
    }
}
