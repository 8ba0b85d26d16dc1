// The lines of the repository's README, between the two marks; ReadmeTests compares and runs them.

import Essc

func inAnAppExample(
    wallet: Wallet, verifier: Verifier, offer: String, txCode: String
) async throws -> Verdict {
    // begin
    let card = try await wallet.enrol(offer: offer, txCode: txCode)
    let code = try wallet.present(card: card, scene: 501)
    let verdict = verifier.verify(text: code.text, scene: 501)
    // end
    return verdict
}
