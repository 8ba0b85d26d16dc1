"""One scene of a catalogue, with words of this version or a later one (sections 0 and 7.4)."""

from dataclasses import dataclass

from .attributes import ANSWERS, FUNCTIONS, KEY_PROTECTIONS, PROFILES
from .jose import Members, region_of, require
from .words import is_text_for_people

ALWAYS_ON_REQUEST = (302, 602, 702, 1101)
CHALLENGES = ("none", "request")
DELEGATED = ("allowed", "refused")
REPLAYS = ("none", "code", "card")
_SCENE = r"[0-9]{4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"


@dataclass(frozen=True)
class Scene:
    """`min_key`, `challenge`, `delegated` are words; the sets keep words of a later version."""

    code: int
    area: str
    department: str
    profiles: tuple[str, ...]
    answers: tuple[str, ...]
    functions: tuple[str, ...]
    level: int
    min_key: str
    delegated: str
    rotate_after: int
    max_code_age: int
    max_card_age: int | None
    max_status_age: int
    challenge: str
    replay: str
    cooldown: int | None
    regions: tuple[int, ...] | None
    cross_border: bool
    enabled: bool
    undecided: bool = False

    @property
    def understood(self) -> bool:
        return (
            set(self.profiles) <= set(PROFILES)
            and set(self.answers) <= set(ANSWERS)
            and set(self.functions) <= set(FUNCTIONS)
            and self.replay in REPLAYS
            and None not in self.demands()
        )

    @property
    def decided(self) -> bool:
        return self.understood and not self.undecided

    @property
    def least_protection(self) -> int:
        """Of an understood scene."""
        return KEY_PROTECTIONS.index(self.min_key)

    def purpose(self) -> tuple:
        """One purpose has one code: two scenes are the same when these are."""
        sets = (frozenset(s) for s in (self.profiles, self.functions, self.answers))
        return (self.area, self.department, *sets)

    def demands(self) -> tuple[int | None, ...]:
        """What is inherited, each the higher the stricter; None for a word of a later version."""
        words = ((self.challenge, CHALLENGES), (self.delegated, DELEGATED))
        return tuple(
            known.index(word) if word in known else None
            for word, known in (*words, (self.min_key, KEY_PROTECTIONS))
        )

    def highest_profile(self) -> int:
        return max(PROFILES.index(profile) for profile in self.profiles)


def read_scene(members: Members) -> Scene:
    name = members.members("name")
    for text in (name.text("zh"), name.text("en"), members.text("department")):
        require(is_text_for_people(text, 60), "not a text for people")
    regions = None
    if members.given("regions"):
        regions = tuple(members.array("regions", 512, region_of, 1))
        require(len(set(regions)) == len(regions), "a region twice")
    members.integer("receipt_days", 0, 3660)
    scene = Scene(
        code=int(members.text("code", _SCENE)),
        area=members.text("area", r"[a-z_]{1,32}"),
        department=members.text("department"),
        profiles=members.any_words("profiles"),
        answers=members.any_words("answers") if "answers" in members.all else (),
        functions=members.any_words("functions"),
        level=members.integer("level", 0, 7),
        min_key=members.any_word("min_key"),
        delegated=members.any_word("delegated"),
        rotate_after=members.integer("rotate_after", 5, 255),
        max_code_age=members.integer("max_code_age", 1, 255),
        max_card_age=_optional(members, "max_card_age", 3600, 2**32 - 1),
        max_status_age=members.integer("max_status_age", 3600, 2**32 - 1),
        challenge=members.any_word("challenge"),
        replay=members.any_word("replay"),
        cooldown=_optional(members, "cooldown", 1, 86400),
        regions=regions,
        cross_border=members.flag("cross_border"),
        enabled=members.flag("enabled"),
    )
    require(scene.rotate_after <= scene.max_code_age, "rotates slower than a code ages")
    if scene.understood:
        _require_sense(scene)
    return scene


def _optional(members: Members, member: str, low: int, high: int) -> int | None:
    return members.integer(member, low, high) if members.given(member) else None


def _require_sense(scene: Scene) -> None:
    """What ties a word to another member."""
    require(scene.profiles != (), "a scene without a profile")
    entitled = "entitlement" in scene.profiles
    require(entitled == bool(scene.answers), "answers go with entitlement")
    require((scene.cooldown is not None) == (scene.replay == "card"), "a cooldown goes with card")
    require(not scene.cross_border or "validity" in scene.profiles, "no validity card there")
    on_request = scene.code in ALWAYS_ON_REQUEST
    require(not on_request or scene.challenge == "request", "a scene that needs a request")
