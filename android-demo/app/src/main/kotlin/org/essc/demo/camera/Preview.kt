// A surface for the camera's picture, filled without distortion.
package org.essc.demo.camera

import android.graphics.Matrix
import android.graphics.SurfaceTexture
import android.util.Size
import android.view.Surface
import android.view.TextureView

/** Calls [then] once the view has a surface of pictures of a size. */
internal class Preview(private val view: TextureView, private val size: Size, private val then: (Surface) -> Unit) :
    TextureView.SurfaceTextureListener {
    fun await() {
        val texture = view.surfaceTexture
        view.surfaceTextureListener = this
        if (view.isAvailable && texture != null) onSurfaceTextureAvailable(texture, view.width, view.height)
    }

    override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) {
        texture.setDefaultBufferSize(size.width, size.height)
        fill(width, height)
        then(Surface(texture))
    }

    override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) = fill(width, height)

    override fun onSurfaceTextureDestroyed(texture: SurfaceTexture) = true

    override fun onSurfaceTextureUpdated(texture: SurfaceTexture) = Unit

    /** The view stretches an upright picture over itself; this crops it instead. */
    private fun fill(width: Int, height: Int) {
        if (width == 0 || height == 0) return
        val picture = size.height.toFloat() / size.width
        val frame = width.toFloat() / height
        val matrix = Matrix()
        if (frame > picture) {
            matrix.setScale(1f, frame / picture, width / 2f, height / 2f)
        } else {
            matrix.setScale(picture / frame, 1f, width / 2f, height / 2f)
        }
        view.setTransform(matrix)
    }
}
