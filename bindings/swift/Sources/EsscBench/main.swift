// What two calls cost from Swift: one JSON line for each, in nanoseconds, the median of many rounds.
//
// `EsscBench FOLDER`, where FOLDER is the repository's tests/vectors. `present` needs a card of a true
// issuer: it is measured when ESSC_CLI names the command `essc`, and otherwise the program fails.

import Dispatch
import Essc
import Foundation

/// The median duration of a round in nanoseconds, after others to warm up.
func median(
    rounds: Int, warmUp: Int = 200, _ round: () async throws -> Void
) async rethrows -> Int64 {
    for _ in 0..<warmUp { try await round() }
    var durations: [UInt64] = []
    for _ in 0..<rounds {
        let begin = DispatchTime.now().uptimeNanoseconds
        try await round()
        durations.append(DispatchTime.now().uptimeNanoseconds - begin)
    }
    return Int64(durations.sorted()[rounds / 2])
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
report(
    "verify", try await verifyCost(vectors: vectors, folder: folder.appendingPathComponent("gate")))
report("present", try await presentCost(folder: folder.appendingPathComponent("wallet")))
