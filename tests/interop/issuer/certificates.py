"""Certificates as chains hold them, and the signatures that are accepted (section 8.5)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timezone

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from . import der
from .der import NotDer, Value, need
from .judging import unless

MOST = 4096
BASIC_CONSTRAINTS = der.oid("2.5.29.19")
_EC = der.oid("1.2.840.10045.2.1")
_RSA = der.oid("1.2.840.113549.1.1.1")
_CURVES = {der.oid("1.2.840.10045.3.1.7"): "P-256", der.oid("1.3.132.0.34"): "P-384"}
_ECDSA = {
    der.oid("1.2.840.10045.4.3.2"): hashes.SHA256(),
    der.oid("1.2.840.10045.4.3.3"): hashes.SHA384(),
}
_RSA_WITH = {
    der.oid("1.2.840.113549.1.1.11"): hashes.SHA256(),
    der.oid("1.2.840.113549.1.1.12"): hashes.SHA384(),
    der.oid("1.2.840.113549.1.1.13"): hashes.SHA512(),
}


@dataclass(frozen=True)
class SubjectKey:
    whole: bytes
    algorithm: Value
    bits: bytes

    @staticmethod
    def read(value: Value) -> "SubjectKey":
        algorithm, bits = value.inside(der.SEQUENCE)
        algorithm.inside(der.SEQUENCE)
        return SubjectKey(value.whole, algorithm, bits.whole_bits())

    def curve(self) -> str | None:
        parts = self.algorithm.inside(der.SEQUENCE)
        if len(parts) == 2 and [p.first for p in parts] == [der.OID, der.OID]:
            return _CURVES.get(parts[1].content) if parts[0].content == _EC else None
        return None

    def is_rsa(self) -> bool:
        return _is_rsa(self.algorithm, _RSA)


def _is_rsa(algorithm: Value, identifier: bytes) -> bool:
    parts = algorithm.inside(der.SEQUENCE)
    return [(p.first, p.content) for p in parts] == [(der.OID, identifier), (der.NULL, b"")]


@dataclass(frozen=True)
class Extension:
    oid: bytes
    critical: bool | None
    value: bytes

    @staticmethod
    def read(value: Value) -> "Extension":
        identifier, *middle, content = value.inside(der.SEQUENCE)
        need(len(middle) <= 1)
        critical = middle[0].boolean() if middle else None
        return Extension(identifier.bytes(der.OID), critical, content.bytes(der.OCTETS))


@dataclass(frozen=True)
class Certificate:
    signed: bytes
    algorithm: Value
    signature: bytes
    serial: str
    issuer: bytes
    validity: Value
    subject: Value
    key: SubjectKey
    extensions: tuple[Extension, ...]

    @staticmethod
    def read(data: bytes) -> "Certificate":
        try:
            return Certificate._read(data)
        except (ValueError, IndexError) as error:  # also where there are too few values
            raise NotDer from error

    @staticmethod
    def _read(data: bytes) -> "Certificate":
        body, algorithm, signature = der.read(data).inside(der.SEQUENCE)
        version, number, inner, issuer, validity, subject, key, *rest = body.inside(der.SEQUENCE)
        need(version.is_context(0) and version.explicit().integer() == 2)
        for identifier in (1, 2):
            if rest and rest[0].is_context(identifier, constructed=False):
                rest = rest[1:]
        extensions: tuple[Extension, ...] = ()
        if rest:
            need(len(rest) == 1 and rest[0].is_context(3))
            listed = rest[0].explicit().inside(der.SEQUENCE)
            extensions = tuple(Extension.read(one) for one in listed)
        for name in (issuer, validity, subject, inner, algorithm):
            need(name.first == der.SEQUENCE)
        need(inner.whole == algorithm.whole)
        return Certificate(
            body.whole, algorithm, signature.whole_bits(), serial(number), issuer.whole,
            validity, subject, SubjectKey.read(key), extensions,
        )  # fmt: skip

    def all(self, identifier: bytes) -> list[bytes]:
        return [one.value for one in self.extensions if one.oid == identifier]

    def is_authority(self) -> bool | None:
        """By its basic constraints; None where they stand twice or have another form."""
        found = self.all(BASIC_CONSTRAINTS)
        if len(found) != 1:
            return None if found else False
        try:
            inside = der.read(found[0]).inside(der.SEQUENCE)
            is_one = bool(inside) and inside[0].first == der.BOOLEAN and inside.pop(0).boolean()
            need(not inside or (len(inside) == 1 and inside[0].first == der.INTEGER))
            return is_one
        except NotDer:
            return None

    def check_validity(self, now: int, may_have_ended: bool = False) -> None:
        try:
            begin, end = (time(value) for value in self.validity.inside(der.SEQUENCE))
        except (NotDer, ValueError):
            unless(False, "validity_form")
        unless(begin <= now, "certificate_not_yet_valid")
        unless(may_have_ended or now <= end, "certificate_expired")

    def texts(self, identifier: bytes | None = None) -> list[str | None]:
        """Of the subject's attributes of a kind, or of all kinds; None for other string types."""
        found: list[str | None] = []
        try:
            for relative in self.subject.inside(der.SEQUENCE):
                for attribute in relative.inside(der.SET):
                    kind, value, *_ = attribute.inside(der.SEQUENCE)
                    if identifier in (None, kind.bytes(der.OID)):
                        found.append(_text(value))
        except ValueError:
            pass  # what follows is no attribute
        return found


def _text(value: Value) -> str | None:
    if value.first not in (der.UTF8, der.PRINTABLE):
        return None
    try:
        return value.content.decode()
    except UnicodeDecodeError:
        return None


def serial(number: Value) -> str:
    magnitude = number.magnitude()
    need(len(magnitude) <= 20)
    return magnitude.hex().lstrip("0") or "0"


def time(value: Value) -> int:
    """Seconds since 1970, of RFC 5280 section 4.1.2.5."""
    text = value.content.decode("ascii", "replace")
    if value.first == der.UTC_TIME:
        need(re.fullmatch(r"[0-9]{12}Z", text) is not None)
        text = ("19" if text >= "50" else "20") + text
    need(value.first in (der.UTC_TIME, der.GENERALIZED_TIME))
    need(re.fullmatch(r"[0-9]{14}Z", text) is not None)
    year, month, day, hour, minute, second = (
        int(text[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    )
    need(1 <= month <= 12 and 1 <= day <= monthrange(max(year, 1) if year else 4, month)[1])
    need(hour < 24 and minute < 60 and second < 60)
    if year < 1970:
        return 0
    moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    return int(moment.timestamp())


def verify(algorithm: Value, key: SubjectKey, signed: bytes, signature: bytes) -> None:
    """The closed set of algorithms; the words of section 8.5 for what is outside it, and for no fit."""
    parts = algorithm.inside(der.SEQUENCE)
    curve, identifier = key.curve(), parts[0].content if parts else b""
    is_ecdsa = len(parts) == 1 and parts[0].first == der.OID and identifier in _ECDSA
    is_rsa = identifier in _RSA_WITH and _is_rsa(algorithm, identifier)
    unless((curve is not None and is_ecdsa) or (key.is_rsa() and is_rsa), "signature_algorithm")
    try:
        loaded = serialization.load_der_public_key(key.whole)
        if isinstance(loaded, rsa.RSAPublicKey):
            unless(2048 <= loaded.key_size <= 8192, "certificate_signature")
            loaded.verify(signature, signed, padding.PKCS1v15(), _RSA_WITH[identifier])
        elif isinstance(loaded, ec.EllipticCurvePublicKey):
            loaded.verify(signature, signed, ec.ECDSA(_ECDSA[identifier]))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        unless(False, "certificate_signature")


def key_of(data: bytes) -> bytes | None:
    """The P-256 point of a certificate, found where RFC 5280 section 4.1 has it; from the rest nothing
    is read."""
    try:
        outer, end = der.one(data, 0)
        need(end == len(data))
        body, _ = der.one(outer.bytes(der.SEQUENCE), 0)
        rest, at = body.bytes(der.SEQUENCE), 0
        first, after = der.one(rest, 0)
        at = after if first.is_context(0) else 0
        for _ in range(5):
            _, at = der.one(rest, at)
        key = SubjectKey.read(der.one(rest, at)[0])
        is_point = key.curve() == "P-256" and len(key.bits) == 65
        return key.bits if is_point else None
    except (ValueError, IndexError):
        return None
