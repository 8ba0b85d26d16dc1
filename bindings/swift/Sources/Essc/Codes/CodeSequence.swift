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
    ///   - pace: Time; other than the device's for tests.
    public func codes(
        of card: CardID, for scene: SceneCode, pace: CodeSequence.Pace = .device
    ) -> CodeSequence {
        CodeSequence(pace: pace) { try await self.present(card, for: scene) }
    }
}

/// Codes that replace each other; see ``Wallet/codes(of:for:pace:)``.
public struct CodeSequence: AsyncSequence, Sendable {
    /// A code, with its QR symbol.
    public typealias Element = Code

    /// Time as the sequence needs it.
    public struct Pace: Sendable {
        /// Seconds since some moment, sleep of the device included.
        public let now: @Sendable () -> TimeInterval
        /// Lets seconds pass; throws when the task is cancelled.
        public let sleep: @Sendable (TimeInterval) async throws -> Void

        /// - Parameters:
        ///   - now: Seconds since some moment.
        ///   - sleep: Lets seconds pass; throws when the task is cancelled.
        public init(
            now: @escaping @Sendable () -> TimeInterval,
            sleep: @escaping @Sendable (TimeInterval) async throws -> Void
        ) {
            self.now = now
            self.sleep = sleep
        }

        /// The device's.
        public static let device: Pace = {
            let clock = SystemBootClock()
            return Pace(now: { clock.monotonic().elapsed }) { seconds in
                try await Task.sleep(nanoseconds: UInt64(seconds * 1e9))
            }
        }()
    }

    private let pace: Pace
    private let make: @Sendable () async throws -> Code
    private let isAnswer: Bool

    /// One code that was made already, as an answer to a request is, for as long as it is to be shown.
    public init(only code: Code, pace: Pace = .device) {
        self.init(isAnswer: true, pace: pace) { code }
    }

    /// - Parameters:
    ///   - isAnswer: Whether there is one code only.
    ///   - pace: Time.
    ///   - make: The code to show now. The same one again until it is to be replaced.
    init(isAnswer: Bool = false, pace: Pace, make: @escaping @Sendable () async throws -> Code) {
        self.isAnswer = isAnswer
        self.pace = pace
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
        /// When the last code is to be replaced.
        private var replaceAt: TimeInterval = 0
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
            guard let code = try await following(last), !Task.isCancelled else { return nil }
            last = code
            hasEnded = false
            return code
        }

        /// The code after another one; none when there is none, or when the task is cancelled.
        private mutating func following(_ last: Code?) async throws -> Code? {
            guard let last else { return try await made() }
            while await hasSlept() {
                if codes.isAnswer || last.isShownOnce { return nil }
                let code = try await made()
                // The wallet's clock may have been a little behind.
                if code.text != last.text { return code }
            }
            return nil
        }

        private mutating func made() async throws -> Code {
            let code = try await codes.make()
            replaceAt = codes.pace.now() + Swift.max(code.rotateAfter, 0.1)
            return code
        }

        private func hasSlept() async -> Bool {
            let seconds = replaceAt - codes.pace.now()
            guard seconds > 0 else { return true }
            do { try await codes.pace.sleep(seconds) } catch { return false }
            return true
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
