// Where the user is and what they have typed, kept for when the system ends the app behind their back.

import Essc
import Foundation
import Observation

/// The four places of the app.
public enum AppTab: String, Codable, Sendable, CaseIterable {
    case cards, scan, lists, settings
}

/// A screen above the cards.
public enum Place: Codable, Hashable, Sendable {
    /// A card comes onto this phone.
    case enroll
    /// A card's code; with the venue's request that it answers.
    case code(card: CardID, request: String?)
    /// A venue's request.
    case consent(card: CardID, request: String)
}

/// What is saved when the process may end, and found again when it starts.
@MainActor @Observable
public final class Memory {
    /// All that is kept. No key, no code.
    public struct Contents: Codable, Equatable, Sendable {
        public var tab = AppTab.cards
        public var path: [Place] = []
        /// The offer, and the transaction code as far as it was typed.
        public var offer = ""
        public var txCode = ""
        /// The scene of the code screen, and whether its holder agreed to show the code.
        public var scene: SceneCode?
        public var isAgreed = false
        /// The scene that the scanner is set to.
        public var gateScene: SceneCode?
    }

    public var contents: Contents

    /// - Parameter saved: What ``saved`` gave; anything else starts afresh.
    public init(_ saved: Data? = nil) {
        contents = Contents()
        restore(saved)
    }

    /// Goes on where what ``saved`` gave was kept; with anything else nothing changes.
    public func restore(_ saved: Data?) {
        let restored = saved.flatMap { try? JSONDecoder().decode(Contents.self, from: $0) }
        if let restored { contents = restored }
    }

    /// What is to be kept.
    public var saved: Data {
        // Plain data: this has no way to fail.
        (try? JSONEncoder().encode(contents)) ?? Data()
    }
}
