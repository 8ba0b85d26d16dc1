"""Deterministic CBOR (RFC 8949 section 4.2.1), as much of it as the card's objects use."""

from typing import Any


class NotCbor(ValueError):
    """The bytes are not CBOR in its one deterministic form."""


class Tagged:
    """A tag and what stands under it."""

    def __init__(self, tag: int, value: Any) -> None:
        self.tag, self.value = tag, value


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for extra, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes([major << 5 | extra]) + argument.to_bytes(width, "big")
    raise NotCbor("an integer over 64 bits")


def encode(value: Any) -> bytes:
    """Map keys come in the bytewise order of their encodings, heads as short as they can be."""
    if value is None:
        return b"\xf6"
    if isinstance(value, bool) or isinstance(value, float):
        raise NotCbor("the objects have neither booleans nor floating point")
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        return _head(5, len(value)) + b"".join(key + item for key, item in pairs)
    if isinstance(value, Tagged):
        return _head(6, value.tag) + encode(value.value)
    raise NotCbor(f"no {type(value).__name__} in the objects")


def decode(data: bytes) -> Any:
    """Reads, encodes again and compares: whatever is not deterministic is refused."""
    value, end = _item(data, 0, 0)
    if end != len(data) or encode(value) != data:
        raise NotCbor("not deterministic, or bytes after the value")
    return value


def _take(data: bytes, at: int, count: int) -> tuple[bytes, int]:
    if count > len(data) - at:
        raise NotCbor("cut short")
    return data[at : at + count], at + count


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > 16:
        raise NotCbor("nested too deep")
    (first,), at = _take(data, at, 1)
    major, low = first >> 5, first & 31
    if first == 0xF6:
        return None, at
    if low >= 28 or major == 7:
        raise NotCbor("an indefinite length, a reserved head or a simple value")
    argument = low
    if low >= 24:
        raw, at = _take(data, at, 1 << (low - 24))
        argument = int.from_bytes(raw, "big")
    if major == 0:
        return argument, at
    if major == 1:
        return -1 - argument, at
    if major in (2, 3):
        raw, at = _take(data, at, argument)
        if major == 2:
            return raw, at
        try:
            return raw.decode(), at
        except UnicodeDecodeError as error:
            raise NotCbor("a text that is not UTF-8") from error
    if major == 4:
        items = []
        for _ in range(argument):
            item, at = _item(data, at, depth + 1)
            items.append(item)
        return items, at
    if major == 5:
        pairs: dict[Any, Any] = {}
        for _ in range(argument):
            key, at = _item(data, at, depth + 1)
            if not isinstance(key, (int, str)) or key in pairs:
                raise NotCbor("a map key twice, or of a kind the objects do not have")
            pairs[key], at = _item(data, at, depth + 1)
        return pairs, at
    value, at = _item(data, at, depth + 1)
    return Tagged(argument, value), at
