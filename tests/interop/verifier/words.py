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


def is_text_for_people(text: str, most: int | None = None) -> bool:
    """Not empty, in NFC, no control, format, line or paragraph separator."""
    return (
        text != ""
        and (most is None or len(text) <= most)
        and all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text)
        and unicodedata.normalize("NFC", text) == text
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
