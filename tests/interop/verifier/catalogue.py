"""Catalogues: the base of a province, the overlay of a city (section 7.4)."""

from dataclasses import dataclass, replace

from .documents import Version, require_current
from .jose import Jws, Members, require
from .scenes import Scene, read_scene
from .trust import TrustList
from .words import is_city, is_province, later, province_of

MOST_BYTES = 2 * 1024 * 1024
LONGEST_LIFE = 366 * 86400


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


def claimed_region(text: str) -> int:
    """Whose a text says it is, before anything of it is verified."""
    return Jws.read(text, "essc-catalogue+jwt", MOST_BYTES).payload.region("region")


def read_catalogue(text: str, trust: TrustList, now: int | None) -> Catalogue:
    """A catalogue received now, None for one that is held; an overlay still has to fit its base."""
    jws = Jws.read(text, "essc-catalogue+jwt", MOST_BYTES)
    payload = jws.payload
    region = payload.region("region")
    jws.verify(trust.signer(jws.kid, "catalogue", region, now))
    iat, exp, effective = (payload.time(m) for m in ("iat", "exp", "effective"))
    require(iat < exp <= later(iat, LONGEST_LIFE), "a life of over 366 days, or none")
    require(effective < exp, "effective only after its exp")
    if now is not None:
        require_current(iat, exp, now)
    require(payload.seq("min_trust_seq") <= trust.seq, "made for a later trust list")
    base = is_province(region)
    require(not base or trust.issuers[region].level == "province", "a base of no province")
    scenes: dict[int, Scene] = {}
    low, high = (0, 9999) if base else _numbers_of(region)
    for scene in payload.array("scenes", 1024, lambda s: read_scene(Members(s, "scene"))):
        require(scene.code not in scenes, "a scene number twice")
        require(low <= scene.code <= high, "a scene number that is not this catalogue's")
        scenes[scene.code] = scene
    seq = payload.seq("seq")
    version, kid = Version(seq, jws.content()), bytes.fromhex(jws.kid)
    return Catalogue(region, seq, iat, exp, effective, kid, scenes, version)


def _numbers_of(city: int) -> tuple[int, int]:
    first = 10000 + 500 * (city // 100 % 100)
    return first, first + 499


def fitted(overlay: Catalogue, base: Catalogue) -> Catalogue:
    """An overlay only adds; it is refused as a whole, and marked where it can't be decided."""
    require(is_city(overlay.region), "an overlay of no city")
    require(province_of(overlay.region) == base.region, "an overlay of another province's city")
    purposes = {scene.purpose() for scene in base.scenes.values() if scene.understood}
    scenes = {}
    for scene in overlay.scenes.values():
        require(scene.code not in base.scenes, "a number the base has")
        if scene.understood:
            require(scene.purpose() not in purposes, "a purpose that has a code")
            purposes.add(scene.purpose())
            scene = replace(scene, undecided=_is_undecided(scene, base))
        scenes[scene.code] = scene
    return replace(overlay, scenes=scenes)


def _is_undecided(scene: Scene, base: Catalogue) -> bool:
    """Refuses a scene that breaks a rule by what is known."""
    require(not scene.cross_border, "an overlay's scene across the border")
    enabled = [s for s in base.scenes.values() if s.enabled]
    area = [s for s in enabled if s.area == scene.area]
    understood = [s for s in area if s.understood]
    highest = max((s.highest_profile() for s in understood), default=-1)
    given = scene.highest_profile() <= highest
    perhaps = len(understood) < len(area)
    require(given or perhaps, "an area or a profile that the base does not give it")
    unknown = False
    for demands in (s.demands() for s in _inherits_from(scene, area, enabled)):
        for own, least in zip(scene.demands(), demands):
            unknown = unknown or least is None
            require(least is None or own >= least, "states less than it inherits")
    return not given or unknown


def _inherits_from(scene: Scene, area: list[Scene], enabled: list[Scene]) -> list[Scene]:
    """The strictest over all its functions is the strictest of all these scenes."""
    found = [] if scene.functions else area
    for function in scene.functions:
        with_it = [s for s in area if function in s.functions]
        with_it = with_it or [s for s in enabled if function in s.functions]
        found = found + (with_it or area)
    return found
