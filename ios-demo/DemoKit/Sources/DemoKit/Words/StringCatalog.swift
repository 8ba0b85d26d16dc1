// Xcode's String Catalog, read as it stands: one reader and one file, on Apple's systems and elsewhere.

import Foundation

/// The texts of a String Catalog (`.xcstrings`, version 1.0): by key and language, each as it is or in
/// the plural forms of its language.
///
/// The app speaks the language that is set in it, whatever the phone's, and is tested where no Xcode
/// compiles a catalog. So the file goes into the app as it is, and this reads it everywhere. Of plural
/// forms it knows `one`, for exactly one, and `other`, which is enough for Chinese and English.
struct StringCatalog: Sendable, Decodable {
    /// The language of texts that are in no other.
    let sourceLanguage: String
    let strings: [String: Entry]

    /// A text in every language.
    struct Entry: Sendable, Decodable {
        /// For translators.
        let comment: String?
        /// False for what is the same in every language, and then in the source language alone.
        let shouldTranslate: Bool?
        let localizations: [String: Localization]
    }

    /// A text in one language.
    struct Localization: Sendable, Decodable {
        let stringUnit: Unit?
        let variations: Variations?
    }

    /// The plural forms of a text by their names in CLDR.
    struct Variations: Sendable, Decodable {
        let plural: [String: Localization]
    }

    /// A text, and how far its translation is.
    struct Unit: Sendable, Decodable {
        let state: String
        let value: String
    }

    /// No texts: every key stands for itself.
    static let empty = StringCatalog(sourceLanguage: "", strings: [:])

    /// A text with its placeholders (`%@`, `%lld`, `%2$@`) filled.
    ///
    /// - Parameters:
    ///   - key: Which text. A catalog that lacks it gives the key, as Apple's systems do.
    ///   - language: As the catalog names it, `zh-Hans`.
    ///   - arguments: For the placeholders, in their order; the first whole number decides the plural.
    func text(
        _ key: String, in language: String, _ arguments: [any CustomStringConvertible] = []
    ) -> String {
        let said = strings[key]?.localizations
        guard let said = said?[language] ?? said?[sourceLanguage] else { return key }
        let count = arguments.lazy.compactMap { $0 as? Int }.first
        guard let format = said.form(for: count)?.value else { return key }
        return arguments.isEmpty ? format : Self.filled(format, arguments.map(\.description))
    }

    /// What is put in is not read again, whatever it contains. A placeholder without an argument stays.
    private static func filled(_ format: String, _ arguments: [String]) -> String {
        var next = 0
        return format.replacing(/%(?:(\d+)\$)?(?:@|lld|(%))/) { found in
            if found.2 != nil { return "%" }
            if found.1 == nil { next += 1 }
            let number = found.1.flatMap { Int($0) } ?? next
            guard arguments.indices.contains(number - 1) else { return String(found.0) }
            return arguments[number - 1]
        }
    }
}

extension StringCatalog.Localization {
    fileprivate func form(for count: Int?) -> StringCatalog.Unit? {
        if let stringUnit { return stringUnit }
        let forms = variations?.plural
        let one = count == 1 ? forms?["one"] : nil
        return (one ?? forms?["other"])?.stringUnit
    }
}
