// The example of README.md, between the two marks; ReadmeTests compares and runs it.

import Essc
import Foundation

func readmeExample(vectors: URL, folder: URL) throws -> Verdict {
    // begin
    let file = { (name: String) in vectors.appendingPathComponent(name) }
    let root = try String(contentsOf: file("lists/root.jwk"), encoding: .utf8)
    let config = VerifierConfig(
        directory: folder, venueRegion: "440106", roots: [PinnedRoot(key: root, leastSeq: 1)])
    let now = Date(timeIntervalSince1970: 1_800_000_000)  // the sample's; leave the clock out
    let gate = try Verifier.open(config: config, clock: ManualClock(now))
    _ = try gate.importBundle(bytes: Data(contentsOf: file("lists/bundle.json")))  // or gate.sync
    let text = try String(contentsOf: file("sample-code.txt"), encoding: .utf8)
    let verdict = gate.verifyAsOf(text: text, scene: 502, at: now)  // text in, verdict out
    print(verdict.outcome.text(language: .en), verdict.disclosed?.name ?? "")
    // end
    return verdict
}
