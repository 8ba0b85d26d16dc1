"""Regions, scenes, texts shown to people and addresses (section 0)."""

import re
import unicodedata

LAST_SECOND = 253402300799  # of the year 9999


def later(time: int, seconds: int) -> int:
    """A sum that would go past the last second stays at it."""
    return min(time + seconds, LAST_SECOND)


def between(earlier: int, now: int) -> int:
    """A difference that would go below 0 stays at 0."""
    return max(now - earlier, 0)


def region_text(region: int) -> str:
    return f"{region:06}"


def is_province(region: int) -> bool:
    return region % 10000 == 0


def is_city(region: int) -> bool:
    """A province is not a city, and neither is a district."""
    return region % 100 == 0 and not is_province(region)


def province_of(region: int) -> int:
    return region // 10000 * 10000


def city_of(region: int) -> int:
    return region // 100 * 100


def covers(a: int, b: int) -> bool:
    return a == b or is_province(a) and a // 10000 == b // 10000


def administers(a: int, place: int) -> bool:
    return covers(a, place) or is_city(a) and a // 100 == place // 100


def across_the_border(region: int) -> bool:
    return region // 10000 in (81, 82)


def scene_text(scene: int) -> str:
    return f"{scene:04}"


# Default_Ignorable_Code_Point, as section 0 lists it.
_IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
# Blank by their glyphs, and what stands for something that is not there.
_BLANK = (0x2800, 0x13441, 0x13442, 0x16FE4, 0x1D159, 0xFFFC, 0xFFFD)
_MOST_MARKS = 4
# What looks like U+00B7 in a name (section 2.2).
_LOOK_ALIKES = "\u1427\u16eb\u2022\u2024\u2027\u2219\u22c5\u2e31\u2e33\u30fb\u318d\ua78f\uff0e\uff65"


def _is_noncharacter(code: int) -> bool:
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _shows(character: str) -> bool:
    code = ord(character)
    if character == " ":
        return True
    return not (
        unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zs", "Zl", "Zp")
        or any(first <= code <= last for first, last in _IGNORABLE)
        or code in _BLANK
        or _is_noncharacter(code)
    )


def _is_letter(character: str) -> bool:
    """A letter or an ideograph, or a character that these data of Unicode don't know."""
    category = unicodedata.category(character)
    return category.startswith("L") or category in ("Nl", "Cn")


def is_line_for_people(text: str, most: int | None = None) -> bool:
    """A text shown to people, but that it need not have a letter: section 0, rules 1 to 5."""
    marks = "".join("m" if unicodedata.category(c) in ("Mn", "Me") else "-" for c in text)
    return (
        text != ""
        and (most is None or len(text) <= most)
        and unicodedata.normalize("NFC", text) == text
        and all(_shows(character) for character in text)
        and text == text.strip(" ")
        and "  " not in text
        and not marks.startswith("m")
        and "m" * (_MOST_MARKS + 1) not in marks
    )


def is_text_for_people(text: str, most: int | None = None) -> bool:
    """A text shown to people (section 0)."""
    return is_line_for_people(text, most) and any(_is_letter(c) for c in text)


def is_name(text: str) -> bool:
    """The name of a person (section 2.2)."""
    return is_text_for_people(text) and not any(dot in text for dot in _LOOK_ALIKES)


def is_masked_name(text: str) -> bool:
    """One star, or a character and one to three stars (section 2.2)."""
    return (
        re.fullmatch(r"(?s)\*|.\*{1,3}", text) is not None
        and is_line_for_people(text)
        and not any(dot in text for dot in _LOOK_ALIKES)
    )


_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_OCTET = re.compile(r"0|[1-9][0-9]{0,2}")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_ADDRESS = re.compile(r"(https?)://(\[::1\]|[^/:\[\]]+)(?::([^/:]*))?((?:/[^/]*)*)")


def _is_host(host: str) -> bool:
    labels = host.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        return False
    if labels[-1][0].isdigit():
        return len(labels) == 4 and all(_OCTET.fullmatch(n) and int(n) < 256 for n in labels)
    return True


def is_address(text: str, sandbox: bool) -> bool:
    """Section 0: one form, at most 512 bytes; http only for a sandbox on this machine."""
    match = _ADDRESS.fullmatch(text)
    if match is None or len(text.encode()) > 512:
        return False
    scheme, host, port, path = match.groups()
    if scheme == "http":
        if not sandbox or host not in ("127.0.0.1", "localhost", "[::1]"):
            return False
    elif not _is_host(host):
        return False
    if port is not None and not (_PORT.fullmatch(port) and int(port) <= 65535):
        return False
    return all(_SEGMENT.fullmatch(s) and s not in (".", "..") for s in path.split("/")[1:])
