// The example of README.md, between the two marks; ReadmeTests compares and runs it.

import Essc
import EsscTestSupport
import Foundation

func readmeExample(vectors: URL, folder: URL) async throws -> Verdict {
    // begin
    let file = { (name: String) in vectors.appendingPathComponent(name) }
    let root = try String(contentsOf: file("lists/root.jwk"), encoding: .utf8)
    let config = VerifierConfig(
        directory: folder, venueRegion: try Region("440106"),
        roots: [PinnedRoot(key: PublicKey(jwk: root), leastSeq: 1)])
    let now = Date(timeIntervalSince1970: 1_800_000_000)  // the sample's
    let gate = try await Verifier(config, clock: ManualClock(now))
    try await gate.importBundle(Data(contentsOf: file("lists/bundle.json")))  // or gate.sync
    let text = try String(contentsOf: file("sample-code.txt"), encoding: .utf8)
    let verdict = gate.verify(text, for: 502, asOf: now)  // text in, verdict out
    print(verdict.outcome.text(in: .en), verdict.disclosed?.name ?? "")
    // end
    return verdict
}
