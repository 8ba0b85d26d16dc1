"""The requests a gate has made, read back from their text (section 9)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from .carrier import unwrap
from .cbor import Tagged, decode
from .cose import signed_bytes
from .keys import PublicKey
from .words import LAST_SECOND, is_text_for_people

_PRIVATE = -70001


class NotARequest(ValueError):
    """The object is not a request of section 9.2, or its venue card not one of 9.1."""


def _require(condition: bool, rule: str) -> None:
    if not condition:
        raise NotARequest(rule)


def _is_uint(value: Any, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


@dataclass(frozen=True)
class Sign1:
    """A COSE_Sign1 in its one form."""

    header: dict
    claims: dict
    signed: bytes
    signature: bytes

    @staticmethod
    def read(data: bytes, most: int) -> "Sign1":
        _require(len(data) <= most, f"over {most} bytes")
        whole = decode(data)
        _require(isinstance(whole, Tagged) and whole.tag == 18, "not a COSE_Sign1")
        parts = whole.value
        _require(isinstance(parts, list) and len(parts) == 4, "a COSE_Sign1 has four parts")
        protected, unprotected, payload, signature = parts
        _require(unprotected == {} and type(unprotected) is dict, "an unprotected header")
        _require(all(type(b) is bytes for b in (protected, payload, signature)), "not byte strings")
        _require(len(signature) == 64, "not an ES256 signature")
        header, claims = decode(protected), decode(payload)
        _require(type(header) is dict and type(claims) is dict, "not maps")
        return Sign1(header, claims, signed_bytes(protected, payload), signature)


@dataclass(frozen=True)
class VenueCard:
    kid: bytes
    nbf: int
    exp: int
    key: PublicKey
    region: int
    scenes: tuple[int, ...]
    object: Sign1

    @staticmethod
    def read(data: bytes) -> "VenueCard":
        sign1 = Sign1.read(data, 640)
        header, claims = sign1.header, sign1.claims
        kid = header.get(4)
        _require(type(kid) is bytes and len(kid) == 4, "no kid of an issuer")
        _require(header == {1: -7, 4: kid, 16: "essc-venue+cwt"}, "another header")
        _require(set(claims) == {1, 4, 5, 8, _PRIVATE}, "other claims")
        signer = int.from_bytes(kid[:3], "big")
        _require(signer <= 999999 and claims[1] == f"CN-{signer:06}", "another issuer")
        nbf, exp = claims[5], claims[4]
        _require(_is_uint(nbf, LAST_SECOND) and _is_uint(exp, LAST_SECOND), "no times")
        _require(nbf < exp, "exp is not after nbf")
        private = claims[_PRIVATE]
        _require(type(private) is list and len(private) == 5 and private[0] == 1, "another version")
        _, venue, name, region, scenes = private
        _require(type(venue) is str and bool(re.fullmatch(r"[0-9A-Za-z._-]{1,32}", venue)), "id")
        _require(type(name) is str and is_text_for_people(name, 40), "not a name")
        _require(_is_uint(region, 999999), "no region")
        _require(type(scenes) is list and 1 <= len(scenes) <= 32, "no scenes")
        _require(all(_is_uint(scene, 65535) for scene in scenes), "no scene numbers")
        _require(scenes == sorted(set(scenes)), "the scenes do not ascend")
        return VenueCard(kid, nbf, exp, _cnf(claims[8]), region, tuple(scenes), sign1)


def _cnf(claim: Any) -> PublicKey:
    key = claim.get(1) if type(claim) is dict and len(claim) == 1 else None
    _require(type(key) is dict and set(key) == {1, -1, -2, -3}, "another cnf")
    _require(key[1] == 2 and key[-1] == 1, "another curve")
    _require(type(key[-2]) is bytes and type(key[-3]) is bytes, "no coordinates")
    return PublicKey.uncompressed(key[-2], key[-3])


@dataclass(frozen=True)
class Request:
    """What a gate keeps of a request it showed."""

    scene: int
    iat: int
    exp: int
    challenge: bytes
    venue: VenueCard

    @staticmethod
    def read(text: str) -> "Request":
        return Request.of(unwrap(text.encode(), b"SSCQ"))

    @staticmethod
    def of(data: bytes) -> "Request":
        """Of the request bytes."""
        sign1 = Sign1.read(data, 1536)
        claims = sign1.claims
        _require(sign1.header == {1: -7, 16: "essc-request+cwt"}, "another header")
        _require(set(claims) == {4, 6, _PRIVATE}, "other claims")
        iat, exp, private = claims[6], claims[4], claims[_PRIVATE]
        _require(_is_uint(iat, LAST_SECOND) and _is_uint(exp, LAST_SECOND), "no times")
        _require(1 <= exp - iat <= 120, "a life over 120 s, or none")
        _require(type(private) is list and len(private) == 6 and private[0] == 1, "another version")
        _, scene, nonce, amount, purpose, venue = private
        _require(_is_uint(scene, 65535), "no scene")
        _require(type(nonce) is bytes and len(nonce) == 16, "no nonce")
        _require(amount is None or _is_uint(amount, 2**32 - 1) and amount > 0, "not an amount")
        _require(purpose is None or type(purpose) is str, "not a purpose")
        _require(purpose is None or is_text_for_people(purpose, 60), "not a purpose")
        _require(type(venue) is bytes, "no venue card")
        card = VenueCard.read(venue)
        _require(card.key.verifies(sign1.signature, sign1.signed), "not signed by the venue")
        challenge = hashlib.sha256(b"essc-request-v1" + data).digest()
        return Request(scene, iat, exp, challenge, card)
