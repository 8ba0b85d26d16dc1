"""What a card says about its holder: functions and the attributes of each profile (section 2)."""

import re
from dataclasses import dataclass
from typing import Any

from .words import is_masked_name, is_name

PROFILES = ("validity", "entitlement", "masked", "identity")
ANSWERS = ("senior_60", "senior_65", "minor", "resident", "disability")
FUNCTIONS = ("identity", "query", "medical", "transit", "payment", "disbursement")
KEY_PROTECTIONS = ("software", "trusted_environment", "secure_element")
KINDS = ("mainland", "residence_permit", "foreign_permanent_resident", "passport")

MOST_ATTRIBUTES = 88
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Malformed(ValueError):
    """The attributes are not in their one form."""


@dataclass(frozen=True)
class Functions:
    """The 16-bit word of section 2.1; unknown bits stay in `word` and say nothing."""

    word: int

    @property
    def level(self) -> int:
        return self.word & 7

    @property
    def key_protection(self) -> int:
        return self.word >> 3 & 3

    @property
    def delegated(self) -> bool:
        return bool(self.word >> 5 & 1)

    def loaded(self, function: str) -> bool:
        return bool(self.word >> 6 + FUNCTIONS.index(function) & 1)


@dataclass(frozen=True)
class Validity:
    profile = "validity"

    def cbor(self) -> list[Any]:
        return []

    def disclosed(self, asked: tuple[str, ...]) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class Entitlement:
    word: int
    profile = "entitlement"

    def yes(self, answer: str) -> bool:
        return bool(self.word >> ANSWERS.index(answer) & 1)

    def cbor(self) -> list[Any]:
        return [self.word]

    def disclosed(self, asked: tuple[str, ...]) -> dict[str, Any]:
        return {"answers": [a for a in ANSWERS if a in asked and self.yes(a)]}


@dataclass(frozen=True)
class Masked:
    kind: int
    first3: str
    last4: str
    name: str
    profile = "masked"

    def cbor(self) -> list[Any]:
        return [self.kind, self.first3, self.last4, self.name]

    def disclosed(self, asked: tuple[str, ...]) -> dict[str, Any]:
        number = self.first3 + "*" * 11 + self.last4
        return {"kind": KINDS[self.kind], "name": self.name, "number": number}


@dataclass(frozen=True)
class Identity:
    kind: int
    number: str
    card_number: str
    name: str
    profile = "identity"

    def cbor(self) -> list[Any]:
        return [self.kind, self.number, self.card_number, self.name]

    def disclosed(self, asked: tuple[str, ...]) -> dict[str, Any]:
        return {
            "kind": KINDS[self.kind & 15],
            "name": self.name,
            "number": self.number,
            "card_number": self.card_number,
        }


def check_character(digits: str) -> str:
    """ISO 7064 MOD 11-2 over 17 digits."""
    return _CHECKS[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]


class Fields:
    """Takes fields off the front of some bytes; a length that does not fit is malformed."""

    def __init__(self, data: bytes) -> None:
        self._data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if count > len(self._data) - self.at:
            raise Malformed("a length that does not fit")
        self.at += count
        return self._data[self.at - count : self.at]

    def integer(self, width: int) -> int:
        return int.from_bytes(self.take(width), "big")

    def since(self, start: int) -> bytes:
        return self._data[start : self.at]

    def text(self) -> str:
        """One byte of length and that many of UTF-8."""
        try:
            return self.take(self.integer(1)).decode()
        except UnicodeDecodeError as error:
            raise Malformed("not UTF-8") from error

    def left(self) -> int:
        return len(self._data) - self.at


def read_attributes(profile: str, fields: Fields):
    """Leaves `fields` after the attributes."""
    start = fields.at
    read = {
        "validity": lambda _: Validity(),
        "entitlement": lambda f: Entitlement(f.integer(2)),
        "masked": _read_masked,
        "identity": _read_identity,
    }
    attributes = read[profile](fields)
    if fields.at - start > MOST_ATTRIBUTES:
        raise Malformed("over 88 bytes")
    return attributes


def _ascii(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise Malformed("not ASCII") from error


def _read_masked(fields: Fields) -> Masked:
    kind = fields.integer(1)
    first3, last4 = _ascii(fields.take(3)), _ascii(fields.take(4))
    name = fields.text()
    if kind > 3:
        raise Malformed("an unknown kind")
    whole = re.fullmatch(r"[0-9A-Z]{3}\n[0-9A-Z]{4}", f"{first3}\n{last4}")
    short = re.fullmatch(r"[0-9A-Z]\*\*\n\*\*[0-9A-Z]{2}", f"{first3}\n{last4}")
    if not whole and not short:
        raise Malformed("not a masked number")
    if not is_masked_name(name):
        raise Malformed("not a masked name")
    return Masked(kind, first3, last4, name)


def _read_identity(fields: Fields) -> Identity:
    kind = fields.integer(1)
    form = kind >> 4
    if kind & 15 > 3 or form > 1:
        raise Malformed("an unknown kind")
    number = _read_form_0(fields) if form == 0 else _read_form_1(fields)
    card = fields.integer(6)
    if card >= 36**9:
        raise Malformed("a card number of ten characters")
    card_number = "".join(_BASE36[card // 36**place % 36] for place in range(8, -1, -1))
    name = fields.text()
    if not is_name(name):
        raise Malformed("not a name")
    return Identity(kind, number, card_number, name)


def _read_form_0(fields: Fields) -> str:
    digits = fields.integer(8)
    if digits >= 10**17:
        raise Malformed("a number of over 17 digits")
    return f"{digits:017}" + check_character(f"{digits:017}")


def _read_form_1(fields: Fields) -> str:
    number = _ascii(fields.take(fields.integer(1)))
    if re.fullmatch(r"[0-9A-Z]{5,18}", number) is None:
        raise Malformed("not a number of a document")
    if re.fullmatch(r"[0-9]{17}[0-9X]", number) and check_character(number[:17]) == number[17]:
        raise Malformed("a number of form 0 in form 1")
    return number
