// Both languages say everything, and in their own letters.

import Essc
import XCTest

@testable import DemoKit

final class WordsTests: XCTestCase {
    func testEnglishHasNoChineseLettersAndChineseHasSomeButForNamesOfLanguagesAndExamples() {
        let exempt: Set = ["languageLabel", "offerHint"]
        let chinese = texts(Zh()).filter { !exempt.contains($0.key) }
        let english = texts(En()).filter { !exempt.contains($0.key) }
        XCTAssertEqual(Set(chinese.keys), Set(english.keys))
        XCTAssertGreaterThan(chinese.count, 60)
        for (name, text) in chinese { XCTAssertTrue(hasChinese(text), "\(name): \(text)") }
        for (name, text) in english {
            XCTAssertFalse(text.isEmpty || hasChinese(text), "\(name): \(text)")
        }
    }

    func testEachLanguageIsFoundByItsName() {
        XCTAssertEqual(Language.zh.words.language, .zh)
        XCTAssertEqual(Language.en.words.language, .en)
    }

    func testAgesAndAmountsAreSaidAsPeopleSayThem() {
        XCTAssertEqual(En().age(-3), "just now")
        XCTAssertEqual(En().age(119), "1 minute ago")
        XCTAssertEqual(En().age(49 * 3600), "2 days ago")
        XCTAssertEqual(Zh().age(20 * 60), "20 分钟前")
        XCTAssertEqual(Zh().yuan(12_805), "128.05 元")
        XCTAssertEqual(En().yuan(9), "CNY 0.09")
    }

    func testTimesAreChinasWhereverThePhoneIs() {
        let moment = Date(timeIntervalSince1970: 1_800_000_000)
        XCTAssertEqual(En().date(moment), "15 Jan 2027, 16:00")
        XCTAssertEqual(Zh().date(moment), "2027年1月15日 16:00")
        XCTAssertEqual(Zh().time(moment + 7), "16:00:07")
    }

    func testAClockThatIsOffSaysWhichWayAndWhatToDo() {
        XCTAssertTrue(En().clockOff(600).hasPrefix("This phone's clock is 10 minutes fast."))
        XCTAssertTrue(Zh().clockOff(-600).hasPrefix("手机时间慢了 10 分钟"))
        XCTAssertEqual(En().clockOff(599), En().clockOff(600))
        XCTAssertEqual(Zh().clockOff(-629), Zh().clockOff(-600))
        XCTAssertTrue(En().clockOff(59).hasPrefix("This phone's clock is 59 seconds fast."))
    }

    func testWhatAVenueSeesIsASentence() {
        // A made-up person.
        let masked = Disclosed.masked(
            region: .guangzhou, kind: .mainland, name: "张*", number: "440***********0012")
        XCTAssertEqual(
            En().disclosed(masked),
            "Name 张*, ID number 440***********0012, valid card of Guangzhou.")
        XCTAssertEqual(
            Zh().lines(masked), ["姓名 张*", "身份证号 440***********0012", "广州的有效社保卡"])
        let entitled = Disclosed.entitlement(region: .guangzhou, answers: [.senior60])
        XCTAssertEqual(En().disclosed(entitled), "60 or older, valid card of Guangzhou.")
        XCTAssertEqual(Zh().lines(entitled), ["年满 60 岁", "广州的有效社保卡"])
    }

    private func texts(_ words: any Words) -> [String: String] {
        var texts: [String: String] = [:]
        for member in Mirror(reflecting: words).children {
            guard let name = member.label else { continue }
            if let text = member.value as? String { texts[name] = text }
            for (index, point) in (member.value as? [WelcomePoint] ?? []).enumerated() {
                texts["\(name) \(index)"] = "\(point.title) \(point.lead)"
            }
        }
        return texts
    }

    private func hasChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { ("\u{4E00}"..."\u{9FFF}").contains($0) }
    }
}
