"""P-256 public keys, ES256 and thumbprints (sections 0 and 1)."""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from .cbor import encode

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class NotAKey(ValueError):
    """The coordinates are no point of P-256."""


@dataclass(frozen=True)
class PublicKey:
    """A point of P-256 other than the identity; both coordinates in 32 bytes."""

    x: bytes
    y: bytes

    @staticmethod
    def compressed(sec1: bytes) -> "PublicKey":
        """33 bytes, the first 2 or 3."""
        if len(sec1) != 33 or sec1[0] not in (2, 3):
            raise NotAKey("not a compressed point")
        return PublicKey._of(sec1)

    @staticmethod
    def uncompressed(x: bytes, y: bytes) -> "PublicKey":
        if len(x) != 32 or len(y) != 32:
            raise NotAKey("a coordinate is 32 bytes, in full")
        return PublicKey._of(b"\x04" + x + y)

    @staticmethod
    def _of(sec1: bytes) -> "PublicKey":
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sec1)
        except ValueError as error:
            raise NotAKey("not on the curve") from error
        numbers = point.public_numbers()
        return PublicKey(numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big"))

    @cached_property
    def _key(self) -> ec.EllipticCurvePublicKey:
        sec1 = b"\x04" + self.x + self.y
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sec1)

    def verifies(self, signature: bytes, signed: bytes) -> bool:
        """r and s of 32 bytes each; both s and n - s count, 0 and the order and above never do."""
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        if len(signature) != 64 or not 0 < r < ORDER or not 0 < s < ORDER:
            return False
        try:
            self._key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    def cose(self) -> dict:
        return {1: 2, -1: 1, -2: self.x, -3: self.y}

    def device_kid(self) -> bytes:
        """The first 8 bytes of the COSE key thumbprint (RFC 9679)."""
        return hashlib.sha256(encode(self.cose())).digest()[:8]

    def jwk_thumbprint(self) -> str:
        """RFC 7638, in base64url: the `kid` of a root."""
        x, y = (base64.urlsafe_b64encode(c).rstrip(b"=").decode() for c in (self.x, self.y))
        canonical = json.dumps({"crv": "P-256", "kty": "EC", "x": x, "y": y}, separators=(",", ":"))
        digest = hashlib.sha256(canonical.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
