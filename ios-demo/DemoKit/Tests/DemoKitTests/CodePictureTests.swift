// Codes as a camera sees them: pictures for a decoder that isn't ours.

import Essc
import Foundation
import XCTest

@testable import DemoKit

final class CodePictureTests: XCTestCase, @unchecked Sendable {
    /// Each code of the app is left as a picture beside the text that it must be read as;
    /// `check_pictures.py` has zbar read them all.
    @MainActor func testTheCodesOnTheScreenAreLeftAsPicturesAndAreAccepted() async throws {
        let pictures = try Surroundings.pictures()
        let sandbox = try await Sandbox()
        let holder = try sandbox.holder("adult")
        let phone = try Phone(sandbox.issuer)
        let card = try await phone.enroll(holder.offer, holder.tx_code)
        await phone.sync()
        phone.time.pass(20)
        // A validity code, and the largest, with a whole identity.
        for scene: SceneCode in [Phone.hall, 101] {
            let scanner = try await phone.openScanner(at: scene)
            phone.app.go(.code(card: card, request: nil))
            let code = phone.app.code(card: card, request: nil)
            await code.load()
            code.choose(scene)
            code.start()
            let text = try await phone.text(on: code)
            try leave(try await phone.symbol(on: code), text, "scene-\(scene)", in: pictures)
            let verdict = try await phone.scan(text, with: scanner)
            XCTAssertEqual(verdict.outcome, .accepted, verdict.announcement)
            code.hide()
            phone.camera.close()
            phone.time.pass(2)
        }
    }

    /// A portable graymap, as cameras see brightness.
    private func leave(_ symbol: QRCode, _ text: String, _ name: String, in folder: URL) throws {
        let bitmap = QRBitmap(symbol, scale: 4)
        let head = Data("P5 \(bitmap.side) \(bitmap.side) 255\n".utf8)
        try (head + bitmap.pixels).write(to: folder.appendingPathComponent("\(name).pgm"))
        try Data(text.utf8).write(to: folder.appendingPathComponent("\(name).txt"))
    }
}
