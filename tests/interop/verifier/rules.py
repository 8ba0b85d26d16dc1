"""Authenticity, policy and status of a code that could be read (sections 6.1, 6.2 and 6.4)."""

from dataclasses import dataclass

from . import cose
from .carrier import Code
from .catalogue import Catalogue
from .documents import REVOKED, SUSPENDED, UNLISTED, StatusList
from .replay import SKEW, Guard
from .requests import Request
from .scenes import Scene
from .trust import TrustList
from .words import LAST_SECOND, across_the_border, between, covers, later


@dataclass(frozen=True)
class Authentic:
    """Both signatures fit; the request is the one that the code answers."""

    request: Request | None


def authenticate(code: Code, trust: TrustList | None, guard: Guard, now: int) -> str | Authentic:
    """The first reason of section 6.1 after UNREADABLE, UNSUPPORTED_VERSION and the clock."""
    if trust is None:
        return "TRUST_MISSING"
    if now >= trust.exp:
        return "TRUST_EXPIRED"
    key = trust.key(code.kid, "card")
    if key is None:
        return "ISSUER_UNKNOWN"
    if not key.in_period(now):
        return "ISSUER_KEY_OUT_OF_PERIOD"
    if key.state == "compromised":
        return "ISSUER_KEY_COMPROMISED"
    card = cose.signed_bytes(*cose.card_parts(code))
    if not key.public().verifies(code.card_signature, card):
        return "CARD_FORGED"
    candidates: list[Request | None] = [None] if code.hint is None else [*guard.fitting(code, now)]
    if not candidates:
        return "CHALLENGE_MISMATCH"
    for request in candidates:
        challenge = request.challenge if request is not None else None
        signed = cose.signed_bytes(*cose.code_parts(code, challenge))
        if code.key.verifies(code.signature, signed):
            return Authentic(request)
    return "CODE_FORGED"


@dataclass(frozen=True)
class Standing:
    """What is known of a card's status (section 6.4)."""

    code: Code
    held: StatusList | None
    scene: Scene | None
    now: int

    @property
    def _speaks(self) -> bool:
        return self.held is not None and self.held.speaks(self.now, self.code.issued)

    @property
    def as_of(self) -> int:
        return self.held.iat if self._speaks else min(self.code.issued, LAST_SECOND)

    @property
    def too_old(self) -> bool:
        if self.scene is None:
            return self.held is None
        return between(self.as_of, self.now) > self.scene.max_status_age

    def reasons(self) -> list[str]:
        found = []
        if self.too_old:
            found.append("STATUS_MISSING" if self.held is None else "STATUS_STALE")
        if self.held is not None:
            entry = self.held.entry(self.code.index)
            binding = self.held.iat >= self.code.issued
            if entry == SUSPENDED and binding:
                found.append("CARD_SUSPENDED")
            if entry == UNLISTED and binding:
                found.append("CARD_UNLISTED")
            if entry == REVOKED:
                found.append("CARD_REVOKED")
        return found

    def stated(self) -> dict:
        """`status` of the verdict (section 6.7)."""
        fresh = self._speaks if self.scene is None else not self.too_old
        if not fresh and self.held is not None and self.now >= self.held.exp:
            if self.held.iat >= self.code.issued:
                return {"grade": "expired", "as_of": self.held.iat, "source": "list"}
        source = "list" if self._speaks else "card"
        return {"grade": "fresh" if fresh else "stale", "as_of": self.as_of, "source": source}


@dataclass(frozen=True)
class Place:
    """Where a gate stands, and what its catalogues say about the scene it works for.

    `catalogue` is the one the scene stands in, the base for an unknown number, None without one.
    """

    region: int
    scene: int
    catalogue: Catalogue | None

    @property
    def known(self) -> Scene | None:
        entry = self.catalogue.scenes.get(self.scene) if self.catalogue else None
        return entry if entry is not None and entry.enabled and entry.decided else None


def limit(code: Code, known: Scene | None) -> int:
    """The seconds for which a code counts."""
    return code.max_code_age if known is None else min(code.max_code_age, known.max_code_age)


def judge_policy(code: Code, trust: TrustList, standing: Standing, place: Place, now: int) -> list:
    """Every rule of section 6.2, all reasons, in its order."""
    known, key = place.known, trust.keys[code.kid]
    most_life = trust.issuers[code.region].max_card_life
    rules = [
        ("CARD_NOT_YET_VALID", now < code.nbf),
        ("CARD_EXPIRED", now >= code.exp),
        ("CARD_OVERLONG", code.exp > key.exp or 60 * code.lifetime > most_life),
        ("CODE_EXPIRED", now >= later(code.iat, limit(code, known))),
        ("CODE_FROM_FUTURE", code.iat > later(now, SKEW)),
    ]
    reasons = [reason for reason, applies in rules if applies]
    reasons += standing.reasons()
    catalogue = place.catalogue
    rules = [
        ("CATALOGUE_MISSING", catalogue is None),
        ("CATALOGUE_EXPIRED", catalogue is not None and now >= catalogue.exp),
        ("SCENE_UNKNOWN", catalogue is not None and known is None),
        ("SCENE_MISMATCH", code.scene != place.scene),
    ]
    reasons += [reason for reason, applies in rules if applies]
    return reasons + (_judge_scene(code, known, place.region, now) if known else [])


def _judge_scene(code: Code, scene: Scene, region: int, now: int) -> list[str]:
    attributes, functions = code.attributes, code.functions
    profile = attributes.profile
    asked = scene.answers if profile == "entitlement" else ()
    eligible = scene.regions is None or any(covers(r, code.region) for r in scene.regions)
    exportable = scene.cross_border and profile == "validity"
    too_old = scene.max_card_age is not None and between(code.issued, now) > scene.max_card_age
    rules = [
        ("PROFILE_MISMATCH", profile not in scene.profiles),
        ("FUNCTION_NOT_LOADED", not all(functions.loaded(f) for f in scene.functions)),
        ("LEVEL_TOO_LOW", functions.level < scene.level),
        ("KEY_PROTECTION_TOO_LOW", functions.key_protection < scene.least_protection),
        ("DELEGATED_NOT_ALLOWED", functions.delegated and scene.delegated == "refused"),
        ("NOT_ENTITLED", bool(asked) and not any(attributes.yes(answer) for answer in asked)),
        ("REGION_NOT_ELIGIBLE", not eligible),
        ("CROSS_BORDER_NOT_ALLOWED", across_the_border(region) and not exportable),
        ("CARD_NOT_FRESH", too_old),
        ("CHALLENGE_MISSING", scene.challenge == "request" and code.hint is None),
    ]
    return [reason for reason, applies in rules if applies]
