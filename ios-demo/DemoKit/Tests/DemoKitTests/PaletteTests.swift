// Whatever is read stands out from what is behind it, by day and by night.

import Foundation
import XCTest

@testable import DemoKit

final class PaletteTests: XCTestCase {
    func testEveryTextHasAContrastOfFourAndAHalfOrMore() {
        for palette in [Palette.light, .dark] {
            for ground in [palette.ground, palette.surface] {
                for ink in [palette.ink, palette.faint, palette.accent.ground] {
                    assertReadable(ink, on: ground)
                }
            }
            assertReadable(palette.accent)
            for tone in Tone.allCases { assertReadable(palette.soft(tone)) }
        }
        let verdicts = [Palette.accepted, Palette.rejected, Palette.unreadable]
        for patch in verdicts + Palette.card + Palette.cardAsleep {
            assertReadable(patch)
        }
    }

    func testContrastIsMeasuredAsTheGuidelinesSay() {
        XCTAssertEqual(contrast(RGB(0x000000), RGB(0xFFFFFF)), 21, accuracy: 0.001)
        XCTAssertEqual(contrast(RGB(0x777777), RGB(0xFFFFFF)), 4.48, accuracy: 0.005)
    }

    private func assertReadable(_ patch: Patch, line: UInt = #line) {
        assertReadable(patch.ink, on: patch.ground, line: line)
    }

    private func assertReadable(_ ink: RGB, on ground: RGB, line: UInt = #line) {
        XCTAssertGreaterThanOrEqual(contrast(ink, ground), 4.5, "\(ink) on \(ground)", line: line)
    }

    /// WCAG 2.2, contrast ratio.
    private func contrast(_ one: RGB, _ other: RGB) -> Double {
        let (dark, light) = (
            min(luminance(one), luminance(other)), max(luminance(one), luminance(other))
        )
        return (light + 0.05) / (dark + 0.05)
    }

    private func luminance(_ color: RGB) -> Double {
        let linear = { (part: Double) in
            part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(color.red) + 0.7152 * linear(color.green)
            + 0.0722 * linear(color.blue)
    }
}
