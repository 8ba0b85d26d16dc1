"""Which certificates count no more (section 8.5): Google's list, and those of HarmonyOS's roots."""

import re
from dataclasses import dataclass, field

from verifier.jose import Members, Refused, parse, require

from . import der
from .certificates import Certificate, Extension, serial, time, verify
from .der import NotDer, Value, need
from .judging import Refusal, sha256

MOST_JSON = 16 * 1024 * 1024
MOST_LIST = 1_048_576
MOST_ENTRIES = 16_384
CURRENT_FOR = 24 * 3600
_DELTA, _SCOPE = der.oid("2.5.29.27"), der.oid("2.5.29.28")


@dataclass
class Revocations:
    android: set[str] = field(default_factory=set)
    as_of: int = 0
    harmony: set[str] = field(default_factory=set)
    harmony_until: int | None = None

    def android_is_current(self, now: int) -> bool:
        return now - self.as_of <= CURRENT_FOR

    def harmony_is_current(self, now: int) -> bool:
        return self.harmony_until is not None and now <= self.harmony_until

    def take_google(self, text: str, as_of: int) -> None:
        entries = Members(parse(text.encode(), MOST_JSON)).members("entries").all
        found = set()
        for name, entry in entries.items():
            Members(entry).text("status")
            require(re.fullmatch(r"-?[0-9A-Fa-f]+", name) is not None, "an entry of no number")
            found.add(name.lstrip("0").lower() or "0")
        self.android, self.as_of = found, as_of

    def take_harmony(self, lists: list["AuthorityList"], roots: set[str]) -> None:
        self.harmony = set().union(*(one.serials for one in lists))
        ends = [max((x.until for x in lists if x.root == root), default=None) for root in roots]
        if ends and None not in ends:
            self.harmony_until = min(end for end in ends if end is not None)


@dataclass(frozen=True)
class AuthorityList:
    root: str
    serials: frozenset[str]
    since: int
    until: int

    @staticmethod
    def read(data: bytes, root: bytes, roots: set[str]) -> "AuthorityList":
        try:
            return AuthorityList._read(data, root, roots)
        except (ValueError, IndexError, Refusal) as error:
            raise Refused("not a list of the root's") from error

    @staticmethod
    def _read(data: bytes, root: bytes, roots: set[str]) -> "AuthorityList":
        need(len(data) <= MOST_LIST)
        by = Certificate.read(root)
        verify(by.algorithm, by.key, by.signed, by.signature)
        pin = sha256(by.key.whole).hex()
        need(pin in roots)
        body, algorithm, signature = der.read(data).inside(der.SEQUENCE)
        version, inner, issuer, since, until, *rest = body.inside(der.SEQUENCE)
        need(version.integer() == 1 and inner.whole == algorithm.whole)
        need(time(since) <= time(until))
        serials: list[str] = []
        if rest and rest[0].first == der.SEQUENCE:
            serials = [_entry(one) for one in rest.pop(0).inside(der.SEQUENCE)]
        need(len(serials) <= MOST_ENTRIES and len(set(serials)) == len(serials))
        if rest:
            need(len(rest) == 1 and rest[0].is_context(0))
            for one in _extensions(rest[0].explicit()):
                need(one.oid != _DELTA)
                need(one.critical is None or one.oid == _SCOPE)
                if one.oid == _SCOPE:
                    _check_scope(one.value)
        need(issuer.whole == by.subject.whole)
        verify(algorithm, by.key, body.whole, signature.whole_bits())
        return AuthorityList(pin, frozenset(serials), time(since), time(until))


def _entry(entry: Value) -> str:
    number, date, *rest = entry.inside(der.SEQUENCE)
    time(date)
    need(len(rest) <= 1)
    for one in _extensions(rest[0]) if rest else []:
        need(one.critical is None)
    return serial(number)


def _extensions(listed: Value) -> list[Extension]:
    found = [Extension.read(one) for one in listed.inside(der.SEQUENCE)]
    need(found != [] and len({one.oid for one in found}) == len(found))
    need(all(one.critical is not False for one in found))
    return found


def _check_scope(data: bytes) -> None:
    parts = der.read(data).inside(der.SEQUENCE)
    if parts and parts[0].is_context(0):
        parts = parts[1:]
    if parts and parts[0].is_context(2, constructed=False):
        need(parts[0].content == b"\xff")
        parts = parts[1:]
    need(parts == [])


__all__ = ["AuthorityList", "NotDer", "Revocations"]
