// Times as they are in China, wherever the phone is: cards and codes live by them.

import Foundation

/// A moment on a clock in China, which has one zone and no summer time.
struct ChinaTime {
    let year: Int
    let month: Int
    let day: Int
    private let hour: Int
    private let minute: Int
    private let second: Int

    init(_ moment: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: moment)
        year = parts.year ?? 0
        month = parts.month ?? 1
        day = parts.day ?? 1
        hour = parts.hour ?? 0
        minute = parts.minute ?? 0
        second = parts.second ?? 0
    }

    /// `16:05`
    var minutes: String { "\(padded(hour)):\(padded(minute))" }

    /// `16:05:09`
    var seconds: String { "\(minutes):\(padded(second))" }

    private func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
