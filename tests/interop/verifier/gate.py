"""A gate: takes lists, keeps a time floor, scans, gives verdicts (sections 6.5 and 6.7)."""

from . import carrier
from .carrier import Code, Unreadable, Unsupported
from .catalogue import Catalogue
from .holdings import Bundle, Holdings
from .replay import Guard
from .requests import Request
from .roots import Pin
from .rules import Authentic, Place, Standing, authenticate, judge_policy, limit
from .trust import TrustList
from .words import across_the_border, city_of, later, province_of, region_text


class Gate:
    """One scanner at one place."""

    def __init__(self, holdings: Holdings, region: int, base_province: int, started: int) -> None:
        self.holdings, self.region = holdings, region
        self._base_province = base_province
        self.guard = Guard(since=started)
        self._seen = started

    def restart(self, pins: list[Pin], now: int) -> None:
        """The process ends; another opens what it left on disk. Of codes only cool-downs are there."""
        self.holdings.reopen(pins)
        self.guard = self.guard.reopened(max(now, self._floor()))
        self.saw(now)

    def take(self, bundle: Bundle, now: int) -> dict | None:
        """What becomes of each document; what was held stays where one is refused."""
        outcomes = self.holdings.take(bundle, now)
        self.saw(now)
        return outcomes

    def keep_request(self, text: str) -> None:
        self.guard.keep(Request.read(text))

    def saw(self, now: int) -> None:
        """A time that the floor does not believe is not noted."""
        if self._believes(now):
            self._seen = max(self._seen, now)

    def _floor(self) -> int:
        return max(self.holdings.newest_iat, self._seen)

    def _believes(self, now: int) -> bool:
        return later(now, 300) >= self._floor()

    def scan(self, text: bytes, scene: int, now: int) -> dict:
        believed = self._believes(now)
        self.saw(now)
        trust = self.holdings.trust
        try:
            code = carrier.read(text)
        except Unreadable:
            return _verdict("unreadable", ["UNREADABLE"], trust, now)
        except Unsupported:
            return _verdict("rejected", ["UNSUPPORTED_VERSION"], trust, now)
        if not believed:
            return _verdict("rejected", ["CLOCK_UNTRUSTED"], trust, now)
        authentic = authenticate(code, trust, self.guard, now)
        if isinstance(authentic, str):
            if _blanks_may_be_why(authentic, text):
                return _verdict("unreadable", ["UNREADABLE"], trust, now)
            return _verdict("rejected", [authentic], trust, now)
        return self._judge(code, trust, authentic, scene, now)

    def _judge(
        self, code: Code, trust: TrustList, authentic: Authentic, number: int, now: int
    ) -> dict:
        place = Place(self.region, number, self._catalogue(number, now))
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

    def _catalogue(self, scene: int, now: int) -> Catalogue | None:
        """The catalogue that the scene stands in; the base for an unknown number."""
        if across_the_border(self.region):
            return self.holdings.catalogue(self._base_province, now)
        base = self.holdings.catalogue(province_of(self.region), now)
        overlay = self.holdings.overlay(city_of(self.region), now)
        if overlay is not None and scene in overlay.scenes:
            return overlay
        return base


def _blanks_may_be_why(reason: str, text: bytes) -> bool:
    """Section 6.1: where `UNREADABLE` takes the place of another reason."""
    if reason in ("CARD_FORGED", "CODE_FORGED"):
        return carrier.blanks_in_doubt(text)
    if reason in ("ISSUER_UNKNOWN", "ISSUER_KEY_OUT_OF_PERIOD", "ISSUER_KEY_COMPROMISED"):
        return carrier.blanks_in_doubt_in_kid(text)
    return False


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
