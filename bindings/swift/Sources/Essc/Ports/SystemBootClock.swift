// The clocks of the operating system, counted from its start.

import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The device's clocks: the wall clock, and one that counts from the device's start, also while it
/// sleeps.
///
/// With it a wallet keeps the server's time across starts of the app, until the phone is started
/// again. Without a clock of the app's, the library counts from the start of the process.
public final class SystemBootClock: DeviceClock {
    private let boot: Int

    /// The clocks of this device.
    public init() {
        // A process whose system tells nothing is a boot of its own: less is remembered, and nothing
        // wrong is concluded.
        boot = Self.bootIdentifier ?? Int.random(in: .min ... .max)
    }

    /// The wall clock, which its owner can set to anything.
    public func now() -> Date {
        Date()
    }

    /// The time since the device's start, sleep included.
    public func monotonic() -> Monotonic {
        Monotonic(boot: boot, elapsed: TimeInterval(Self.nanosecondsSinceBoot) / 1e9)
    }

    #if canImport(Darwin)
        /// `CLOCK_MONOTONIC_RAW` of Apple's systems runs on during sleep, as `mach_continuous_time`.
        private static var nanosecondsSinceBoot: UInt64 {
            clock_gettime_nsec_np(CLOCK_MONOTONIC_RAW)
        }

        private static var bootIdentifier: Int? {
            var text = [CChar](repeating: 0, count: 64)
            var size = text.count
            let status = sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0)
            guard status == 0 else { return nil }
            let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return folded(String(decoding: bytes, as: UTF8.self))
        }
    #else
        private static var nanosecondsSinceBoot: UInt64 {
            var time = timespec()
            guard clock_gettime(CLOCK_BOOTTIME, &time) == 0 else { return 0 }
            return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        }

        private static var bootIdentifier: Int? {
            let file = "/proc/sys/kernel/random/boot_id"
            return (try? String(contentsOfFile: file, encoding: .utf8)).flatMap(folded)
        }
    #endif

    /// A UUID's sixteen bytes as eight, which tell boots apart as well.
    private static func folded(_ text: String) -> Int? {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let uuid = UUID(uuidString: trimmed) else { return nil }
        return withUnsafeBytes(of: uuid.uuid) { bytes in
            let first = bytes.loadUnaligned(as: Int64.self)
            let second = bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self)
            return Int(truncatingIfNeeded: first ^ second)
        }
    }
}
