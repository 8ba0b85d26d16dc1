// The process: settings, and the SDK's objects, which outlive every screen.
package org.essc.demo

import android.app.Application
import java.io.File
import org.essc.Clock
import org.essc.WalletPorts
import org.essc.PublicKey
import org.essc.android.AndroidClock
import org.essc.android.Wallets
import org.essc.demo.camera.Camera
import org.essc.demo.camera.DeviceCamera
import org.essc.demo.presenter.Settings
import org.essc.demo.sdk.IssuerSettings
import org.essc.demo.sdk.Services

/** Builds what the screens share. Tests put their own ports and camera in. */
open class DemoApp : Application() {
    lateinit var settings: Settings
        private set
    private var opened: Pair<IssuerSettings?, Services>? = null

    override fun onCreate() {
        super.onCreate()
        settings = StoredSettings(this)
    }

    /** Of the issuer that is set. Another issuer is another wallet, in a folder of its own. */
    val services: Services
        get() {
            val issuer = issuer()
            opened?.let { (of, services) -> if (of == issuer) return services }
            return services(issuer, folder()).also { opened = issuer to it }
        }

    private fun issuer() = settings.root.takeIf { it.isNotEmpty() }?.let { IssuerSettings(settings.issuerAddress, PublicKey(it)) }

    /** Of the issuer that is set. */
    protected fun folder() = File(noBackupFilesDir, issuer()?.let { "issuer-" + Integer.toHexString(it.hashCode()) } ?: "no-issuer")

    /** The next screen opens them anew. */
    protected fun forgetServices() {
        opened = null
    }

    protected open fun services(issuer: IssuerSettings?, folder: File) =
        Services(issuer, folder, ports(), clock(), settings.language)

    protected open fun ports(): WalletPorts = platform

    protected open fun clock(): Clock = AndroidClock(this)

    /** A camera for one screen. */
    open fun camera(): Camera = DeviceCamera(this)

    /** Whether there is a network, to say that codes work without one. */
    open fun isOnline(): Boolean = Connectivity.isOnline(this)

    private val platform by lazy { Wallets.ports(this) }
}
