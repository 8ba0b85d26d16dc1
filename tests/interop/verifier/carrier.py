"""The text of a QR code and the bytes in it (section 4)."""

import contextlib
from dataclasses import dataclass
from typing import Any

from .attributes import Fields, Functions, Malformed, PROFILES, read_attributes
from .keys import NotAKey, PublicKey

MOST_TEXT = 4296
LEAST_OF_ANOTHER_VERSION = 129
LEAST_CARRIER = 186
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {ord(character): value for value, character in enumerate(_BASE45)}


class Unreadable(ValueError):
    """Scan again."""


class Unsupported(ValueError):
    """A later version, or one that this page keeps for later."""


@dataclass(frozen=True)
class Code:
    """The values in the carrier: those of the card, then those of the code."""

    kid: bytes
    nbf: int
    lifetime: int
    list: int
    index: int
    functions: Functions
    max_code_age: int
    key: PublicKey
    attributes: Any
    card_signature: bytes
    age_of_card: int
    scene: int
    hint: bytes | None
    signature: bytes

    @property
    def region(self) -> int:
        return int.from_bytes(self.kid[:3], "big")

    @property
    def exp(self) -> int:
        return self.nbf + 60 * self.lifetime

    @property
    def issued(self) -> int:
        return self.nbf + 300

    @property
    def iat(self) -> int:
        return self.nbf + self.age_of_card

    @property
    def uri(self) -> str:
        return f"urn:essc:status:{self.region:06}:{self.list}"


def base45(text: bytes) -> bytes:
    """RFC 9285, strict."""
    if len(text) % 3 == 1 or any(character not in _VALUE for character in text):
        raise Unreadable("not base45")
    out = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        number = sum(_VALUE[c] * 45**place for place, c in enumerate(group))
        if number >= 1 << 8 * (len(group) - 1):
            raise Unreadable("a group of base45 that is too large")
        out += number.to_bytes(len(group) - 1, "big")
    return bytes(out)


def unwrap(text: bytes, prefix: bytes) -> bytes:
    """Steps 1 to 3 of section 4.4; `prefix` is what stands before the version's digit."""
    text = _without_line_end(text)
    if len(text) > MOST_TEXT:
        raise Unreadable("too long")
    version, colon = text[len(prefix) :][:1], text[len(prefix) + 1 :][:1]
    if not text.startswith(prefix) or not version.isdigit() or colon != b":":
        raise Unreadable("another prefix")
    data = base45(text[len(prefix) + 2 :])
    if version != b"1":
        if len(data) < LEAST_OF_ANOTHER_VERSION:
            raise Unreadable("another version's prefix before too few bytes")
        raise Unsupported("another version of the text")
    return data


def _without_line_end(text: bytes) -> bytes:
    return text.removesuffix(b"\n").removesuffix(b"\r")


def blanks_in_doubt(text: bytes) -> bool:
    """Section 4.4: a `+` and no blank, or a blank and no `+`."""
    body = _after_prefix(text)
    return (b"+" in body) != (b" " in body)


def blanks_in_doubt_in_kid(text: bytes) -> bool:
    """The same, with that character among those that hold the `kid`, the fourth to the ninth."""
    kid = _after_prefix(text)[3:9]
    return blanks_in_doubt(text) and (b"+" in kid or b" " in kid)


def _after_prefix(text: bytes) -> bytes:
    return _without_line_end(text).partition(b":")[2]


def read(text: bytes) -> Code:
    """Section 4.4; raises Unreadable or Unsupported, whichever applies first."""
    data = unwrap(text, b"SSC")
    if not data:
        raise Unreadable("no bytes")
    if len(data) == 1:
        raise Unreadable("one byte only")
    if data[0] != 0x10 or data[1] & 0b1110:
        if not _could_be_a_code(data):
            raise Unreadable("another version, suite or flag before no code")
        raise Unsupported("another version, suite or flag")
    try:
        return _fields(data)
    except (Malformed, NotAKey) as error:
        raise Unreadable(str(error)) from error


@dataclass(frozen=True)
class Head:
    """Bytes 2 to 52, which every suite and flag leaves where they are."""

    kid: bytes
    nbf: int
    lifetime: int
    list: int
    index: int
    functions: Functions
    max_code_age: int
    key: bytes


def _head(fields: Fields) -> Head:
    head = Head(
        kid=fields.take(4),
        nbf=fields.integer(4),
        lifetime=fields.integer(2),
        list=fields.integer(2),
        index=fields.integer(3),
        functions=Functions(fields.integer(2)),
        max_code_age=fields.integer(1),
        key=fields.take(33),
    )
    if int.from_bytes(head.kid[:3], "big") > 999999:
        raise Malformed("a region of seven digits")
    if head.lifetime == 0 or head.max_code_age == 0:
        raise Malformed("a lifetime or max_code_age of 0")
    if head.index >= 1 << 20:
        raise Malformed("an index that no list has")
    if head.functions.key_protection == 3:
        raise Malformed("key protection 3")
    if head.key[0] not in (2, 3):
        raise Malformed("a device key that is no compressed point")
    return head


def _could_be_a_code(data: bytes) -> bool:
    """Step 4: long enough, and bytes 2 to 52 as step 5 wants them, on whatever curve."""
    with contextlib.suppress(Malformed):
        _head(Fields(data[2:]))
        return len(data) >= LEAST_CARRIER
    return False


def _fields(data: bytes) -> Code:
    profile, flags = divmod(data[1], 16)
    if profile > 3:
        raise Malformed("a profile over 3")
    fields = Fields(data[2:])
    head = _head(fields)
    code = Code(
        kid=head.kid,
        nbf=head.nbf,
        lifetime=head.lifetime,
        list=head.list,
        index=head.index,
        functions=head.functions,
        max_code_age=head.max_code_age,
        key=PublicKey.compressed(head.key),
        attributes=read_attributes(PROFILES[profile], fields),
        card_signature=fields.take(64),
        age_of_card=fields.integer(3),
        scene=fields.integer(2),
        hint=fields.take(2) if flags & 1 else None,
        signature=fields.take(64),
    )
    if fields.left():
        raise Malformed("bytes after the device signature")
    return code
