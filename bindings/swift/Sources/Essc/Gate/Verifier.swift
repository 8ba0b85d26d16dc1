// A venue's verifier.

import Foundation

/// A gate: text in, verdict out, no network at the moment of the scan.
///
/// One for a process; any number of threads may call it at once. What may wait for the network, for a
/// key or for the disk is `async` and never runs on the caller's thread; it goes on to its end when its
/// task is cancelled.
public final class Verifier: Sendable {
    private let core: CoreVerifier

    /// Opens a verifier on the configuration's directory, and reads and verifies the lists in it: those
    /// of a whole province take a while, off the caller's thread. Lists that don't verify any more are
    /// dropped, and the next verdict says what is missing. Another verifier on the directory is no error:
    /// until it is gone, codes are answered with ``Reason/replayGuardUnavailable``.
    ///
    /// - Parameters:
    ///   - config: Where it is, where the gate stands, and whom it trusts.
    ///   - clock: Time; none: the system's clocks.
    ///   - http: HTTP; none: the library's own client, where the build has one.
    /// - Throws: ``EsscError``: `report` when files can't be read, `rejectInput` for a capacity that is
    ///   too large, `retry` when the task is cancelled.
    public init(
        _ config: VerifierConfig, clock: (any DeviceClock)? = nil, http: (any HTTPClient)? = nil
    ) async throws(EsscError) {
        core = try await offThread(()) {
            try CoreVerifier.open(config: config, clock: clock, http: http)
        }
    }

    // MARK: Judging

    /// Judges the text of a QR code for a scene, now. Takes bounded time and memory whatever the text is;
    /// never fails, never asks the network.
    public func verify(_ text: String, for scene: SceneCode) -> Verdict {
        core.verify(text: text, scene: scene)
    }

    /// Judges a text as of another time, with the lists held today; nothing is remembered.
    public func verify(_ text: String, for scene: SceneCode, asOf date: Date) -> Verdict {
        core.verifyAsOf(text: text, scene: scene, at: date)
    }

    /// The scenes that are switched on where this gate stands; none without a catalogue.
    public var scenes: [VenueScene] { core.scenes() }

    // MARK: Lists

    /// The lists held, with their age.
    public var lists: [ListState] { core.lists() }

    /// Brings every list up to date, asking only for what changed. The next call goes on where this one
    /// broke off. Given a venue, it also renews the venue's card when less than half of its period is
    /// left; the renewed one is used from then on.
    ///
    /// - Parameters:
    ///   - source: Where the lists come from.
    ///   - venue: The venue whose card is renewed.
    /// - Throws: ``EsscError``: `report` when files can't be written, or without an HTTP client; what became
    ///   of each list and of the venue's card is in the summary.
    @discardableResult
    public func sync(
        from source: SyncSource, renewing venue: Venue? = nil
    ) async throws(EsscError) -> SyncSummary {
        try await exchange(with: core) {
            try await $0.sync(source: source, listener: nil, venue: venue?.core)
        }
    }

    /// As ``sync(from:renewing:)``, told while it goes on: a step after each list, and the summary at the
    /// end. A sync that nobody listens to any more goes on to its end.
    ///
    /// ```swift
    /// for try await update in gate.syncUpdates(from: source) {
    ///     switch update {
    ///     case .step(let step): show(step.done, of: step.total)
    ///     case .finished(let summary): show(summary)
    ///     }
    /// }
    /// ```
    public func syncUpdates(
        from source: SyncSource, renewing venue: Venue? = nil
    ) -> AsyncThrowingStream<SyncUpdate, any Error> {
        let core = core
        return AsyncThrowingStream { continuation in
            let listener = StepListener { continuation.yield(.step($0)) }
            Task.detached {
                do {
                    let summary = try await core.sync(
                        source: source, listener: listener, venue: venue?.core)
                    continuation.yield(.finished(summary))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: EsscError(thrown: error))
                }
            }
        }
    }

    /// Takes lists in from a bundle file, by the same rules as a sync. Off the caller's thread: a bundle
    /// can hold the lists of a whole province.
    ///
    /// - Throws: ``EsscError/rejectInput(code:reason:)`` for bytes that are no bundle.
    @discardableResult
    public func importBundle(_ bundle: Data) async throws(EsscError) -> SyncSummary {
        try await offThread(core) { try $0.importBundle(bytes: bundle) }
    }

    // MARK: Asking holders

    /// Makes a request for a scene, signs it with the venue's key and keeps it, so that a code may answer
    /// it.
    ///
    /// - Throws: ``EsscError``: `rejectInput` for a venue card that wallets would refuse, `retry`,
    ///   `report`.
    public func request(
        _ question: Question, for scene: SceneCode, by venue: Venue
    ) async throws(EsscError) -> SignedRequest {
        try await offThread(core) {
            try $0.request(venue: venue.core, scene: scene, question: question)
        }
    }

    /// Keeps a request that another device of this venue made, so that a code scanned here may answer it.
    ///
    /// - Throws: ``EsscError/rejectInput(code:reason:)`` for what is no request.
    public func keepRequest(_ text: String) throws(EsscError) {
        try calling { try core.keepRequest(text: text) }
    }
}

/// What is heard of a sync.
public enum SyncUpdate: Sendable, Equatable {
    /// A list is done, well or not.
    case step(SyncStep)
    /// The sync is over. Heard once, last.
    case finished(SyncSummary)
}

/// Hands steps on.
private final class StepListener: SyncListener {
    private let heard: @Sendable (SyncStep) -> Void

    init(_ heard: @escaping @Sendable (SyncStep) -> Void) {
        self.heard = heard
    }

    func progressed(step: SyncStep) throws {
        heard(step)
    }
}
