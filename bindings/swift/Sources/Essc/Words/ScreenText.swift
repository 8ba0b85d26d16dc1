// The texts of the library's own screen. All else that people read, the core says.

import Foundation

/// A text of the screen that shows codes, by its key in `Resources/*.lproj/Localizable.strings`.
enum ScreenText: String, CaseIterable {
    case secondsLeft = "code.secondsLeft"
    case waiting = "code.waiting"
    case covered = "code.covered"
    case shown = "code.shown"
    case ended = "code.ended"

    /// The text in the language that the screen was opened in, whichever the phone's is.
    ///
    /// - Parameters:
    ///   - language: Which translation. A text that it lacks is its key.
    ///   - arguments: For the placeholders, in their order.
    func text(in language: Language, _ arguments: any CVarArg...) -> String {
        let format = Self.bundle(language).localizedString(
            forKey: rawValue, value: rawValue, table: nil)
        return arguments.isEmpty ? format : String(format: format, arguments: arguments)
    }

    private static func bundle(_ language: Language) -> Bundle {
        let name =
            switch language {
            case .zh: "zh-Hans"
            case .en: "en"
            }
        // Builds for Apple's systems keep the name of the folder, others write it in small letters.
        let folders = [name, name.lowercased()].compactMap {
            resources.path(forResource: $0, ofType: "lproj")
        }
        return folders.first.flatMap { Bundle(path: $0) } ?? resources
    }

    private static var resources: Bundle {
        #if SWIFT_PACKAGE
            .module
        #else
            // Where no package manager builds it, they lie beside the library.
            Bundle(for: Wallet.self)
        #endif
    }
}
