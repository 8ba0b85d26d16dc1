// Settings, kept by the platform.
package org.essc.demo

import android.content.Context
import java.io.IOException
import java.util.Locale
import org.essc.Language
import org.essc.demo.presenter.Settings

/** In the app's preferences. Nothing in them is secret. */
class StoredSettings(private val context: Context) : Settings {
    private val kept = context.getSharedPreferences("settings", Context.MODE_PRIVATE)

    override var language: Language
        get() = kept.getString("language", null)?.let(Language::valueOf) ?: systemLanguage()
        set(value) = kept.edit().putString("language", value.name).apply()

    override var largePrint: Boolean
        get() = kept.getBoolean("large", false)
        set(value) = kept.edit().putBoolean("large", value).apply()

    override var issuerAddress: String
        get() = kept.getString("issuer", null) ?: SANDBOX
        set(value) = kept.edit().putString("issuer", value).apply()

    override var root: String
        get() = kept.getString("root", null) ?: built
        set(value) = kept.edit().putString("root", value).apply()

    override var isWelcomed: Boolean
        get() = kept.getBoolean("welcomed", false)
        set(value) = kept.edit().putBoolean("welcomed", value).apply()

    /** The root that this build pins, from assets/root.jwk; empty when it pins none. */
    private val built: String by lazy {
        try {
            context.assets.open("root.jwk").use { it.readBytes().decodeToString().trim() }
        } catch (_: IOException) {
            ""
        }
    }

    private fun systemLanguage() = if (Locale.getDefault().language == "zh") Language.ZH else Language.EN

    private companion object {
        /** `essc sandbox`, through `adb reverse tcp:8440 tcp:8440`. */
        const val SANDBOX = "http://127.0.0.1:8440"
    }
}
