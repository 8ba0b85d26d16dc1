// The camera as the app sees it.
package org.essc.demo.camera

import android.view.TextureView

/** Brings pictures. [DeviceCamera] takes them with camera2; tests hand them in. */
interface Camera {
    /**
     * Starts; the user has allowed it.
     *
     * @param preview where the user sees the picture, as soon as it has a surface
     * @param frames gets pictures, one at a time, on a thread of the camera's own; those that come
     *   while it is busy are dropped
     */
    fun start(preview: TextureView, frames: (Frame) -> Unit)

    /** Stops; may be started again. */
    fun stop()
}
