"""Deterministic CBOR (RFC 8949 §4.2.1): as much of an encoder as the protocol needs.

Written here so that the second reader shares no encoder with the libraries that check its output.
"""


class Tagged:
    """A tag and its content."""

    def __init__(self, tag, content):
        self.tag = tag
        self.content = content


def head(major, number):
    """The shortest head of a major type."""
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << (8 * size):
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise ValueError("integer over 64 bits")


def encode(value):
    """Integers, byte strings, text, lists, maps, None and tags; nothing else occurs."""
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        raise TypeError("the protocol has no booleans in CBOR")
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return head(3, len(text)) + text
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        pairs = sorted((encode(key), encode(item)) for key, item in value.items())
        return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)
    if isinstance(value, Tagged):
        return head(6, value.tag) + encode(value.content)
    raise TypeError(type(value).__name__)
