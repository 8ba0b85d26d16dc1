// The app's String Catalog is whole, and is read as Xcode means it.

import Essc
import XCTest

@testable import DemoKit

final class StringCatalogTests: XCTestCase {
    private let catalog = Words.catalog

    func testTheCatalogHasEveryTextOfTheAppAndNoOther() {
        XCTAssertEqual(Set(catalog.strings.keys), Set(Phrase.allCases.map(\.rawValue)))
        XCTAssertGreaterThan(catalog.strings.count, 100)
        XCTAssertEqual(catalog.sourceLanguage, Language.en.identifier)
    }

    func testEveryTextIsTranslatedAndSaysToTranslatorsWhatItIs() {
        for (key, entry) in catalog.strings {
            XCTAssertGreaterThan(entry.comment?.count ?? 0, 10, key)
            let languages = entry.shouldTranslate == false ? ["en"] : ["en", "zh-Hans"]
            XCTAssertEqual(entry.localizations.keys.sorted(), languages, key)
            for unit in entry.localizations.values.flatMap(units) {
                XCTAssertEqual(unit.state, "translated", key)
                XCTAssertFalse(unit.value.isEmpty, key)
            }
        }
    }

    func testATextHasTheSamePlaceholdersInBothLanguagesAndInEachPluralForm() {
        for (key, entry) in catalog.strings {
            let found = entry.localizations.values.flatMap(units).map { placeholders($0.value) }
            XCTAssertEqual(Set(found).count, 1, "\(key): \(found)")
        }
    }

    func testPluralFormsAreThoseOfTheirLanguageAndOneNumberDecidesThem() {
        var counted: Set<String> = []
        for (key, entry) in catalog.strings {
            for (language, said) in entry.localizations {
                XCTAssertTrue((said.stringUnit == nil) != (said.variations == nil), key)
                guard let plural = said.variations?.plural else { continue }
                counted.insert(key)
                let forms = language == "en" ? ["one", "other"] : ["other"]
                XCTAssertEqual(plural.keys.sorted(), forms, key)
                for unit in units(said) { XCTAssertEqual(placeholders(unit.value), ["%lld"], key) }
            }
        }
        XCTAssertEqual(counted, ["seconds", "minutes", "hours", "days", "txCodeDigits"])
    }

    func testPlaceholdersAreFilledInTheOrderThatTheyName() throws {
        let catalog = try catalog([
            "a": "%2$@ before %1$lld", "b": "%@, %lld of %@", "c": "100%% %@",
        ])
        XCTAssertEqual(catalog.text("a", in: "en", [7, "x"]), "x before 7")
        XCTAssertEqual(catalog.text("b", in: "en", ["x", 7, "y"]), "x, 7 of y")
        XCTAssertEqual(catalog.text("c", in: "en", ["x"]), "100% x")
    }

    func testWhatIsPutInIsNotReadAgainAndWhatIsMissingIsSeen() throws {
        let far = "%\(String(repeating: "9", count: 20))$@"
        let catalog = try catalog(["a": "%@ and %@", "b": "%3$@", "c": "%0$@", "d": far])
        XCTAssertEqual(catalog.text("a", in: "en", ["%@%2$@%", "y"]), "%@%2$@% and y")
        XCTAssertEqual(catalog.text("a", in: "en", ["x"]), "x and %@")
        XCTAssertEqual(catalog.text("b", in: "en", ["x"]), "%3$@")
        XCTAssertEqual(catalog.text("c", in: "en", ["x"]), "%0$@")
        XCTAssertEqual(catalog.text("d", in: "en", ["x"]), far)
        XCTAssertEqual(catalog.text("none", in: "en"), "none")
        XCTAssertEqual(StringCatalog.empty.text("none", in: "en", [1]), "none")
    }

    func testWhatIsTheSameInEveryLanguageIsInTheSourceLanguageAlone() {
        XCTAssertEqual(Words(.zh)[.languageEn], "English")
        XCTAssertEqual(Words(.en)[.languageZh], "中文")
    }

    private func units(_ said: StringCatalog.Localization) -> [StringCatalog.Unit] {
        let forms = said.variations.map { Array($0.plural.values) } ?? []
        return [said.stringUnit].compactMap { $0 } + forms.flatMap(units)
    }

    /// `%1$@` and `%@` count as they stand; sorted, since languages have orders of their own.
    private func placeholders(_ text: String) -> [String] {
        text.matches(of: /%(?:\d+\$)?(?:@|lld)/).map { String($0.0) }.sorted()
    }

    private func catalog(_ texts: [String: String]) throws -> StringCatalog {
        let strings = texts.mapValues {
            ["localizations": ["en": ["stringUnit": ["state": "translated", "value": $0]]]]
        }
        let json = try JSONSerialization.data(
            withJSONObject: ["sourceLanguage": "en", "strings": strings, "version": "1.0"])
        return try JSONDecoder().decode(StringCatalog.self, from: json)
    }
}
