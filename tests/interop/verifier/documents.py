"""What signed documents share, and status lists (sections 7.1 and 7.3)."""

import re
import zlib
from dataclasses import dataclass

from .jose import Jws, base64url, content_of, require
from .trust import TrustList
from .words import later

MOST_BYTES = 512 * 1024
LONGEST_LIFE = 30 * 86400
LARGEST_STEP = 100_000
LIST_BYTES = 262_144
VALID, REVOKED, SUSPENDED, UNLISTED = range(4)

_SUB = re.compile(r"urn:essc:status:([0-9]{6}):(0|[1-9][0-9]{0,4})")


def require_current(iat: int, exp: int, now: int) -> None:
    """Of a document received; one that is held stays."""
    require(iat <= later(now, 300), "dated over 300 s ahead")
    require(now < exp, "past its exp")


@dataclass(frozen=True)
class Version:
    """Number and content of the document last accepted, kept even when the document is lost."""

    number: int
    content: bytes

    def require_step_to(self, received: "Version", largest: int | None) -> None:
        require(received.number >= self.number, "rolled back")
        same_number = received.number == self.number
        require(not same_number or received.content == self.content, "swapped")
        if largest is not None:
            require(received.number - self.number <= largest, "a step that shuts out successors")


@dataclass(frozen=True)
class StatusList:
    sub: str
    iat: int
    exp: int
    kid: bytes
    entries: bytes
    version: Version

    def entry(self, index: int) -> int:
        return self.entries[index // 4] >> 2 * (index % 4) & 3

    def speaks(self, now: int, issued: int) -> bool:
        return now < self.exp and self.iat >= issued


def claimed_sub(text: str) -> str:
    """Which list a text says it is, before anything of it is verified."""
    return Jws.read(text, "statuslist+jwt", MOST_BYTES).payload.text("sub", _SUB.pattern)


def read_status_list(text: str, trust: TrustList, now: int | None) -> StatusList:
    """A list received now, None for one that is held; verified in full."""
    jws = Jws.read(text, "statuslist+jwt", MOST_BYTES)
    payload = jws.payload
    sub = payload.text("sub", _SUB.pattern)
    region, number = (int(group) for group in _SUB.fullmatch(sub).groups())
    require(number <= 65535, "a list number over 65535")
    jws.verify(trust.signer(jws.kid, "status", region, now))
    iat, exp = payload.time("iat"), payload.time("exp")
    require(iat < exp <= later(iat, LONGEST_LIFE), "a life of over 30 days, or none")
    if now is not None:
        require_current(iat, exp, now)
    payload.integer("ttl", 1, 2**64 - 1)
    require(payload.seq("min_trust_seq") <= trust.seq, "made for a later trust list")
    status = payload.members("status_list")
    status.integer("bits", 2, 2)
    entries = _inflate(base64url(status.text("lst")))
    return StatusList(sub, iat, exp, bytes.fromhex(jws.kid), entries, Version(iat, jws.content()))


def _inflate(stream: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        entries = inflater.decompress(stream, LIST_BYTES + 1)
    except zlib.error as error:
        require(False, f"not a zlib stream: {error}")
    require(len(entries) == LIST_BYTES and inflater.eof, "not exactly 262,144 bytes")
    require(inflater.unused_data == b"" and inflater.unconsumed_tail == b"", "bytes after it")
    return entries
