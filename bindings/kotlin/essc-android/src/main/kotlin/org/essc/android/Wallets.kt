// A wallet with everything that Android brings, in one call.
package org.essc.android

import android.app.Activity
import android.app.Application
import android.content.Context
import java.io.File
import java.util.Locale
import org.essc.EsscException
import org.essc.Hardware
import org.essc.Language
import org.essc.PinnedRoot
import org.essc.WalletPorts
import org.essc.PublicKey
import org.essc.UrlConnectionHttpClient
import org.essc.Wallet
import org.essc.WalletConfig

/** Opens wallets on Android. */
public object Wallets {
    /**
     * Opens the app's wallet, in its no-backup folder, over [AndroidKeyStore], [AndroidSecretStore],
     * [AndroidClock] and [UrlConnectionHttpClient]. One for a process: keep it, and close it never.
     *
     * @param context the application, or the activity that is in front
     * @param trustListUrl where the trust list is fetched: `https`, or `http` on this machine in a sandbox
     * @param root the root that signs trust lists, a JWK
     * @param leastTrustSeq the least `seq` of a trust list: that of the day the app was built
     * @param hardware the least hardware that keys must live in; emulators have none, and need [Hardware.ANY]
     * @param language of what the user reads when a key asks for them
     * @param sandbox whether this build takes test trust lists and `http` on this machine
     * @param authenticator who asks the user when an identity key signs
     * @throws EsscException as [Wallet.open]
     */
    @Throws(EsscException::class)
    public suspend fun open(
        context: Context,
        trustListUrl: String,
        root: PublicKey,
        leastTrustSeq: Long = 1,
        hardware: Hardware = Hardware.TRUSTED_ENVIRONMENT,
        language: Language = systemLanguage(),
        sandbox: Boolean = false,
        authenticator: Authenticator = authenticator(context),
    ): Wallet {
        val roots = listOf(PinnedRoot(key = root, leastSeq = leastTrustSeq))
        return open(context, trustListUrl, roots, hardware, language, sandbox, authenticator)
    }

    /**
     * The same with several roots, oldest first: an app that is released while the authority changes its
     * root pins both.
     *
     * @param context the application, or the activity that is in front
     * @param trustListUrl where the trust list is fetched: `https`, or `http` on this machine in a sandbox
     * @param roots the roots that sign trust lists, oldest first, each with its least `seq`
     * @param hardware the least hardware that keys must live in; emulators have none, and need [Hardware.ANY]
     * @param language of what the user reads when a key asks for them
     * @param sandbox whether this build takes test trust lists and `http` on this machine
     * @param authenticator who asks the user when an identity key signs
     * @throws EsscException as [Wallet.open]
     */
    @Throws(EsscException::class)
    public suspend fun open(
        context: Context,
        trustListUrl: String,
        roots: List<PinnedRoot>,
        hardware: Hardware = Hardware.TRUSTED_ENVIRONMENT,
        language: Language = systemLanguage(),
        sandbox: Boolean = false,
        authenticator: Authenticator = authenticator(context),
    ): Wallet {
        val config = WalletConfig(
            directory = File(context.noBackupFilesDir, "essc/wallet"),
            trustListUrl = trustListUrl,
            roots = roots,
            sandbox = sandbox,
            hardware = hardware,
            language = language,
        )
        return Wallet.open(config, ports(context, authenticator))
    }

    /** What [open] gives to a wallet, for apps that change a part of it. */
    public fun ports(context: Context, authenticator: Authenticator = authenticator(context)): WalletPorts = WalletPorts(
        keys = AndroidKeyStore(authenticator),
        secrets = AndroidSecretStore(context),
        clock = AndroidClock(context),
        http = UrlConnectionHttpClient(),
    )

    private fun authenticator(context: Context): Authenticator =
        BiometricAuthenticator(context.applicationContext as Application, context as? Activity)

    private fun systemLanguage() = if (Locale.getDefault().language == "zh") Language.ZH else Language.EN
}
