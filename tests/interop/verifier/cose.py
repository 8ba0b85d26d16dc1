"""The two CWTs that a code expands into, rebuilt byte for byte (sections 2 and 3)."""

import hashlib

from .attributes import PROFILES
from .carrier import Code
from .cbor import Tagged, encode
from .words import LAST_SECOND

_PRIVATE = -70001


def signed_bytes(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of a COSE_Sign1 without external data."""
    return encode(["Signature1", protected, b"", payload])


def sign1(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return encode(Tagged(18, [protected, {}, payload, signature]))


def card_parts(code: Code) -> tuple[bytes, bytes]:
    """Protected header and payload of the card."""
    header = {1: -7, 4: code.kid, 16: "essc-card+cwt"}
    claims = {
        1: f"CN-{code.region:06}",
        4: code.exp,
        5: code.nbf,
        8: {1: code.key.cose()},
        65535: {"status_list": {"idx": code.index, "uri": code.uri}},
        _PRIVATE: [
            1,
            0,
            PROFILES.index(code.attributes.profile),
            code.functions.word,
            code.max_code_age,
            code.attributes.cbor(),
        ],
    }
    return encode(header), encode(claims)


def card(code: Code) -> bytes:
    return sign1(*card_parts(code), code.card_signature)


def code_parts(code: Code, challenge: bytes | None) -> tuple[bytes, bytes]:
    """Protected header and payload of the code; `challenge` is all 32 bytes."""
    header = {1: -7, 4: code.key.device_kid(), 16: "essc-code+cwt"}
    claims = {
        4: min(code.iat + code.max_code_age, code.exp, LAST_SECOND),
        6: code.iat,
        _PRIVATE: [1, 0, code.scene, challenge, card(code)],
    }
    return encode(header), encode(claims)


def code_id(code: Code, challenge: bytes | None) -> bytes:
    """How a code is counted: the same for both forms of its signature."""
    return hashlib.sha256(signed_bytes(*code_parts(code, challenge))).digest()
