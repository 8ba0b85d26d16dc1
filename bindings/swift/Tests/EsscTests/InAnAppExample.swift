// The lines of the repository's README, between the two marks; ReadmeTests compares and runs them.

import Essc

func inAnAppExample(
    wallet: Wallet, verifier: Verifier, offer: String, txCode: String
) async throws -> Verdict {
    // begin
    let card = try await wallet.enroll(offer, transactionCode: txCode)
    let code = try await wallet.present(card, for: 501)
    let verdict = verifier.verify(code.text, for: 501)
    // end
    return verdict
}
