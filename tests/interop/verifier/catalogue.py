"""Catalogues: the base of a province, the overlay of a city (section 7.4)."""

from dataclasses import dataclass
from typing import Iterable

from .attributes import ANSWERS, FUNCTIONS, KEY_PROTECTIONS, PROFILES
from .documents import Version, require_current
from .jose import Jws, Members, region_of, require
from .trust import TrustList
from .words import is_city, is_province, is_text_for_people, later, province_of

MOST_BYTES = 2 * 1024 * 1024
LONGEST_LIFE = 366 * 86400
ALWAYS_ON_REQUEST = (302, 602, 702, 1101)
CHALLENGES = ("none", "request")
DELEGATED = ("allowed", "refused")
_SCENE = r"[0-9]{4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"


@dataclass(frozen=True)
class Scene:
    code: int
    area: str
    department: str
    profiles: tuple[str, ...]
    answers: tuple[str, ...]
    functions: tuple[str, ...]
    level: int
    min_key: int
    delegated: str
    rotate_after: int
    max_code_age: int
    max_card_age: int | None
    max_status_age: int
    challenge: str
    replay: str
    cooldown: int
    regions: tuple[int, ...] | None
    cross_border: bool
    enabled: bool

    def purpose(self) -> tuple:
        """One purpose has one code: two scenes are the same when these are."""
        sets = (frozenset(s) for s in (self.profiles, self.functions, self.answers))
        return (self.area, self.department, *sets)

    def demands(self) -> tuple[int, int, int]:
        """What is inherited, each the higher the stricter."""
        return CHALLENGES.index(self.challenge), DELEGATED.index(self.delegated), self.min_key

    def highest_profile(self) -> int:
        return max(PROFILES.index(profile) for profile in self.profiles)


@dataclass(frozen=True)
class Catalogue:
    region: int
    seq: int
    iat: int
    exp: int
    effective: int
    kid: bytes
    scenes: dict[int, Scene]
    version: Version

    @property
    def is_base(self) -> bool:
        return is_province(self.region)


def read_catalogue(text: str, trust: TrustList, now: int) -> Catalogue:
    """A catalogue received now; an overlay still has to fit its base."""
    jws = Jws.read(text, "essc-catalogue+jwt", MOST_BYTES)
    payload = jws.payload
    region = payload.region("region")
    jws.verify(trust.signer(jws.kid, "catalogue", region, now))
    iat, exp, effective = (payload.time(m) for m in ("iat", "exp", "effective"))
    require(iat < exp <= later(iat, LONGEST_LIFE), "a life of over 366 days, or none")
    require(effective < exp, "effective only after its exp")
    require_current(iat, exp, now)
    require(payload.seq("min_trust_seq") <= trust.seq, "made for a later trust list")
    base = is_province(region)
    require(not base or trust.issuers[region].level == "province", "a base of no province")
    scenes: dict[int, Scene] = {}
    low, high = (0, 9999) if base else _numbers_of(region)
    for scene in payload.array("scenes", 1024, lambda s: _scene(Members(s, "scene"))):
        require(scene.code not in scenes, "a scene number twice")
        require(low <= scene.code <= high, "a scene number that is not this catalogue's")
        scenes[scene.code] = scene
    seq = payload.seq("seq")
    version, kid = Version(seq, jws.content()), bytes.fromhex(jws.kid)
    return Catalogue(region, seq, iat, exp, effective, kid, scenes, version)


def _numbers_of(city: int) -> tuple[int, int]:
    first = 10000 + 500 * (city // 100 % 100)
    return first, first + 499


def _scene(members: Members) -> Scene:
    replay = members.word("replay", ("none", "code", "card"))
    name = members.members("name")
    for text in (name.text("zh"), name.text("en"), members.text("department")):
        require(is_text_for_people(text, 60), "not a text for people")
    regions, answers = None, ()
    if members.given("regions"):
        regions = tuple(members.array("regions", 512, region_of, 1))
        require(len(set(regions)) == len(regions), "a region twice")
    if "answers" in members.all:
        answers = members.words("answers", ANSWERS)
    require(members.given("cooldown") == (replay == "card"), "a cooldown goes with replay card")
    members.integer("receipt_days", 0, 3660)
    scene = Scene(
        code=int(members.text("code", _SCENE)),
        area=members.text("area", r"[a-z_]{1,32}"),
        department=members.text("department"),
        profiles=members.words("profiles", PROFILES, 1),
        answers=answers,
        functions=members.words("functions", FUNCTIONS),
        level=members.integer("level", 0, 7),
        min_key=KEY_PROTECTIONS.index(members.word("min_key", KEY_PROTECTIONS)),
        delegated=members.word("delegated", DELEGATED),
        rotate_after=members.integer("rotate_after", 5, 255),
        max_code_age=members.integer("max_code_age", 1, 255),
        max_card_age=_card_age(members),
        max_status_age=members.integer("max_status_age", 3600, 2**32 - 1),
        challenge=members.word("challenge", CHALLENGES),
        replay=replay,
        cooldown=members.integer("cooldown", 1, 86400) if replay == "card" else 0,
        regions=regions,
        cross_border=members.flag("cross_border"),
        enabled=members.flag("enabled"),
    )
    require(scene.rotate_after <= scene.max_code_age, "rotates slower than a code ages")
    entitled = "entitlement" in scene.profiles
    require(bool(answers) == entitled, "answers go with the profile entitlement")
    require(entitled or "answers" not in members.all, "answers go with the profile entitlement")
    require(not scene.cross_border or "validity" in scene.profiles, "no validity card there")
    on_request = scene.code in ALWAYS_ON_REQUEST
    require(not on_request or scene.challenge == "request", "a scene that needs a request")
    return scene


def _card_age(members: Members) -> int | None:
    given = members.given("max_card_age")
    return members.integer("max_card_age", 3600, 2**32 - 1) if given else None


def _strictest(scenes: Iterable[Scene]) -> tuple[int, int, int]:
    return tuple(max(each) for each in zip((0, 0, 0), *(s.demands() for s in scenes)))


def require_fits(overlay: Catalogue, base: Catalogue) -> None:
    """An overlay only adds; it is refused as a whole."""
    require(is_city(overlay.region), "an overlay of no city")
    require(province_of(overlay.region) == base.region, "an overlay of another province's city")
    enabled = [scene for scene in base.scenes.values() if scene.enabled]
    purposes = {scene.purpose() for scene in base.scenes.values()}
    for scene in overlay.scenes.values():
        require(scene.code not in base.scenes, "a number the base has")
        require(scene.purpose() not in purposes, "a purpose that has a code")
        purposes.add(scene.purpose())
        area = [s for s in enabled if s.area == scene.area]
        require(area != [], "an area without an enabled scene")
        highest = max(s.highest_profile() for s in area)
        require(scene.highest_profile() <= highest, "a profile higher than the area's highest")
        require(not scene.cross_border, "an overlay's scene across the border")
        inherited = _inherited(scene, area, enabled)
        fits = all(own >= least for own, least in zip(scene.demands(), inherited))
        require(fits, "states less than it inherits")


def _inherited(scene: Scene, area: list[Scene], enabled: list[Scene]) -> tuple[int, int, int]:
    per_function = []
    for function in scene.functions:
        with_it = [s for s in area if function in s.functions]
        with_it = with_it or [s for s in enabled if function in s.functions]
        per_function.append(_strictest(with_it or area))
    if not per_function:
        per_function.append(_strictest(area))
    return tuple(max(each) for each in zip(*per_function))
