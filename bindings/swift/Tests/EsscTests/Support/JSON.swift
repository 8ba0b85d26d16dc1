// JSON as a value that can be compared, read so that nothing is passed over.

import Foundation

/// A JSON value of the vectors and of the sandbox. Numbers are whole.
enum JSON: Equatable, Codable {
    case null
    case flag(Bool)
    case number(Int64)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .flag(let flag): try value.encode(flag)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let object): try value.encode(object)
        }
    }

    /// Reads a text.
    static func parse(_ text: String) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    /// Writes it.
    func written() throws -> Data {
        try JSONEncoder().encode(self)
    }

    /// The members of an object that has these and no others.
    func members(_ names: Set<String>) throws -> [String: JSON] {
        guard case .object(let members) = self, Set(members.keys) == names else {
            throw Unexpected(value: self, wanted: "an object of \(names.sorted())")
        }
        return members
    }

    /// A member of an object.
    subscript(_ name: String) -> JSON {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    func text() throws -> String {
        guard case .text(let text) = self else { throw Unexpected(value: self, wanted: "text") }
        return text
    }

    func number() throws -> Int64 {
        guard case .number(let number) = self else {
            throw Unexpected(value: self, wanted: "number")
        }
        return number
    }

    func list() throws -> [JSON] {
        guard case .list(let list) = self else { throw Unexpected(value: self, wanted: "list") }
        return list
    }

    func time() throws -> Date {
        Date(timeIntervalSince1970: TimeInterval(try number()))
    }

    struct Unexpected: Error {
        let value: JSON
        let wanted: String
    }
}
