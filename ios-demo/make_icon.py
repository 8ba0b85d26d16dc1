"""Draws the app's icon, a card with a code on it: `python3 ios-demo/make_icon.py`.

Written with the standard library alone, so that the picture can be made anew anywhere.
"""

import struct
import zlib
from pathlib import Path

SIDE = 1024
ICON = Path(__file__).parent / "App/Assets.xcassets/AppIcon.appiconset/icon.png"

# The colours of a card in DemoKit's Palette.
UPPER, LOWER, WHITE = (0x07, 0x3F, 0x66), (0x0B, 0x6F, 0x80), (0xFF, 0xFF, 0xFF)


def is_inside(x: float, y: float, box: tuple[float, float, float, float], radius: float) -> bool:
    """Whether a point is in a rectangle (left, top, right, bottom) with round corners."""
    left, top, right, bottom = box
    near_x = min(max(x, left + radius), right - radius)
    near_y = min(max(y, top + radius), bottom - radius)
    return (x - near_x) ** 2 + (y - near_y) ** 2 <= radius**2


def is_dark(column: int, row: int) -> bool:
    """Whether a square of the drawn code is dark: corners of 3 × 3, and a few more."""
    corners = [(0, 0), (4, 0), (0, 4)]
    in_corner = any(c <= column < c + 3 and r <= row < r + 3 for c, r in corners)
    hollow = any((column, row) == (c + 1, r + 1) for c, r in corners)
    return (in_corner and not hollow) or (column, row) in {(5, 4), (4, 5), (6, 5), (5, 6), (3, 3)}


def color(x: float, y: float) -> tuple[int, int, int]:
    """The colour of a point."""
    # In steps, which the file's compression is glad of.
    part = round((x + y) / (2 * SIDE) * 48) / 48
    ground = tuple(round(a + (b - a) * part) for a, b in zip(UPPER, LOWER))
    if not is_inside(x, y, (152, 252, 872, 772), 64):
        return ground
    column, row = int((x - 224) // 56), int((y - 316) // 56)
    if 0 <= column < 7 and 0 <= row < 7 and x >= 224 and y >= 316:
        return ground if is_dark(column, row) else WHITE
    lines = [(680, 352, 808, 392), (680, 452, 808, 492), (680, 552, 760, 592)]
    return ground if any(is_inside(x, y, line, 20) for line in lines) else WHITE


def pixel(x: int, y: int) -> bytes:
    """A pixel: the mean of four points, so that edges are smooth."""
    points = [color(x + dx, y + dy) for dx in (0.25, 0.75) for dy in (0.25, 0.75)]
    return bytes(sum(part) // 4 for part in zip(*points))


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    """Writes the file: eight bits each of red, green and blue, no transparency, as icons must be."""
    rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(SIDE)) for y in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    ICON.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


if __name__ == "__main__":
    main()
