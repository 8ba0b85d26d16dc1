"""The trust list: what is in it, when it is refused, what may follow it (section 7.2)."""

import json
import re
from dataclasses import dataclass
from typing import Any

from .jose import Jws, Members, Refused, jwk_coordinates, key_of, require
from .keys import NotAKey, PublicKey
from .words import is_address, is_city, is_province, is_text_for_people, later

MOST_BYTES = 4 * 1024 * 1024
LONGEST_LIFE = 30 * 86400
LEVELS = ("province", "prefecture")
STATES = ("active", "retired", "compromised")


@dataclass(frozen=True)
class IssuerKey:
    kid: bytes
    # Of another suite the whole jwk, as content.
    coordinates: tuple[bytes, bytes] | str
    suite: int
    use: str
    state: str
    nbf: int
    exp: int

    @property
    def region(self) -> int:
        return int.from_bytes(self.kid[:3], "big")

    def public(self) -> PublicKey:
        """Of suite 0, which a trust list has only with points of the curve."""
        return PublicKey.uncompressed(*self.coordinates)

    def in_period(self, now: int) -> bool:
        return self.nbf <= now < self.exp


@dataclass(frozen=True)
class Issuer:
    region: int
    level: str
    max_card_life: int
    status_lists: tuple[int, ...]

    def names(self, sub: str) -> bool:
        return sub in (f"urn:essc:status:{self.region:06}:{number}" for number in self.status_lists)


@dataclass(frozen=True)
class TrustList:
    seq: int
    iat: int
    exp: int
    soft_exp: int
    test: bool
    root: PublicKey
    next_root: PublicKey | None
    issuers: dict[int, Issuer]
    keys: dict[bytes, IssuerKey]
    content: bytes

    def key(self, kid: bytes, use: str) -> IssuerKey | None:
        """The key of this kid, if it is of this use and says nothing of a later version."""
        key = self.keys.get(kid)
        if key is None or key.use != use or key.suite != 0 or key.state not in STATES:
            return None
        return key if self.issuers[key.region].level in LEVELS else None

    def names(self, sub: str) -> bool:
        """Whether it is one of its status lists; one named no more stays, and no newer one comes."""
        return any(issuer.names(sub) for issuer in self.issuers.values())

    def signer(self, kid: str, use: str, region: int, now: int | None) -> PublicKey:
        """The key of a document received now, or of one that is held (None)."""
        require(re.fullmatch(r"[0-9a-f]{8}", kid) is not None, "not the kid of an issuer key")
        key = self.key(bytes.fromhex(kid), use)
        if key is None or key.region != region:
            raise Refused(f"no {use} key of {region:06} with this kid")
        if now is None:
            require(key.state != "compromised", "its signer's key is compromised")
        else:
            current = key.state == "active" and key.in_period(now)
            require(current, "its signer's key is not active now")
        return key.public()


def signing_root(text: str) -> str:
    """The `kid` of the root that a text says it is signed by."""
    return Jws.read(text, "essc-trust+jwt", MOST_BYTES).kid


def read_trust_list(text: str, roots: list[PublicKey]) -> TrustList:
    """Reads and verifies; dates and the order of lists are judged by those who receive it."""
    jws = Jws.read(text, "essc-trust+jwt", MOST_BYTES)
    root = next((r for r in roots if r.jwk_thumbprint() == jws.kid), None)
    if root is None:
        raise Refused("signed by another root")
    jws.verify(root)
    payload = jws.payload
    iat, exp, soft_exp = (payload.time(m) for m in ("iat", "exp", "soft_exp"))
    require(iat < exp <= later(iat, LONGEST_LIFE), "a life of over 30 days, or none")
    require(iat <= soft_exp <= exp, "soft_exp is not within the life")
    test = payload.flag("test")
    next_root = key_of(payload.members("next_root")) if payload.given("next_root") else None
    require(next_root != root, "the next root is the root that signed")
    issuers: dict[int, Issuer] = {}
    keys: dict[bytes, IssuerKey] = {}
    listed = payload.array("issuers", 512, lambda i: _issuer(Members(i, "issuer"), test))
    for issuer, its_keys in listed:
        require(issuer.region not in issuers, "a region twice")
        issuers[issuer.region] = issuer
        for key in its_keys:
            require(key.kid not in keys, "a kid twice")
            require(key.region == issuer.region, "a kid of another region")
            keys[key.kid] = key
    seq = payload.seq("seq")
    return TrustList(seq, iat, exp, soft_exp, test, root, next_root, issuers, keys, jws.content())


def _issuer(members: Members, test: bool) -> tuple[Issuer, list[IssuerKey]]:
    region = members.region("region")
    level = members.any_word("level")
    require(level != "province" or is_province(region), "a province that is none")
    require(level != "prefecture" or is_city(region), "a prefecture that is no city")
    name = members.members("name")
    for language in ("zh", "en"):
        require(is_text_for_people(name.text(language), 60), "not a name")
    for address in ("credential_issuer", "status_base", "catalogue"):
        if address != "catalogue" or members.given(address):
            require(is_address(members.text(address), test), f"{address} is not an address")
    life = members.integer("max_card_life", 1, 2**64 - 1)
    lists = members.array("status_lists", 1024, _list_number)
    require(len(set(lists)) == len(lists), "a status list number twice")
    keys = members.array("keys", 256, lambda k: _key(Members(k, "key")))
    return Issuer(region, level, life, tuple(lists)), keys


def _list_number(value: Any) -> int:
    require(type(value) is int and 0 <= value <= 65535, "not a status list number")
    return value


def _identity(jwk: Members, suite: int) -> tuple[bytes, bytes] | str:
    if suite == 0:
        return jwk_coordinates(jwk)
    written = json.dumps(jwk.all, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    require(len(written.encode()) <= 4096, "a jwk over 4,096 bytes")
    return written


def _key(members: Members) -> IssuerKey:
    suite = members.integer("suite", 0, 255)
    key = IssuerKey(
        kid=bytes.fromhex(members.text("kid", r"[0-9a-f]{8}")),
        coordinates=_identity(members.members("jwk"), suite),
        suite=suite,
        use=members.any_word("use"),
        state=members.any_word("state"),
        nbf=members.time("nbf"),
        exp=members.time("exp"),
    )
    require(key.nbf < key.exp, "a key that ends before it begins")
    try:
        if key.suite == 0:
            key.public()
    except NotAKey as error:
        raise Refused("a key of suite 0 that is no point of P-256") from error
    return key


def require_successor(held: TrustList, received: TrustList) -> None:
    """What was said once may never be taken back."""
    for kid, old in held.keys.items():
        new = received.keys.get(kid)
        if new is None:
            raise Refused("a kid that was listed is missing")
        same = (old.coordinates, old.use, old.suite) == (new.coordinates, new.use, new.suite)
        require(same, "a kid with another key, use or suite")
        require(_age(new.state) >= _age(old.state), "a state that goes back")


def _age(state: str) -> int:
    """A state of a later version is between retired and compromised."""
    return {"active": 0, "retired": 1, "compromised": 3}.get(state, 2)
