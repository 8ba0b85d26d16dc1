// The phone's back camera, through camera2.
package org.essc.demo.camera

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.hardware.camera2.params.OutputConfiguration
import android.hardware.camera2.params.SessionConfiguration
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface
import android.view.TextureView
import java.util.concurrent.Executor
import kotlin.math.abs

/** Pictures of about 1280 × 720, focused continuously. The permission is the caller's business. */
class DeviceCamera(context: Context) : Camera {
    private val cameras = context.getSystemService(CameraManager::class.java)
    private var thread: HandlerThread? = null
    private var device: CameraDevice? = null
    private var pictures: ImageReader? = null

    override fun start(preview: TextureView, frames: (Frame) -> Unit) {
        stop()
        val id = backCamera() ?: return
        val size = pictureSize(id)
        Preview(preview, size) { surface -> open(id, size, surface, frames) }.await()
    }

    @SuppressLint("MissingPermission")
    private fun open(id: String, size: Size, preview: Surface, frames: (Frame) -> Unit) {
        stop()
        val thread = HandlerThread("camera").also { it.start() }
        val handler = Handler(thread.looper)
        // Two pictures: one is read while the next is taken.
        val pictures = ImageReader.newInstance(size.width, size.height, ImageFormat.YUV_420_888, 2)
        pictures.setOnImageAvailableListener({ take(it, frames) }, handler)
        this.thread = thread
        this.pictures = pictures
        val surfaces = listOf(preview, pictures.surface)
        try {
            cameras.openCamera(id, { handler.post(it) }, Opened(handler, surfaces))
        } catch (_: CameraAccessException) {
            // Switched off by a policy, or another app has it: the picture stays dark, as the user sees.
            stop()
        }
    }

    override fun stop() {
        device?.close()
        device = null
        pictures?.close()
        pictures = null
        thread?.quitSafely()
        thread = null
    }

    private fun take(reader: ImageReader, frames: (Frame) -> Unit) {
        val image = reader.acquireLatestImage() ?: return
        val frame = image.use {
            val plane = it.planes[0]
            val luma = ByteArray(plane.buffer.remaining())
            plane.buffer.get(luma)
            // The last row may be shorter than its stride.
            Frame(luma.copyOf(plane.rowStride * it.height), it.width, it.height, plane.rowStride)
        }
        frames(frame)
    }

    private fun backCamera() = cameras.cameraIdList.firstOrNull { id ->
        val facing = cameras.getCameraCharacteristics(id)[CameraCharacteristics.LENS_FACING]
        facing == CameraCharacteristics.LENS_FACING_BACK
    } ?: cameras.cameraIdList.firstOrNull()

    private fun pictureSize(id: String): Size {
        val map = cameras.getCameraCharacteristics(id)[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP]
        val sizes = map?.getOutputSizes(ImageFormat.YUV_420_888).orEmpty()
        return sizes.minByOrNull { abs(it.width - WIDTH) + abs(it.height - HEIGHT) } ?: Size(WIDTH, HEIGHT)
    }

    private inner class Opened(private val handler: Handler, private val surfaces: List<Surface>) :
        CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            device = camera
            val outputs = surfaces.map(::OutputConfiguration)
            val executor = Executor { handler.post(it) }
            val session = SessionConfiguration(SessionConfiguration.SESSION_REGULAR, outputs, executor, Running(surfaces))
            camera.createCaptureSession(session)
        }

        override fun onDisconnected(camera: CameraDevice) = camera.close()

        override fun onError(camera: CameraDevice, error: Int) = camera.close()
    }

    private class Running(private val surfaces: List<Surface>) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) {
            val request = session.device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
            surfaces.forEach(request::addTarget)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            session.setRepeatingRequest(request.build(), null, null)
        }

        override fun onConfigureFailed(session: CameraCaptureSession) = session.close()
    }

    private companion object {
        const val WIDTH = 1280
        const val HEIGHT = 720
    }
}
