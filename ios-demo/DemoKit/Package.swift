// swift-tools-version: 6.0
// Everything of the iOS demo app that isn't a view: it compiles, and is tested, where no iPhone is.
//
// The SDK is the package beside this repository's other libraries; its manifest says where the compiled
// core comes from (on Linux: `ESSC_LIBRARY_DIR`).

import PackageDescription

let essc = Target.Dependency.product(name: "Essc", package: "swift")
let support = Target.Dependency.product(name: "EsscTestSupport", package: "swift")
let package = Package(
    name: "DemoKit",
    platforms: [.iOS(.v17), .macOS(.v14)],
    products: [.library(name: "DemoKit", targets: ["DemoKit"])],
    dependencies: [.package(path: "../../bindings/swift")],
    targets: [
        .target(
            name: "DemoKit", dependencies: [essc],
            // The folder, so that no build compiles the catalog in it: DemoKit reads it as it is.
            resources: [.copy("Words/Catalog")]),
        .testTarget(name: "DemoKitTests", dependencies: ["DemoKit", essc, support]),
    ],
    swiftLanguageModes: [.v6]
)
