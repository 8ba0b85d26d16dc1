// swift-tools-version: 6.0
// The Swift package of the electronic social security card SDK.
//
// `Essc` is what an app imports: Swift that is generated from the core's interface
// (`cargo xtask bindings swift`), and the sources beside it that are written by hand.
// `EsscTestSupport` is what an app's tests import besides. `EsscFFI` is the compiled core below them, which comes in one of three ways, the first that applies:
//
// | when | the core is |
// | --- | --- |
// | `ESSC_LIBRARY_DIR` is set | the shared library in that folder: Linux, and tests on a Mac |
// | `Essc.xcframework` lies beside this file | that framework: an app built from this repository |
// | `ESSC_XCFRAMEWORK_URL`, `ESSC_XCFRAMEWORK_CHECKSUM` are set | fetched: an app built from a release |

import Foundation
import PackageDescription

let environment = Context.environment
let package = Package(
    name: "Essc",
    defaultLocalization: "en",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Essc", targets: ["Essc"]),
        // For an app's tests, and never for the app.
        .library(name: "EsscTestSupport", targets: ["EsscTestSupport"]),
    ],
    targets: [],
    swiftLanguageModes: [.v6]
)

/// What a program needs beside the module to find the core, when it starts too.
var linking: [LinkerSetting] = []

if let folder = environment["ESSC_LIBRARY_DIR"] {
    package.targets.append(.systemLibrary(name: "EsscFFI", path: "generated/EsscFFI"))
    linking = [.unsafeFlags(["-L", folder, "-Xlinker", "-rpath", "-Xlinker", folder])]
    #if os(Linux)
        // Observation's library leaves names open there.
        linking.append(.unsafeFlags(["-Xlinker", "--allow-shlib-undefined"]))
    #endif
} else if FileManager.default.fileExists(
    atPath: Context.packageDirectory + "/Essc.xcframework/Info.plist")
{
    package.targets.append(.binaryTarget(name: "EsscFFI", path: "Essc.xcframework"))
} else if let url = environment["ESSC_XCFRAMEWORK_URL"],
    let checksum = environment["ESSC_XCFRAMEWORK_CHECKSUM"]
{
    package.targets.append(.binaryTarget(name: "EsscFFI", url: url, checksum: checksum))
} else {
    let advice = """
        There is no core to build against. Run `cargo xtask bindings swift` and set ESSC_LIBRARY_DIR \
        to the folder of the library it built (target/debug); or, on a Mac, run \
        `cargo xtask bindings xcframework` and copy the framework beside Package.swift.

        """
    FileHandle.standardError.write(Data(advice.utf8))
    exit(1)
}

package.targets += [
    .target(
        name: "Essc",
        dependencies: ["EsscFFI"],
        resources: [.copy("PrivacyInfo.xcprivacy"), .process("Resources")],
        linkerSettings: linking),
    .target(name: "EsscTestSupport", dependencies: ["Essc"]),
    .testTarget(name: "EsscTests", dependencies: ["Essc", "EsscTestSupport"]),
    .executableTarget(name: "EsscBench", dependencies: ["Essc", "EsscTestSupport"]),
]
