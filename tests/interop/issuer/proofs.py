"""A proof of a key, and what it carries about where that key lives (sections 0 and 8.5)."""

import base64
import binascii
from typing import Any

from verifier.jose import MOST_HEADER, Members, Refused, base64url, key_of, parse, require
from verifier.keys import NotAKey, PublicKey

from . import app_attest, chains, key_attestation
from .certificates import key_of as key_of_certificate
from .judging import Judgment, Question, Refusal
from .revocations import Revocations

TYP = "openid4vci-proof+jwt"
MOST_PROOF = 48 * 1024
MOST_CHAIN = 20_480
MOST_STATEMENT = 8_192
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
EVIDENCE = ("x5c", "essc_app_attest", "key_attestation")


def read(text: str, nonce: str) -> tuple[dict[str, Any], PublicKey]:
    """The header and the key of a proof over this nonce; members that are not known are left out."""
    require(text.isascii() and len(text) <= MOST_PROOF, "too long, or not ASCII")
    parts = text.split(".")
    require(len(parts) == 3, "a compact JWS has three parts")
    raw, payload, signature = (base64url(part) for part in parts)
    header = _header(Members(parse(raw, MOST_HEADER), "header"))
    key = _key(header)
    require(key.verifies(signature, ".".join(parts[:2]).encode()), "another key signed it")
    claims = Members(parse(payload, MOST_PROOF))
    claims.text("aud")
    require(claims.text("nonce") == nonce, "another nonce")
    return header, key


def _header(members: Members) -> dict[str, Any]:
    given = members.all
    members.word("alg", ("ES256",))
    members.word("typ", (TYP,))
    require("kid" not in given and "crit" not in given, "kid or crit")
    require(("jwk" in given) != ("x5c" in given), "not exactly one of jwk and x5c")
    require(sum(name in given for name in EVIDENCE) <= 1, "evidence of two kinds")
    header: dict[str, Any] = {}
    if "jwk" in given:
        jwk = members.members("jwk").all
        require(not _PRIVATE & set(jwk), "a private key")
        header["jwk"] = {name: jwk.get(name) for name in ("kty", "crv", "x", "y")}
    if "x5c" in given:
        header["x5c"] = members.array("x5c", 1 << 16, _text, least=1)
        length = sum(len(one.rstrip("=")) * 3 // 4 for one in header["x5c"])
        require(length <= MOST_CHAIN, "certificates too long in all")
    for name in EVIDENCE[1:]:
        if name in given:
            header[name] = members.text(name)
    require(len(header.get("key_attestation", "")) <= MOST_STATEMENT, "a statement too long")
    return header


def _text(value: Any) -> str:
    require(type(value) is str, "not a text")
    return value


def _key(header: dict[str, Any]) -> PublicKey:
    if "jwk" in header:
        return key_of(Members(header["jwk"]))
    point = key_of_certificate(_base64(header["x5c"][0]) or b"")
    require(point is not None and point[0] == 4, "no key in the first certificate")
    try:
        return PublicKey.uncompressed(point[1:33], point[33:])
    except NotAKey as error:
        raise Refused("no point of P-256") from error


def _base64(text: str) -> bytes | None:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def judge(
    header: dict[str, Any],
    question: Question,
    revocations: Revocations,
    known: dict[str, Any] | None,
) -> Judgment | None:
    """What comes of the evidence; None where there is none.

    Raises Refusal with its word."""
    if "x5c" in header:
        certificates = [_base64(one) for one in header["x5c"]]
        if None in certificates:
            raise Refusal("certificate_form")
        return chains.judge(certificates, question, revocations)
    if "essc_app_attest" in header:
        return app_attest.judge(header["essc_app_attest"], question, known)
    if "key_attestation" in header:
        return key_attestation.judge(header["key_attestation"], question)
    return None
