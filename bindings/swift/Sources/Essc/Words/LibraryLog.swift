// The library's log.

/// A line of the library's log. English, without personal data, keys and tokens.
public struct LogLine: Sendable, Hashable {
    /// How much it matters.
    public let level: LogLevel
    /// The part of the library that says it.
    public let module: String
    /// What it says.
    public let message: String
}

/// The library's log, which goes nowhere until an app wants it. One for a process.
///
/// ```swift
/// let logger = Logger(subsystem: "org.example.app", category: "essc")
/// LibraryLog.send { line in logger.info("\(line.message, privacy: .public)") }
/// ```
public enum LibraryLog {
    /// Sends the log to an app, in the place of where it went before.
    ///
    /// - Parameters:
    ///   - level: The least of what is sent.
    ///   - sink: Called from any thread, often while the library is at work: it must not call the
    ///     library, and should be quick.
    public static func send(
        from level: LogLevel = .info, to sink: @escaping @Sendable (LogLine) -> Void
    ) {
        setLogSink(sink: Sink(sink), level: level)
    }

    /// Sends the log nowhere.
    public static func stop() {
        setLogSink(sink: nil, level: .error)
    }
}

/// Hands lines on.
private final class Sink: LogSink {
    private let heard: @Sendable (LogLine) -> Void

    init(_ heard: @escaping @Sendable (LogLine) -> Void) {
        self.heard = heard
    }

    func log(level: LogLevel, module: String, message: String) throws {
        heard(LogLine(level: level, module: module, message: message))
    }
}
