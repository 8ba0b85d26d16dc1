"""Strict JSON, typed reading of its members, and compact JWS with a closed header (section 0)."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Callable

from .keys import NotAKey, PublicKey
from .words import LAST_SECOND

MOST_HEADER = 32 * 1024
DEEPEST = 128
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class Refused(ValueError):
    """The document is refused; the text says by which rule."""


def require(condition: bool, rule: str) -> None:
    if not condition:
        raise Refused(rule)


def base64url(text: str) -> bytes:
    """Unpadded, without stray bits in the tail."""
    require(_BASE64URL.fullmatch(text) is not None and len(text) % 4 != 1, "not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    require(base64.urlsafe_b64encode(data).rstrip(b"=").decode() == text, "stray bits")
    return data


def parse(raw: bytes, most: int) -> Any:
    """One JSON value: bounded, no member twice, no depth over 128, nothing after it."""
    require(len(raw) <= most, f"over {most} bytes")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        require(len(found) == len(pairs), "a member name twice")
        return found

    def constant(word: str) -> None:
        raise Refused(f"{word} is not JSON")

    def integer(digits: str) -> int | float:
        # Of -0 and of what is longer than any integer here, no more matters than that they are none.
        return int(digits) if digits != "-0" and len(digits) <= 20 else float(digits)

    try:
        value = json.loads(
            raw.decode(), object_pairs_hook=once, parse_constant=constant, parse_int=integer
        )
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except (UnicodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refused("not UTF-8 JSON") from error
    require(_depth(value) <= DEEPEST, "nested too deep")
    return value


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        level = [x for x in level if isinstance(x, (dict, list))]
        deepest += 1 if level else 0
        level = [y for x in level for y in (x.values() if isinstance(x, dict) else x)]
    return deepest


class Members:
    """The members of one JSON object, each read with the type the schema gives it."""

    def __init__(self, value: Any, name: str = "payload") -> None:
        require(isinstance(value, dict), f"{name} is not an object")
        self.all, self.name = value, name

    def given(self, member: str) -> bool:
        return self.all.get(member) is not None

    def _of(self, member: str, kind: type) -> Any:
        value = self.all.get(member)
        require(type(value) is kind, f"{self.name}.{member} is missing or of another type")
        return value

    def integer(self, member: str, low: int, high: int) -> int:
        value = self._of(member, int)
        require(low <= value <= high, f"{self.name}.{member} is out of range")
        return value

    def time(self, member: str) -> int:
        return self.integer(member, 0, LAST_SECOND)

    def seq(self, member: str) -> int:
        return self.integer(member, 0, 2**64 - 1)

    def text(self, member: str, pattern: str = r"(?s).*") -> str:
        value = self._of(member, str)
        require(re.fullmatch(pattern, value) is not None, f"{self.name}.{member} has another form")
        return value

    def flag(self, member: str) -> bool:
        return self._of(member, bool)

    def word(self, member: str, words: tuple[str, ...]) -> str:
        value = self._of(member, str)
        require(value in words, f"{self.name}.{member} is an unknown word")
        return value

    def array(self, member: str, most: int, read: Callable[[Any], Any], least: int = 0) -> list:
        value = self._of(member, list)
        require(least <= len(value) <= most, f"{self.name}.{member} has too many or too few")
        return [read(item) for item in value]

    def any_word(self, member: str) -> str:
        """A word that may be one of a later version; whether it is known, the caller asks."""
        return word_of(self._of(member, str))

    def any_words(self, member: str) -> tuple[str, ...]:
        """An array of words, none twice."""
        value = self._of(member, list)
        found = self.array(member, len(value), word_of)
        require(len(set(found)) == len(found), f"{self.name}.{member} has a word twice")
        return tuple(found)

    def members(self, member: str) -> "Members":
        return Members(self._of(member, dict), f"{self.name}.{member}")

    def region(self, member: str) -> int:
        return region_of(self._of(member, str))


def str_of(value: Any) -> str:
    require(type(value) is str, "not a string")
    return value


def word_of(value: Any) -> str:
    require(re.fullmatch(r"[a-z0-9_]{1,32}", str_of(value)) is not None, "no word at all")
    return value


def region_of(value: Any) -> int:
    require(re.fullmatch(r"[0-9]{6}", str_of(value)) is not None, "not a region")
    return int(value)


def jwk_coordinates(jwk: Members) -> tuple[bytes, bytes]:
    """A jwk has four members and no other; whether they are a point is another question."""
    require(set(jwk.all) == {"kty", "crv", "x", "y"}, "a jwk with other members")
    jwk.word("kty", ("EC",))
    jwk.word("crv", ("P-256",))
    x, y = (base64url(jwk.text(c, r"[A-Za-z0-9_-]{43}")) for c in "xy")
    return x, y


def key_of(jwk: Members) -> PublicKey:
    try:
        return PublicKey.uncompressed(*jwk_coordinates(jwk))
    except NotAKey as error:
        raise Refused("a jwk that is no point of P-256") from error


def content_of(text: str) -> bytes:
    """What makes two documents the same: the hash of the JWS without its signature."""
    return hashlib.sha256(text.rpartition(".")[0].encode()).digest()


@dataclass(frozen=True)
class Jws:
    """A document's compact JWS, read and not yet verified."""

    kid: str
    payload: Members
    signed: bytes
    signature: bytes

    @staticmethod
    def read(text: str, typ: str, most: int) -> "Jws":
        require(text.isascii() and len(text) <= most, "too long, or not ASCII")
        parts = text.split(".")
        require(len(parts) == 3, "a compact JWS has three parts")
        raw, payload, signature = (base64url(part) for part in parts)
        header = Members(parse(raw, MOST_HEADER), "header")
        require(set(header.all) == {"alg", "kid", "typ"}, "another header than alg, kid, typ")
        header.word("alg", ("ES256",))
        header.word("typ", (typ,))
        require(len(signature) == 64, "not an ES256 signature")
        signed = ".".join(parts[:2]).encode()
        return Jws(header.text("kid"), Members(parse(payload, most)), signed, signature)

    def verify(self, key: PublicKey) -> None:
        require(key.verifies(self.signature, self.signed), "the signature does not verify")

    def content(self) -> bytes:
        """What makes two documents the same: the hash of the JWS without its signature."""
        return hashlib.sha256(self.signed).digest()
