"""Statements of app providers (section 8.5, Key attestations of app providers)."""

import math
from typing import Any

from verifier.jose import MOST_HEADER, Members, Refused, base64url, key_of, parse

from .judging import Judgment, Question, Refusal, unless

MOST = 8_192
AHEAD = 300
_STRENGTH = {"iso_18045_high": 2, "iso_18045_moderate": 1}
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def judge(text: str, question: Question) -> Judgment:
    providers = question.policy["providers"]
    unless(providers != [], "scheme_not_accepted")
    try:
        header_part, payload_part, signature_part = text.split(".")
        header_bytes, payload, signature = (
            base64url(part) for part in (header_part, payload_part, signature_part)
        )
    except (Refused, ValueError) as error:
        raise Refusal("key_attestation_form") from error
    unless(len(text) <= MOST and len(signature) == 64, "key_attestation_form")
    header = _header(header_bytes)
    unless(header["alg"] == "ES256", "key_attestation_algorithm")
    unless(header["typ"] == "key-attestation+jwt", "key_attestation_type")
    named = [one for one in providers if one["kid"] == header["kid"]]
    unless(named != [], "key_attestation_unknown_provider")
    signed = f"{header_part}.{payload_part}".encode()
    key = key_of(Members(named[0]["jwk"]))
    unless(key.verifies(signature, signed), "key_attestation_signature")
    return _judge_claims(_claims(payload), question)


def _header(data: bytes) -> dict[str, str]:
    try:
        members = Members(parse(data, MOST_HEADER), "header")
        unless(set(members.all) == {"alg", "typ", "kid"}, "key_attestation_header")
        return {name: members.text(name) for name in members.all}
    except Refused as error:
        raise Refusal("key_attestation_header") from error


def _claims(data: bytes) -> dict[str, Any]:
    def is_texts(value: Any) -> bool:
        return isinstance(value, list) and all(type(one) is str for one in value)

    def is_time(value: Any) -> bool:
        is_number = type(value) in (int, float) and math.isfinite(value)
        return is_number and 0 <= value < 253402300800

    try:
        claims = {k: v for k, v in Members(parse(data, 65_536)).all.items() if v is not None}
    except Refused as error:
        raise Refusal("key_attestation_payload") from error
    keys = claims.get("attested_keys")
    unless(
        is_time(claims.get("iat"))
        and is_time(claims.get("exp"))
        and isinstance(keys, list)
        and all(isinstance(key, dict) for key in keys)
        and type(claims.get("nonce", "")) is str
        and is_texts(claims.get("key_storage", []))
        and is_texts(claims.get("user_authentication", [])),
        "key_attestation_payload",
    )
    return claims


def _judge_claims(claims: dict[str, Any], question: Question) -> Judgment:
    begins, ends = int(claims["iat"]), int(claims["exp"])
    unless(begins <= question.now + AHEAD, "key_attestation_not_yet_valid")
    unless(question.now < ends, "key_attestation_expired")
    unless(claims.get("nonce") == question.nonce, "key_attestation_nonce")
    unless(len(claims["attested_keys"]) == 1, "key_attestation_key_count")
    unless(_is(claims["attested_keys"][0], question), "key_attestation_other_key")
    unless("status" not in claims, "key_attestation_status")
    storage = _strongest(claims.get("key_storage", []))
    unless(storage > 0, "key_attestation_key_storage")
    if not question.is_identity:
        return Judgment(storage, ends=ends)
    authentication = _strongest(claims.get("user_authentication", []))
    if authentication == 0:
        return Judgment(1, notes=["user_auth_unattested"], ends=ends)
    return Judgment(min(storage, authentication), ends=ends)


def _is(jwk: dict[str, Any], question: Question) -> bool:
    if _PRIVATE & set(jwk):
        return False
    try:
        four = {name: jwk[name] for name in ("kty", "crv", "x", "y")}
        return key_of(Members(four)) == question.key
    except (KeyError, Refused):
        return False


def _strongest(words: list[str]) -> int:
    return max((_STRENGTH.get(word, 0) for word in words), default=0)
