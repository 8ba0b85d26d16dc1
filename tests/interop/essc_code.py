"""A second reader of QR codes, from docs/protocol.md §2 to §4 alone: no line follows the Rust.

`read(text)` takes a code apart; `Code.card_cose()` and `Code.code_cose(challenge)` build the two
COSE_Sign1 objects that the QR text stands for; `Code.verify(…)` checks both signatures.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from det_cbor import Tagged, encode

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PREFIX = "SSC1:"
CHALLENGE_HINT = 1
SHORTEST_CARRIER = 186
TWO_SIGNATURES_AND_A_VERSION = 129


class Unreadable(Exception):
    """Scan again: not a code, or a damaged one."""


class Unsupported(Exception):
    """A code of another version or suite, or with a flag of the future."""


def need(condition, what):
    """Refuses as unreadable, naming the field, unless the condition holds."""
    if not condition:
        raise Unreadable(what)


def base45(text):
    """RFC 9285, strict."""
    need(all(c in ALPHABET for c in text), "alphabet")
    need(len(text) % 3 != 1, "length")
    out = b""
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        number = sum(ALPHABET.index(c) * 45**i for i, c in enumerate(group))
        size = len(group) - 1
        need(number < 256**size, "base45 range")
        out += number.to_bytes(size, "big")
    return out


def check_character(digits):
    """The 18th character of a citizen number (GB 11643, ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(w * int(d) for w, d in zip(weights, digits)) % 11]


class Fields:
    """Takes fields off the front of the carrier's bytes."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count, what):
        need(self.at + count <= len(self.data), what)
        self.at += count
        return self.data[self.at - count : self.at]

    def uint(self, count, what):
        return int.from_bytes(self.take(count, what), "big")

    def name(self):
        raw = self.take(self.uint(1, "name"), "name")
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            raise Unreadable("name") from None
        need(name and unicodedata.is_normalized("NFC", name), "name")
        need(not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in name), "name")
        return name


def read_masked(fields):
    kind = fields.uint(1, "kind")
    need(kind <= 3, "kind")
    number = fields.take(7, "masked number")
    need(all(c in b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*" for c in number), "masked number")
    return [kind, number[:3].decode(), number[3:].decode(), fields.name()]


def read_identity(fields):
    kind = fields.uint(1, "kind")
    need(kind & 15 <= 3 and kind >> 4 <= 1, "kind")
    if kind >> 4 == 0:
        digits = fields.uint(8, "number")
        need(digits < 10**17, "number")
        number = f"{digits:017}"
        number += check_character(number)
    else:
        raw = fields.take(fields.uint(1, "number"), "number")
        need(5 <= len(raw) <= 18 and all(chr(c) in BASE36 for c in raw), "number")
        number = raw.decode()
        plain = len(number) == 18 and number[:17].isdigit()
        need(not (plain and check_character(number) == number[17]), "number must use form 0")
    card = fields.uint(6, "card number")
    need(card < 36**9, "card number")
    card = "".join(BASE36[card // 36**i % 36] for i in reversed(range(9)))
    return [kind, number, card, fields.name()]


def read_attributes(profile, fields):
    start = fields.at
    if profile == 0:
        attributes = []
    elif profile == 1:
        attributes = [fields.uint(2, "answers")]
    else:
        attributes = read_masked(fields) if profile == 2 else read_identity(fields)
    need(fields.at - start <= 88, "attributes")
    return attributes


def point(compressed):
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), compressed)
    except ValueError:
        raise Unreadable("device key") from None


def cose_key(key):
    numbers = key.public_numbers()
    return {1: 2, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}


def sig_structure(protected, payload):
    return encode(["Signature1", protected, b"", payload])


def fits(key, message, signature):
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@dataclass
class Code:
    """The values of a code, as the carrier has them."""

    profile: int
    kid: bytes
    nbf: int
    lifetime: int
    status_list: int
    status_index: int
    functions: int
    max_code_age: int
    device_key: ec.EllipticCurvePublicKey
    attributes: list
    issuer_signature: bytes
    iat: int
    scene: int
    hint: bytes | None
    device_signature: bytes

    @property
    def region(self):
        return int.from_bytes(self.kid[:3], "big")

    def card_parts(self):
        """Protected header and payload of the card (§2)."""
        uri = f"urn:essc:status:{self.region:06}:{self.status_list}"
        payload = {
            1: f"CN-{self.region:06}",
            4: self.card_exp(),
            5: self.nbf,
            8: {1: cose_key(self.device_key)},
            65535: {"status_list": {"idx": self.status_index, "uri": uri}},
            -70001: [1, 0, self.profile, self.functions, self.max_code_age, self.attributes],
        }
        return encode({1: -7, 4: self.kid, 16: "essc-card+cwt"}), encode(payload)

    def card_exp(self):
        return self.nbf + 60 * self.lifetime

    def card_cose(self):
        protected, payload = self.card_parts()
        return encode(Tagged(18, [protected, {}, payload, self.issuer_signature]))

    def code_parts(self, challenge):
        """Protected header and payload of the code (§3)."""
        thumbprint = hashlib.sha256(encode(cose_key(self.device_key))).digest()
        payload = {
            4: min(self.iat + self.max_code_age, self.card_exp()),
            6: self.iat,
            -70001: [1, 0, self.scene, challenge, self.card_cose()],
        }
        return encode({1: -7, 4: thumbprint[:8], 16: "essc-code+cwt"}), encode(payload)

    def code_cose(self, challenge=None):
        protected, payload = self.code_parts(challenge)
        return encode(Tagged(18, [protected, {}, payload, self.device_signature]))

    def verify(self, issuer_key, challenge=None):
        """(issuer's signature fits, device's signature fits)."""
        if (challenge and challenge[:2]) != self.hint:
            return False, False
        card = fits(issuer_key, sig_structure(*self.card_parts()), self.issuer_signature)
        message = sig_structure(*self.code_parts(challenge))
        return card, fits(self.device_key, message, self.device_signature)


def unframe(text):
    """The carrier's bytes of a QR text; one final CR, LF or CRLF is a scanner's."""
    text = text.removesuffix("\n").removesuffix("\r")
    if text.startswith(PREFIX):
        return base45(text[len(PREFIX) :])
    need(re.match("SSC[0-9]:", text, re.ASCII), "prefix")
    need(len(base45(text[len(PREFIX) :])) >= TWO_SIGNATURES_AND_A_VERSION, "version")
    raise Unsupported("version")


def read(text):
    """Takes a QR text apart; Unsupported or Unreadable for what is not a code of version 1."""
    fields = Fields(unframe(text))
    version = fields.uint(1, "version")
    second = fields.uint(1, "profile")
    profile, flags = second >> 4, second & 15
    known = version == 0x10 and not flags & ~CHALLENGE_HINT
    if known:
        need(profile <= 3, "profile")
    kid = fields.take(4, "kid")
    need(int.from_bytes(kid[:3], "big") <= 999_999, "region")
    nbf = fields.uint(4, "nbf")
    lifetime = fields.uint(2, "lifetime")
    need(lifetime, "lifetime")
    status_list, status_index = fields.uint(2, "status list"), fields.uint(3, "status index")
    need(status_index < 1 << 20, "status index")
    functions, max_code_age = fields.uint(2, "functions"), fields.uint(1, "max_code_age")
    need(functions >> 3 & 3 != 3, "key protection")
    need(max_code_age, "max_code_age")
    device_key = fields.take(33, "device key")
    need(device_key[0] in (2, 3), "device key")
    if not known:
        need(len(fields.data) >= SHORTEST_CARRIER, "length")
        raise Unsupported("version, suite or flags")
    attributes = read_attributes(profile, fields)
    issuer_signature = fields.take(64, "issuer signature")
    iat = nbf + fields.uint(3, "iat")
    scene = fields.uint(2, "scene")
    hint = fields.take(2, "hint") if flags & CHALLENGE_HINT else None
    device_signature = fields.take(64, "device signature")
    need(fields.at == len(fields.data), "trailing bytes")
    return Code(
        profile, kid, nbf, lifetime, status_list, status_index, functions, max_code_age,
        point(device_key), attributes, issuer_signature, iat, scene, hint, device_signature,
    )  # fmt: skip
