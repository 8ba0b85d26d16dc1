// The process: settings, where the user is, and the SDK's objects, which outlive every screen.

import Essc
import Foundation
import Observation

/// Builds what the screens share, and their models.
@MainActor @Observable
public final class AppModel {
    public let settings: AppSettings
    public let memory: Memory
    public let platform: Platform

    private let folder: URL
    private let open: (IssuerSettings?, URL, Language) -> Services
    @ObservationIgnored private var opened: Opened?

    /// - Parameters:
    ///   - folder: The app's own, out of backups.
    ///   - open: Brings the platform's ports to the SDK's objects.
    public init(
        settings: AppSettings, memory: Memory, platform: Platform, folder: URL,
        open: @escaping (IssuerSettings?, URL, Language) -> Services
    ) {
        self.settings = settings
        self.memory = memory
        self.platform = platform
        self.folder = folder
        self.open = open
    }

    /// The texts in the language that is set.
    public var words: Words { Words(settings.language) }

    /// Of the issuer that is set. Another issuer is another wallet, in a folder of its own.
    public var services: Services {
        let issuer = settings.issuer
        if let opened, opened.issuer == issuer { return opened.services }
        let name = issuer.map { "issuer-\(Self.name(of: $0))" } ?? "no-issuer"
        let services = open(issuer, folder.appendingPathComponent(name), settings.language)
        opened = Opened(issuer: issuer, services: services)
        return services
    }

    /// Whether a window may be seen.
    public func privacy() -> Privacy { Privacy(platform.capture) }

    /// What the holder agreed to last, for the code that answers. Gone with the process: then they are
    /// asked again.
    @ObservationIgnored var agreement: Agreement?

    public func enroll() -> EnrollModel { EnrollModel(services, words, memory) }
    public func cards() -> CardsModel { CardsModel(services, words) }
    public func scanner() -> ScannerModel { ScannerModel(services, words, memory, platform.camera) }
    public func capture() -> CaptureModel { CaptureModel(platform.camera) }
    public func lists() -> ListsModel { ListsModel(services, words) }
    public func settingsScreen() -> SettingsModel { SettingsModel(self) }

    public func code(card: CardID, request: String?) -> CodeModel {
        let agreed = agreement.flatMap { $0.card == card && $0.text == request ? $0 : nil }
        return CodeModel(
            services, words, memory, platform, card: card, request: request, agreed: agreed)
    }

    public func consent(card: CardID, request: String) -> ConsentModel {
        ConsentModel(services, words, memory, card: card, request: request)
    }

    /// A screen above the cards is opened.
    public func go(_ place: Place) {
        memory.contents.tab = .cards
        if case .code = place {
            memory.contents.scene = nil
            memory.contents.isAgreed = false
        }
        memory.contents.path.append(place)
    }

    /// A screen takes the place of the one on top.
    public func replace(_ place: Place) {
        back()
        go(place)
    }

    /// The screen on top is left.
    public func back() {
        if !memory.contents.path.isEmpty { memory.contents.path.removeLast() }
    }

    /// Where a problem's button leads that is the same on every screen.
    public func leave(_ way: WayOut) {
        switch way {
        case .reEnroll: go(.enroll)
        case .settings: memory.contents.tab = .settings
        case .refresh, .tryAgain, .otherInput, .read: break
        }
    }

    /// A link was opened: an offer in a message. It is read and asked about; nothing happens by itself.
    public func openLink(_ link: URL) {
        guard link.scheme == "openid-credential-offer" else { return }
        memory.contents.offer = link.absoluteString
        memory.contents.txCode = ""
        memory.contents.path = []
        go(.enroll)
    }

    private struct Opened {
        let issuer: IssuerSettings?
        let services: Services
    }

    /// The same at every start, unlike `hashValue`: FNV-1a.
    private static func name(of issuer: IssuerSettings) -> String {
        let text = "\(issuer.address)\n\(issuer.root.jwk)"
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
