"""DER as section 8.5 takes it: one form for each value, bounded in length and depth."""

from dataclasses import dataclass
from typing import Iterator

DEEPEST = 16
BOOLEAN, INTEGER, BIT_STRING, OCTETS, NULL, OID, ENUMERATED = 1, 2, 3, 4, 5, 6, 10
UTF8, PRINTABLE, UTC_TIME, GENERALIZED_TIME = 12, 19, 23, 24
SEQUENCE, SET = 0x30, 0x31


class NotDer(ValueError):
    """Not DER, or not the value that was expected."""


def need(condition: bool) -> None:
    if not condition:
        raise NotDer


@dataclass(frozen=True)
class Value:
    first: int  # class, form and short number
    number: int
    content: bytes
    whole: bytes

    def is_context(self, number: int, constructed: bool = True) -> bool:
        return self.first & 0xE0 == (0xA0 if constructed else 0x80) and self.number == number

    def inside(self, kind: int) -> list["Value"]:
        """The values in a SEQUENCE or SET."""
        need(self.first == kind)
        return list(values(self.content))

    def explicit(self) -> "Value":
        need(self.first & 0x20 != 0)
        (only,) = self._exactly(1)
        return only

    def _exactly(self, count: int) -> list["Value"]:
        found = list(values(self.content))
        need(len(found) == count)
        return found

    def bytes(self, kind: int) -> bytes:
        need(self.first == kind)
        return self.content

    def magnitude(self, kind: int = INTEGER) -> bytes:
        """A number that is not negative, without the byte of its sign."""
        data = self.bytes(kind)
        need(data[0] < 0x80)
        return data[1:] if len(data) > 1 and data[0] == 0 else data

    def integer(self, kind: int = INTEGER) -> int:
        data = self.magnitude(kind)
        need(len(data) <= 8)
        return int.from_bytes(data, "big")

    def boolean(self) -> bool:
        return self.bytes(BOOLEAN) == b"\xff"

    def whole_bits(self) -> bytes:
        data = self.bytes(BIT_STRING)
        need(data[0] == 0)
        return data[1:]


def read(data: bytes) -> Value:
    """The one value that the bytes are, checked to its depth."""
    value, end = one(data, 0)
    need(end == len(data))
    _check(value, DEEPEST)
    return value


def values(data: bytes) -> Iterator[Value]:
    at = 0
    while at < len(data):
        value, at = one(data, at)
        yield value


def _check(value: Value, depth: int) -> None:
    if value.first & 0x20:
        need(depth > 0)
        for inner in values(value.content):
            _check(inner, depth - 1)


def one(data: bytes, start: int) -> tuple[Value, int]:
    """The value at a place, by itself; what it holds is not looked at."""
    need(start < len(data))
    first, at = data[start], start + 1
    number = first & 0x1F
    if number == 0x1F:
        number, count = 0, 0
        while True:
            need(at < len(data) and count < 4)
            byte, at, count = data[at], at + 1, count + 1
            need(not (count == 1 and byte == 0x80))
            number = number << 7 | byte & 0x7F
            if byte < 0x80:
                break
        need(number >= 0x1F)
    need(at < len(data))
    length, at = data[at], at + 1
    if length >= 0x80:
        count = length & 0x7F
        need(1 <= count <= 3 and at + count <= len(data))
        length, shortest = int.from_bytes(data[at : at + count], "big"), data[at] != 0
        need(shortest and length >= 0x80)
        at += count
    end = at + length
    need(end <= len(data))
    content = data[at:end]
    if first < 0x40:
        need((number in (16, 17)) == bool(first & 0x20))
        need(_is_well_formed(number, content))
    return Value(first, number, content, data[start:end]), end


def _is_well_formed(number: int, content: bytes) -> bool:
    if number == 0:
        return False
    if number == BOOLEAN:
        return content in (b"\0", b"\xff")
    if number in (INTEGER, ENUMERATED):
        if len(content) < 2:
            return len(content) == 1
        padded = (content[0] == 0 and content[1] < 0x80) or (content[0] == 0xFF and content[1] >= 0x80)
        return not padded
    if number == BIT_STRING:
        if len(content) < 2:
            return content == b"\0"
        return content[0] < 8 and content[-1] & ((1 << content[0]) - 1) == 0
    if number == NULL:
        return content == b""
    if number == OID:
        starts = [0] + [i + 1 for i, byte in enumerate(content[:-1]) if byte < 0x80]
        whole = content != b"" and content[-1] < 0x80
        return whole and all(content[i] != 0x80 for i in starts)
    return True


def oid(dotted: str) -> bytes:
    """The content of an OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    encoded = b""
    for arc in [first * 40 + second, *rest]:
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        encoded += bytes(reversed(groups))
    return encoded
