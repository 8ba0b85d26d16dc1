"""The text of a QR code and the bytes in it (section 4)."""

from dataclasses import dataclass
from typing import Any

from .attributes import Fields, Functions, Malformed, PROFILES, read_attributes
from .keys import NotAKey, PublicKey

MOST_TEXT = 4296
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
    text = text.removesuffix(b"\n").removesuffix(b"\r")
    if len(text) > MOST_TEXT:
        raise Unreadable("too long")
    version, colon = text[len(prefix) :][:1], text[len(prefix) + 1 :][:1]
    if not text.startswith(prefix) or not version.isdigit() or colon != b":":
        raise Unreadable("another prefix")
    if version != b"1":
        raise Unsupported("another version of the text")
    return base45(text[len(prefix) + 2 :])


def read(text: bytes) -> Code:
    """Section 4.4; raises Unreadable or Unsupported, whichever applies first."""
    data = unwrap(text, b"SSC")
    if not data:
        raise Unreadable("no bytes")
    if data[0] != 0x10:
        raise Unsupported("another version or suite")
    if len(data) == 1:
        raise Unreadable("one byte only")
    if data[1] & 0b1110:
        raise Unsupported("a kept flag")
    try:
        return _fields(data)
    except (Malformed, NotAKey) as error:
        raise Unreadable(str(error)) from error


def _fields(data: bytes) -> Code:
    fields = Fields(data)
    fields.take(1)
    profile, flags = divmod(fields.integer(1), 16)
    if profile > 3:
        raise Malformed("a profile over 3")
    code = Code(
        kid=fields.take(4),
        nbf=fields.integer(4),
        lifetime=fields.integer(2),
        list=fields.integer(2),
        index=fields.integer(3),
        functions=Functions(fields.integer(2)),
        max_code_age=fields.integer(1),
        key=PublicKey.compressed(fields.take(33)),
        attributes=read_attributes(PROFILES[profile], fields),
        card_signature=fields.take(64),
        age_of_card=fields.integer(3),
        scene=fields.integer(2),
        hint=fields.take(2) if flags & 1 else None,
        signature=fields.take(64),
    )
    if fields.left():
        raise Malformed("bytes after the device signature")
    if code.region > 999999:
        raise Malformed("a region of seven digits")
    if code.lifetime == 0 or code.max_code_age == 0:
        raise Malformed("a lifetime or max_code_age of 0")
    if code.index >= 1 << 20:
        raise Malformed("an index that no list has")
    if code.functions.key_protection == 3:
        raise Malformed("key protection 3")
    return code
