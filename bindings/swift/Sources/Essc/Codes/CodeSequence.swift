// Codes one after the other, as long as somebody takes them.

import Foundation

extension Wallet {
    /// The codes to show for a scene: the first at once, each further one when the one before is to be
    /// replaced.
    ///
    /// One signature is made for each code that is taken, and none ahead. It ends when the task that
    /// takes the codes is cancelled, as SwiftUI does with a `task` whose view disappears.
    ///
    /// A masked or identity code is made once and not renewed: the sequence ends when its time on the
    /// screen is over. Whoever shows codes hides the last one then.
    ///
    /// ```swift
    /// for try await code in wallet.codes(of: card, for: 401) { show(code) }
    /// hide()
    /// ```
    ///
    /// - Parameters:
    ///   - card: The card to show.
    ///   - scene: What it is shown for, one of ``scenes(of:)``.
    ///   - sleep: Lets seconds pass; other than the device's for tests.
    public func codes(
        of card: CardID, for scene: SceneCode,
        sleep: @escaping CodeSequence.Sleep = CodeSequence.sleep
    ) -> CodeSequence {
        CodeSequence(sleep: sleep) { try await self.present(card, for: scene) }
    }
}

/// Codes that replace each other; see ``Wallet/codes(of:for:sleep:)``.
public struct CodeSequence: AsyncSequence, Sendable {
    /// A code, with its QR symbol.
    public typealias Element = Code
    /// Lets seconds pass; throws when the task is cancelled.
    public typealias Sleep = @Sendable (TimeInterval) async throws -> Void

    /// Lets seconds of the device pass.
    public static let sleep: Sleep = { seconds in
        try await Task.sleep(nanoseconds: UInt64(Swift.max(seconds, 0) * 1e9))
    }

    private let sleep: Sleep
    private let make: @Sendable () async throws -> Code
    private let isAnswer: Bool

    /// One code that was made already, as an answer to a request is, for as long as it is to be shown.
    public init(only code: Code, sleep: @escaping Sleep = CodeSequence.sleep) {
        self.init(isAnswer: true, sleep: sleep) { code }
    }

    /// - Parameters:
    ///   - isAnswer: Whether there is one code only.
    ///   - sleep: Lets seconds pass.
    ///   - make: The code to show now. The same one again until it is to be replaced.
    init(
        isAnswer: Bool = false, sleep: @escaping Sleep,
        make: @escaping @Sendable () async throws -> Code
    ) {
        self.isAnswer = isAnswer
        self.sleep = sleep
        self.make = make
    }

    /// Begins the codes for one consumer.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(codes: self)
    }

    /// Makes the codes of one consumer.
    public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        private let codes: CodeSequence
        private var last: Code?
        private var hasEnded = false

        fileprivate init(codes: CodeSequence) {
            self.codes = codes
        }

        /// The next code, when the one before is to be replaced; none after the last.
        ///
        /// - Throws: ``EsscError``. The sequence has ended then; a new one may be begun.
        public mutating func next() async throws -> Code? {
            guard !hasEnded, !Task.isCancelled else { return nil }
            // Whatever happens below, unless a code comes of it.
            hasEnded = true
            if let last, codes.isAnswer || last.isShownOnce {
                try? await codes.sleep(last.rotateAfter)
                return nil
            }
            var code = try await codes.make()
            // What is left of its time is in it: who comes late has the next one at once.
            while code.text == last?.text {
                do {
                    try await codes.sleep(Swift.max(code.rotateAfter, 0.1))
                } catch {
                    return nil
                }
                code = try await codes.make()
            }
            guard !Task.isCancelled else { return nil }
            last = code
            hasEnded = false
            return code
        }
    }
}

extension Code {
    /// Whether the code names its holder. Such a code is made when the holder agrees, and never
    /// renewed by itself (docs/protocol.md §5).
    public var isShownOnce: Bool {
        switch discloses.profile {
        case .validity, .entitlement: false
        case .masked, .identity: true
        }
    }
}
