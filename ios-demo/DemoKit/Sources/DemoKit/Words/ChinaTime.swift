// Times as they are in China, wherever the phone is: cards and codes live by them.

import Essc
import Foundation

/// Clocks and calendars in China, which has one zone and no summer time.
enum ChinaTime {
    /// A moment by a pattern of Unicode's date formats (UTS #35), as `d MMM yyyy, HH:mm`. Whether the
    /// phone counts hours to 12 or to 24, and which calendar it has, makes no difference.
    static func text(_ moment: Date, pattern: String, in language: Language) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: language == .en ? "en_US_POSIX" : language.identifier)
        format.calendar = Calendar(identifier: .gregorian)
        format.timeZone = TimeZone(secondsFromGMT: 8 * 3600)
        format.dateFormat = pattern
        return format.string(from: moment)
    }
}
