// Wallets and gates for tests that are no coroutines.
package org.essc.support

import kotlinx.coroutines.runBlocking
import org.essc.Clock
import org.essc.HttpClient
import org.essc.WalletPorts
import org.essc.Verifier
import org.essc.VerifierConfig
import org.essc.Wallet
import org.essc.WalletConfig

/** Opens a wallet and waits for it. */
fun openWallet(config: WalletConfig, ports: WalletPorts): Wallet = runBlocking { Wallet.open(config, ports) }

/** Opens a gate and waits for it. */
fun openGate(config: VerifierConfig, clock: Clock? = null, http: HttpClient? = null): Verifier =
    runBlocking { Verifier.open(config, clock, http) }
