// What the app says, in both languages.

import Essc
import XCTest

@testable import DemoKit

final class WordsTests: XCTestCase {
    private let zh = Words(.zh)
    private let en = Words(.en)

    func testEnglishHasNoChineseLettersAndChineseHasSomeButForNamesAndPunctuation() {
        let exempt: Set<Phrase> = [
            .languageLabel, .languageZh, .languageEn, .offerHint,
            .disclosedSeparator, .disclosedSentence, .functionSeparator,
        ]
        for phrase in Phrase.allCases where !exempt.contains(phrase) {
            XCTAssertTrue(hasChinese(zh[phrase]), "\(phrase): \(zh[phrase])")
            let english = en[phrase]
            XCTAssertFalse(english.isEmpty || hasChinese(english), "\(phrase): \(english)")
        }
    }

    func testAgesAndAmountsAreSaidAsPeopleSayThem() {
        XCTAssertEqual(en.age(-3), "just now")
        XCTAssertEqual(en.age(119), "1 minute ago")
        XCTAssertEqual(en.age(49 * 3600), "2 days ago")
        XCTAssertEqual(en.age(3600), "1 hour ago")
        XCTAssertEqual(en.age(86_400), "1 day ago")
        XCTAssertEqual(zh.age(20 * 60), "20 分钟前")
        XCTAssertEqual(zh.age(86_400), "1 天前")
        XCTAssertEqual(zh.yuan(12_805), "128.05 元")
        XCTAssertEqual(en.yuan(9), "CNY 0.09")
    }

    func testANumberDecidesThePlural() {
        XCTAssertEqual(en.txCodeLabel(1), "Transaction code (1 digit)")
        XCTAssertEqual(en.txCodeLabel(6), "Transaction code (6 digits)")
        XCTAssertEqual(en.txCodeLabel(0), "Transaction code")
        XCTAssertEqual(zh.txCodeLabel(1), "验证码（1 位数字）")
    }

    func testTimesAreChinasWhereverThePhoneIs() {
        let moment = Date(timeIntervalSince1970: 1_800_000_000)
        XCTAssertEqual(en.date(moment), "15 Jan 2027, 16:00")
        XCTAssertEqual(zh.date(moment), "2027年1月15日 16:00")
        XCTAssertEqual(zh.time(moment + 7), "16:00:07")
        // Five past midnight in China, where it is a day later than in London.
        XCTAssertEqual(en.date(moment + 29_100), "16 Jan 2027, 00:05")
        XCTAssertEqual(en.time(moment + 29_100), "00:05:00")
    }

    func testMonthsAreThreeLettersInEnglishAndNumbersInChinese() {
        // The middle of January 2027, and one twelfth of a year after another.
        let moments = stride(from: 0, to: 12 * 2_629_746, by: 2_629_746).map {
            Date(timeIntervalSince1970: 1_800_000_000 + TimeInterval($0))
        }
        XCTAssertEqual(
            moments.map { en.date($0).split(separator: " ")[1] },
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
        XCTAssertEqual(zh.date(moments[11]), "2027年12月16日 11:20")
    }

    func testAClockThatIsOffSaysWhichWayAndWhatToDo() {
        XCTAssertEqual(
            en.clockOff(600),
            "This phone's clock is 10 minutes fast. "
                + "Turn on automatic time in the system settings.")
        XCTAssertTrue(zh.clockOff(-600).hasPrefix("手机时间慢了 10 分钟"))
        XCTAssertEqual(en.clockOff(599), en.clockOff(600))
        XCTAssertEqual(zh.clockOff(-629), zh.clockOff(-600))
        XCTAssertTrue(en.clockOff(59).hasPrefix("This phone's clock is 59 seconds fast."))
    }

    func testWhatAVenueSeesIsASentence() {
        // A made-up person.
        let masked = Disclosed.masked(
            region: .guangzhou, kind: .mainland, name: "张*", number: "440***********0012")
        XCTAssertEqual(
            en.disclosed(masked),
            "Name 张*, ID number 440***********0012, valid card of Guangzhou.")
        XCTAssertEqual(
            zh.lines(masked), ["姓名 张*", "身份证号 440***********0012", "广州的有效社保卡"])
        let entitled = Disclosed.entitlement(region: .guangzhou, answers: [.senior60])
        XCTAssertEqual(en.disclosed(entitled), "60 or older, valid card of Guangzhou.")
        XCTAssertEqual(zh.lines(entitled), ["年满 60 岁", "广州的有效社保卡"])
    }

    func testListsAreCalledByTheirCityAndNumber() {
        let list = ListName.statusList(region: .guangzhou, number: 12_345)
        XCTAssertEqual(en.listName(list), "Guangzhou · card status 12345")
        XCTAssertEqual(zh.listName(list), "广州 · 卡状态 12345")
        XCTAssertEqual(en.syncing(2, total: 30, bytes: 4_194_304), "2 of 30 done, 4096 KB")
    }

    private func hasChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { ("\u{4E00}"..."\u{9FFF}").contains($0) }
    }
}
