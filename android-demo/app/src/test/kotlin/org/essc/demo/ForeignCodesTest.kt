// Codes that are none of ours before every camera of the app, and no camera at all.
package org.essc.demo

import android.Manifest
import android.content.pm.PackageManager
import android.provider.Settings
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import com.google.zxing.qrcode.encoder.Encoder
import org.essc.ErrorCode
import org.essc.Language
import org.essc.Outcome
import org.essc.Reason
import org.essc.demo.camera.Frame
import org.essc.demo.support.Phone
import org.essc.demo.support.TestApp
import org.essc.demo.support.Zh
import org.essc.demo.words.txCodeLabel
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], application = TestApp::class, qualifiers = "zh-rCN-w360dp-h760dp-hdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class ForeignCodesTest : Journey() {
    @Test
    fun `a foreign code is no offer, and the next one may be scanned`() {
        phone.open(EnrollActivity::class.java)
        for (foreign in FOREIGN) {
            phone.press(Zh.text(R.string.scan_offer))
            phone.capture(picture(foreign))
            phone.reads(ErrorCode.OFFER_REFUSED.text(Language.ZH))
            phone.press(Zh.text(R.string.other_input))
            phone.readsNot(foreign)
        }
        assertEquals(0, phone.app.calls.count("enroll"))
        phone.press(Zh.text(R.string.scan_offer))
        phone.capture(picture(sandbox.holder("adult").offer))
        phone.reads(Zh.txCodeLabel(6).substringBefore("（"))
    }

    @Test
    fun `a foreign code is no venue's request, and leads back to the cards`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        for (foreign in FOREIGN) {
            phone.open(CardsActivity::class.java)
            phone.press(Zh.text(R.string.answer_venue))
            phone.capture(picture(foreign))
            val consent = phone.follow()
            phone.reads(ErrorCode.REQUEST_REFUSED.text(Language.ZH))
            phone.press(Zh.text(R.string.other_input))
            assertEquals(true, consent.isFinishing)
        }
        assertEquals(0, signatures())
    }

    @Test
    fun `a foreign code is unreadable to the scanner, which goes on scanning`() {
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        sync()
        phone.pass(20)
        for (foreign in FOREIGN) {
            scan(picture(foreign))
            phone.reads(Outcome.UNREADABLE.text(Language.ZH))
            phone.reads(Reason.UNREADABLE.text(Language.ZH))
            phone.press(Zh.text(R.string.next_scan))
            phone.readsNot(Outcome.UNREADABLE.text(Language.ZH))
        }
        scan(code())
        phone.judges(Outcome.ACCEPTED)
    }

    @Test
    fun `without the camera the scanner says so, asks again, and leads to the system's settings after a no for good`() {
        shadowOf(phone.app).denyPermissions(Manifest.permission.CAMERA)
        val screen = phone.open(ScannerActivity::class.java)
        val asked = checkNotNull(shadowOf(screen).lastRequestedPermission)
        assertEquals(listOf(Manifest.permission.CAMERA), asked.requestedPermissions.toList())
        screen.refuse(asked.requestCode)
        phone.reads(Zh.text(R.string.camera_denied))

        phone.press(Zh.text(R.string.allow_camera))
        screen.refuse(shadowOf(screen).lastRequestedPermission.requestCode)
        val settings = checkNotNull(shadowOf(phone.app).nextStartedActivity)
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, settings.action)
        assertEquals(phone.app.packageName, settings.data?.schemeSpecificPart)

        // Back with the permission: the camera runs, and nothing asks any more.
        phone.cover()
        shadowOf(phone.app).grantPermissions(Manifest.permission.CAMERA)
        phone.uncover()
        phone.readsNot(Zh.text(R.string.camera_denied))
        phone.app.lens.show(Phone.nothing())
    }

    @Test
    fun `without the camera an offer can still be pasted`() {
        shadowOf(phone.app).denyPermissions(Manifest.permission.CAMERA)
        val screen = phone.open(CaptureActivity::class.java, CaptureActivity.intent(phone.app, CaptureActivity.OFFER))
        screen.refuse(shadowOf(screen).lastRequestedPermission.requestCode)
        phone.reads(Zh.text(R.string.camera_denied))
        phone.press(Zh.text(R.string.back))
        assertEquals(true, screen.isFinishing)
        val sample = sandbox.holder("adult")
        enroll(sample.offer, sample.txCode)
        assertNotNull(cards().single())
    }

    private fun CameraActivity.refuse(request: Int) {
        onRequestPermissionsResult(request, arrayOf(Manifest.permission.CAMERA), intArrayOf(PackageManager.PERMISSION_DENIED))
        phone.idle()
    }

    /** A QR code as other apps show theirs. */
    private fun picture(text: String): Frame {
        val symbol = Encoder.encode(text, ErrorCorrectionLevel.M).matrix
        val side = (symbol.width + 8) * MODULE
        val luma = ByteArray(side * side) { -1 }
        for (row in 0 until symbol.height * MODULE) {
            for (column in 0 until symbol.width * MODULE) {
                if (symbol.get(column / MODULE, row / MODULE).toInt() == 1) luma[(row + 4 * MODULE) * side + column + 4 * MODULE] = 0
            }
        }
        return Frame(luma, side, side)
    }

    private companion object {
        const val MODULE = 6

        /** Made up: a covid certificate's beginning, an address, two payment codes. */
        val FOREIGN = listOf(
            "HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+\$N IOP-IA%NFQGRJPC%OQHIZC4.OI:OIG/Q80P2W4VZ0K1HI",
            "https://example.org/menu?table=7",
            "weixin://wxpay/bizpayurl?pr=made1up",
            "284000000000000000",
        )
    }
}
