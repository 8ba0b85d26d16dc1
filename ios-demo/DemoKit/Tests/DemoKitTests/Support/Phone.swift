// A phone: what survives the app's process, and the app in it.

import Essc
import Foundation
import XCTest

@testable import DemoKit

/// A phone with the app on it. Keys, files and settings outlive the process that ``die()`` ends.
@MainActor
final class Phone {
    let time: HandTime
    let keys = HandKeys()
    let brightness = HandBrightness()
    let capture = HandCapture()
    let network = HandNetwork()
    let camera: HandCamera
    /// Where the app keeps its files.
    private(set) var folder: URL
    /// The app, as long as its process lives.
    private(set) lazy var app = start(Memory())

    private let home: TemporaryFolder
    private let http: any HTTPClient
    private let store = MemoryStore()

    /// - Parameters:
    ///   - issuer: What is set; none: nothing yet.
    ///   - http: The phone's way into the net.
    init(
        _ issuer: IssuerSettings?, language: Language = .zh, time: HandTime = HandTime(),
        http: any HTTPClient = URLSessionHTTPClient()
    ) throws {
        self.time = time
        self.http = http
        home = try TemporaryFolder()
        folder = home.url.appendingPathComponent("files")
        camera = HandCamera(time)
        let settings = AppSettings(store, preferred: nil)
        settings.language = language
        if let issuer {
            settings.address = issuer.address
            settings.root = issuer.root.jwk
        }
    }

    var words: Words { app.words }

    /// The system ends the process, in the middle of everything, and starts it again with what was
    /// saved: the files are as they are at this moment, and whatever still runs in the dead process
    /// reaches them no more.
    func die() throws {
        let after = home.url.appendingPathComponent(UUID().uuidString)
        try FileManager.default.copyItem(at: folder, to: after)
        folder = after
        camera.close()
        app = start(Memory(app.memory.saved))
    }

    private func start(_ memory: Memory) -> AppModel {
        let secrets = home.url.appendingPathComponent("secrets")
        let (keys, time, http) = (keys, time, http)
        let platform = Platform(
            brightness: brightness, capture: capture, network: network, camera: camera)
        return AppModel(
            settings: AppSettings(store, preferred: nil), memory: memory, platform: platform,
            folder: folder
        ) { issuer, folder, language in
            Services(
                issuer: issuer, folder: folder,
                ports: WalletPorts(
                    keys: keys, secrets: FileStore(secrets), clock: time.clock, http: http),
                clock: time.clock, language: language, pace: time.pace)
        }
    }
}

/// Secrets in files; opened when they are needed.
private final class FileStore: SecretStore {
    private let folder: URL

    init(_ folder: URL) {
        self.folder = folder
    }

    func load(name: String) throws -> Data? { try files().load(name: name) }
    func save(name: String, secret: Data) throws { try files().save(name: name, secret: secret) }
    func delete(name: String) throws { try files().delete(name: name) }

    private func files() throws -> FileSecretStore {
        try FileSecretStore(directory: folder)
    }
}
