// Activities that look through the camera: permission, start and stop, and reading codes off the frames.
package org.essc.demo

import android.Manifest
import android.content.pm.PackageManager
import android.view.TextureView
import org.essc.demo.camera.Camera
import org.essc.demo.camera.Frame
import org.essc.demo.camera.QrReader

abstract class CameraActivity : ScreenActivity() {
    private val camera: Camera by lazy { app.camera() }
    private val reader = QrReader()

    /** Where the picture goes. */
    protected abstract val preview: TextureView

    /** A frame was read: the text of its code, or none. On the camera's thread. */
    protected abstract fun seen(text: String?)

    /** Whether the camera may be used. */
    protected abstract fun denied(isDenied: Boolean)

    override fun onStart() {
        super.onStart()
        if (checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED) look() else askForCamera()
    }

    override fun onStop() {
        camera.stop()
        super.onStop()
    }

    /** Asks once more; a user who said no for good is asked by the system's settings. */
    protected fun askForCamera() = requestPermissions(arrayOf(Manifest.permission.CAMERA), CAMERA)

    override fun onRequestPermissionsResult(asked: Int, permissions: Array<String>, results: IntArray) {
        if (asked != CAMERA) return
        if (results.firstOrNull() == PackageManager.PERMISSION_GRANTED) look() else denied(true)
    }

    private fun look() {
        denied(false)
        camera.start(preview, ::read)
    }

    private fun read(frame: Frame) = seen(reader.read(frame))

    private companion object {
        const val CAMERA = 1
    }
}
