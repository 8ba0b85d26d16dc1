// What two calls cost from Swift: one JSON line for each, in nanoseconds, the median of many rounds.
//
// `EsscBench FOLDER`, where FOLDER is the repository's tests/vectors. `present` needs a card of a true
// issuer: it is measured when ESSC_CLI names the command `essc`, and otherwise the program fails.

import Essc
import Foundation

/// The median duration of a round, after others to warm up.
func median(rounds: Int, warmUp: Int = 200, _ round: () throws -> Void) rethrows -> Int64 {
    for _ in 0..<warmUp { try round() }
    var durations: [Duration] = []
    for _ in 0..<rounds {
        durations.append(try ContinuousClock().measure(round))
    }
    let (seconds, attoseconds) = durations.sorted()[rounds / 2].components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}

func report(_ call: String, _ nanoseconds: Int64) {
    print(#"{"language":"swift","call":"\#(call)","ns":\#(nanoseconds)}"#)
}

guard CommandLine.arguments.count == 2 else {
    FileHandle.standardError.write(Data("EsscBench FOLDER, the repository's tests/vectors\n".utf8))
    exit(2)
}
let vectors = URL(fileURLWithPath: CommandLine.arguments[1])
let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("essc-bench-\(UUID().uuidString)")
defer { try? FileManager.default.removeItem(at: folder) }
report("verify", try verifyCost(vectors: vectors, folder: folder.appendingPathComponent("gate")))
report("present", try await presentCost(folder: folder.appendingPathComponent("wallet")))
