// The lines of docs/integration.md, between the two marks; ReadmeTests compares and runs them.

import Essc

func guideExample(
    walletConfig: WalletConfig, keys: any KeyStore, secrets: any SecretStore, text: String,
    txCode: String, gateConfig: VerifierConfig, source: SyncSource, explain: (String) -> Void
) async throws -> Verdict {
    // begin
    let wallet = try await Wallet(walletConfig, ports: WalletPorts(keys: keys, secrets: secrets))
    if case .needsReEnrollment(let why) = wallet.condition { explain(why.errorCode.text(in: .en)) }
    let digits = try Offer(text).transactionCodeLength  // asks nobody; none: no code is needed
    let card = try await wallet.enroll(text, transactionCode: digits == nil ? nil : txCode)
    let scenes = try wallet.scenes(of: card)  // what would be disclosed, and to whom
    let code = try await wallet.present(card, for: 501)  // offline; waits for the holder
    let verifier = try await Verifier(gateConfig)
    try await verifier.sync(from: source)  // or importBundle(_:), without any network
    let verdict = verifier.verify(code.text, for: 501)  // offline, microseconds, any thread
    // end
    guard scenes.contains(where: { $0.code == 501 }) else { throw Repository.Missing(what: "501") }
    return verdict
}
