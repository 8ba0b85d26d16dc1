"""A gate: takes lists, keeps a time floor, scans, gives verdicts (sections 6.5, 6.7 and 7.1)."""

from dataclasses import dataclass, field

from . import carrier
from .carrier import Code, Unreadable, Unsupported
from .catalogue import Catalogue, read_catalogue, fitted
from .documents import LARGEST_STEP, StatusList, Version, read_status_list, require_current
from .jose import Refused, require
from .keys import PublicKey
from .replay import Guard
from .requests import Request
from .rules import Authentic, Place, Standing, authenticate, judge_policy, limit
from .trust import TrustList, read_trust_list, require_successor
from .words import across_the_border, city_of, later, province_of, region_text


@dataclass
class Holdings:
    """The documents of a gate; each verified in full before it replaces the one held."""

    root: PublicKey
    least_seq: int = 0
    trust: TrustList | None = None
    status: dict[str, StatusList] = field(default_factory=dict)
    catalogues: dict[int, list[Catalogue]] = field(default_factory=dict)
    newest_iat: int = 0
    _versions: dict[str, Version] = field(default_factory=dict)

    def take_trust_list(self, text: str, now: int) -> None:
        held = self.trust
        roots = [r for r in (held.root, held.next_root) if r] if held else [self.root]
        received = read_trust_list(text, roots)
        require_current(received.iat, received.exp, now)
        require(received.seq >= self.least_seq, "before the one that is pinned")
        if held is not None:
            require_successor(held, received)
        version = Version(received.seq, received.content)
        self._take("trust", version, received.iat, LARGEST_STEP)
        self.trust = received
        for sub, status in list(self.status.items()):
            if not _counts(received, status, "status"):
                del self.status[sub]
        for region, kept in self.catalogues.items():
            self.catalogues[region] = [c for c in kept if _counts(received, c, "catalogue")]

    def take_status_list(self, text: str, now: int) -> None:
        received = read_status_list(text, self._trust(), now)
        self._take(received.sub, received.version, received.iat, None)
        self.status[received.sub] = received

    def take_catalogue(self, text: str, now: int) -> None:
        """The base before its overlays; one for later is kept beside the one in force."""
        received = read_catalogue(text, self._trust(), now)
        if not received.is_base:
            when = max(now, received.effective)
            base = self.catalogue(province_of(received.region), when)
            if base is None:
                raise Refused("an overlay without its base")
            received = fitted(received, base)
        name = f"catalogue {region_text(received.region)}"
        self._take(name, received.version, received.iat, LARGEST_STEP)
        kept = self.catalogues.get(received.region, [])
        in_force = [c for c in kept if c.effective <= now][-1:]
        self.catalogues[received.region] = [*in_force, received]

    def catalogue(self, region: int, now: int) -> Catalogue | None:
        """The one in force."""
        kept = self.catalogues.get(region, [])
        return next((c for c in reversed(kept) if c.effective <= now), None)

    def _trust(self) -> TrustList:
        if self.trust is None:
            raise Refused("no trust list to judge it by")
        return self.trust

    def _take(self, name: str, received: Version, iat: int, largest: int | None) -> None:
        if name in self._versions:
            self._versions[name].require_step_to(received, largest)
        self._versions[name] = received
        self.newest_iat = max(self.newest_iat, iat)


class Gate:
    """One scanner at one place for one scene."""

    def __init__(
        self, holdings: Holdings, region: int, scene: int, base_province: int, started: int
    ) -> None:
        self.holdings, self.region, self.scene = holdings, region, scene
        self._base_province = base_province
        self.guard = Guard(since=started)
        self._seen = started

    def keep_request(self, text: str) -> None:
        self.guard.keep(Request.read(text))

    def saw(self, now: int) -> None:
        self._seen = max(self._seen, now)

    def scan(self, text: bytes, now: int) -> dict:
        floor = max(self.holdings.newest_iat, self._seen)
        trust = self.holdings.trust
        try:
            code = carrier.read(text)
        except Unreadable:
            return _verdict("unreadable", ["UNREADABLE"], trust, now)
        except Unsupported:
            return _verdict("rejected", ["UNSUPPORTED_VERSION"], trust, now)
        if later(now, 300) < floor:
            return _verdict("rejected", ["CLOCK_UNTRUSTED"], trust, now)
        self.saw(now)
        authentic = authenticate(code, trust, self.guard, now)
        if isinstance(authentic, str):
            if _blanks_may_be_why(authentic, text):
                return _verdict("unreadable", ["UNREADABLE"], trust, now)
            return _verdict("rejected", [authentic], trust, now)
        return self._judge(code, trust, authentic, now)

    def _judge(self, code: Code, trust: TrustList, authentic: Authentic, now: int) -> dict:
        place = Place(self.region, self.scene, self._catalogue(now))
        scene = place.known
        standing = Standing(code, self.holdings.status.get(code.uri), scene, now)
        reasons = judge_policy(code, trust, standing, place, now)
        asked = scene is not None and not reasons and scene.replay != "none"
        if scene is not None and not reasons:
            window = limit(code, scene)
            replayed = self.guard.judge(code, scene, now, authentic.request)
            reasons = [replayed] if replayed else []
            if not replayed:
                self.guard.accept(code, scene, window, now, authentic.request)
        verdict = _verdict("rejected" if reasons else "accepted", reasons, trust, now)
        verdict["code_age_s"] = now - code.iat
        verdict["status"] = standing.stated()
        verdict["guard"] = "local" if asked else None
        verdict["suite"] = 0
        if scene is not None and not reasons:
            attributes = code.attributes
            head = {"region": region_text(code.region), "profile": attributes.profile}
            verdict["disclosed"] = head | attributes.disclosed(scene.answers)
        return verdict

    def _catalogue(self, now: int) -> Catalogue | None:
        """The catalogue that the gate's scene stands in; the base for an unknown number."""
        if across_the_border(self.region):
            return self.holdings.catalogue(self._base_province, now)
        base = self.holdings.catalogue(province_of(self.region), now)
        overlay = self.holdings.catalogue(city_of(self.region), now)
        if base is not None and overlay is not None and self.scene in overlay.scenes:
            return overlay
        return base


def _blanks_may_be_why(reason: str, text: bytes) -> bool:
    """Section 6.1: where `UNREADABLE` takes the place of another reason."""
    if reason in ("CARD_FORGED", "CODE_FORGED"):
        return carrier.blanks_in_doubt(text)
    if reason in ("ISSUER_UNKNOWN", "ISSUER_KEY_OUT_OF_PERIOD", "ISSUER_KEY_COMPROMISED"):
        return carrier.blanks_in_doubt_in_kid(text)
    return False


def _counts(trust: TrustList, held: StatusList | Catalogue, use: str) -> bool:
    """A document that is held counts while its signer's key is listed and not compromised."""
    key = trust.key(held.kid, use)
    return key is not None and key.state != "compromised"


def _verdict(outcome: str, reasons: list[str], trust: TrustList | None, now: int) -> dict:
    stated = None
    if trust is not None:
        stale = "stale" if now < trust.exp else "expired"
        stated = {"grade": "fresh" if now < trust.soft_exp else stale, "as_of": trust.iat}
    return {
        "outcome": outcome,
        "reasons": reasons,
        "disclosed": None,
        "code_age_s": None,
        "trust": stated,
        "status": None,
        "guard": None,
        "suite": None,
        "skew_s": None,
        "test": trust is not None and trust.test,
        "as_of": None,
    }
