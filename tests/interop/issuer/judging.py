"""What is asked about a key, and how the answer is no."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from verifier.keys import PublicKey


class Refusal(Exception):
    """The evidence proves nothing; the text is the word of section 8.5."""


def unless(holds: bool, word: str) -> None:
    if not holds:
        raise Refusal(word)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


@dataclass(frozen=True)
class Question:
    key: PublicKey
    nonce: str
    is_identity: bool
    now: int
    is_test: bool
    policy: dict[str, Any]

    @property
    def challenge(self) -> bytes:
        return sha256(self.nonce.encode())

    @property
    def point(self) -> bytes:
        return b"\x04" + self.key.x + self.key.y


@dataclass
class Judgment:
    level: int
    pending: bool = False
    notes: list[str] = field(default_factory=list)
    serials: list[str] = field(default_factory=list)
    ends: int | None = None
    counter: int | None = None


LEVELS = {"software": 0, "trusted_environment": 1, "secure_element": 2}
