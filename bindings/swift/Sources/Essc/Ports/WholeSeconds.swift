// Time as it crosses to the core: whole seconds since 1970.

import Foundation

extension Date {
    /// Whole seconds since 1970, rounded down; what no date can be is the nearest that can.
    ///
    /// Total, since a `Date` may hold anything: before 1970 and for what is no number the answer is 0,
    /// where the core's time begins; after the year 9999 it is that year's last second, the last that
    /// the core knows.
    var wholeSecondsSince1970: Int {
        let seconds = timeIntervalSince1970
        // False for what is no number, too.
        guard seconds > 0 else { return 0 }
        return seconds < Double(Self.lastSecond) ? Int(seconds) : Self.lastSecond
    }

    /// 9999-12-31T23:59:59Z.
    private static let lastSecond = 253_402_300_799
}
