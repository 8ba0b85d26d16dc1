// What is kept between two starts of the app. Nothing in it is secret.

import Essc
import Foundation
import Observation

/// Where settings are kept: `UserDefaults`, or memory in tests.
public protocol SettingsStore: AnyObject {
    func string(forKey name: String) -> String?
    func bool(forKey name: String) -> Bool
    func set(_ value: Any?, forKey name: String)
}

extension UserDefaults: SettingsStore {}

/// The settings of this phone.
@MainActor @Observable
public final class AppSettings {
    /// Language of everything.
    public var language: Language {
        didSet { store.set(language == .zh ? "zh" : "en", forKey: Key.language) }
    }
    /// Whether letters are larger than the system says.
    public var largePrint: Bool {
        didSet { store.set(largePrint, forKey: Key.largePrint) }
    }
    /// Base URL of the issuer.
    public var address: String {
        didSet { store.set(address, forKey: Key.address) }
    }
    /// The root that the user trusts, a JWK; empty: none yet.
    public var root: String {
        didSet { store.set(root, forKey: Key.root) }
    }
    /// Whether the welcome was read.
    public var isWelcomed: Bool {
        didSet { store.set(isWelcomed, forKey: Key.isWelcomed) }
    }

    private let store: any SettingsStore

    /// - Parameters:
    ///   - store: Where they are kept.
    ///   - preferred: The phone's first language, as `zh-Hans-CN`.
    ///   - builtRoot: The root that this build pins; empty when it pins none.
    public init(_ store: any SettingsStore, preferred: String?, builtRoot: String = "") {
        self.store = store
        let isChinese = store.string(forKey: Key.language).map { $0 == "zh" }
        language = isChinese ?? (preferred?.hasPrefix("zh") == true) ? .zh : .en
        largePrint = store.bool(forKey: Key.largePrint)
        address = store.string(forKey: Key.address) ?? Self.sandbox
        root = store.string(forKey: Key.root) ?? builtRoot
        isWelcomed = store.bool(forKey: Key.isWelcomed)
    }

    /// What is pinned; none without a root.
    public var issuer: IssuerSettings? {
        root.isEmpty ? nil : IssuerSettings(address: address, root: PublicKey(jwk: root))
    }

    /// `essc sandbox` on the Mac that runs the simulator.
    private static let sandbox = "http://127.0.0.1:8440"

    private enum Key {
        static let language = "language"
        static let largePrint = "large"
        static let address = "issuer"
        static let root = "root"
        static let isWelcomed = "welcomed"
    }
}
