import Essc
import XCTest

final class QrTests: XCTestCase {
    func testEveryModuleIsASquareOfItsColorInsideALightBorder() throws {
        let code = try QRCode("SSC1:BB8")
        let width = Int(code.width)
        for scale in [1, 3] {
            let bitmap = QRBitmap(code, scale: scale)
            XCTAssertEqual(bitmap.side, (width + 8) * scale)
            XCTAssertEqual(bitmap.pixels.count, bitmap.side * bitmap.side)
            let wrong = bitmap.pixels.enumerated().filter { index, pixel in
                let x = index % bitmap.side / scale - QRBitmap.quietZone
                let y = index / bitmap.side / scale - QRBitmap.quietZone
                let isInside = (0..<width).contains(x) && (0..<width).contains(y)
                return pixel != (isInside && code.modules[y * width + x] ? 0 : 255)
            }
            XCTAssertEqual(wrong.count, 0)
        }
    }

    func testAScaleOutOfRangeIsTheNearestInRange() throws {
        let code = try QRCode("SSC1:BB8")
        XCTAssertEqual(QRBitmap(code, scale: 0), QRBitmap(code, scale: 1))
        XCTAssertEqual(QRBitmap(code, scale: .max), QRBitmap(code, scale: 64))
    }

    func testASymbolWithMoreOrFewerModulesThanItsWidthSaysIsDrawnWithoutATrap() {
        for count in [0, 8, 10, 1000] {
            let modules = [Bool](repeating: true, count: count)
            let bitmap = QRBitmap(QRCode(modules: modules, width: 3, version: 1))
            XCTAssertEqual(bitmap.pixels.filter { $0 == 0 }.count, min(count, 9))
        }
    }

    func testTextThatDoesNotFitTheModeIsRefused() {
        XCTAssertThrowsError(try QRCode("lower case")) { error in
            XCTAssertEqual((error as? EsscError)?.code, .internal)
        }
    }

    func testImagesAreMadeAtEveryScale() throws {
        let code = try QRCode("SSC1:BB8")
        XCTAssertEqual(code.png(scale: 4).prefix(4), Data([0x89, 0x50, 0x4e, 0x47]))
        XCTAssertTrue(code.svg(scale: 4).hasPrefix("<"))
    }
}
