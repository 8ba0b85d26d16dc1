"""The replay guard and the requests a gate remembers (sections 6.3 and 6.6)."""

from dataclasses import dataclass, field

from .carrier import Code
from .requests import Request
from .scenes import Scene
from .words import later

MOST_LIVE_CODES = 8
MOST_REQUESTS = 256
REMEMBERED_AFTER = 270
SKEW = 15


# A trusted clock never goes back further.
CLOCK_BACK = 300


@dataclass
class Guard:
    """In memory and with room for everything, so that it never has to forget to make room."""

    since: int
    # No code that an earlier process accepted and did not keep on disk is newer.
    unknown_until: int = -1
    requests: list[Request] = field(default_factory=list)
    # Of a code the end of its life, of a card at a scene that of its cool-down.
    _codes: dict[tuple, int] = field(default_factory=dict)
    _cards: dict[tuple, int] = field(default_factory=dict)
    _used: set[bytes] = field(default_factory=set)

    def reopened(self, since: int) -> "Guard":
        """What another process finds on disk: cool-downs, requests, the iat of the newest code."""
        newest = max((iat for _, _, iat, _, _ in self._codes), default=-1)
        guard = Guard(since=since, unknown_until=max(newest, self.unknown_until))
        guard.requests, guard._cards, guard._used = self.requests, self._cards, self._used
        return guard

    def keep(self, request: Request) -> None:
        if len(self.requests) >= MOST_REQUESTS:
            raise OverflowError("a request that can't be kept is not shown")
        self.requests.append(request)

    def fitting(self, code: Code, now: int) -> list[Request]:
        """The requests that the hint of a code may stand for, the outstanding and the used."""
        return [
            r
            for r in self.requests
            if r.scene == code.scene
            and code.iat < r.exp
            and now < later(r.exp, REMEMBERED_AFTER)
            and r.challenge[:2] == code.hint
        ]

    def judge(self, code: Code, scene: Scene, now: int, request: Request | None) -> str | None:
        """The first reason of section 6.3 that applies."""
        seen = scene.replay == "code" and self._code(code, request) in self._codes
        seen = seen or scene.replay == "card" and now < self._cards.get(self._card(code), 0)
        if seen or request is not None and request.challenge in self._used:
            return "REPLAYED"
        if scene.replay == "none":
            return None
        codes = [until for key, until in self._codes.items() if key[0] == identity(code)]
        live = sum(now < until for until in codes)
        if scene.replay == "code" and live >= MOST_LIVE_CODES:
            return "REPLAY_GUARD_FULL"
        if self.since > later(now, CLOCK_BACK):
            self.since = now
        answers_own = request is not None and request.iat >= self.since
        unknown = code.iat <= max(later(self.since, SKEW), self.unknown_until)
        if unknown and not answers_own:
            return "REPLAY_GUARD_COLD"
        return None

    def accept(
        self, code: Code, scene: Scene, limit: int, now: int, request: Request | None
    ) -> None:
        until = later(code.iat, limit)
        if scene.replay == "code":
            self._codes[self._code(code, request)] = until
        if scene.replay == "card":
            self._cards[self._card(code)] = max(until, later(now, scene.cooldown or 0))
        if request is not None:
            self._used.add(request.challenge)

    @staticmethod
    def _code(code: Code, request: Request | None) -> tuple:
        """Never the signature: one code has many."""
        challenge = request.challenge if request is not None else None
        return identity(code), code.attributes.profile, code.iat, code.scene, challenge

    @staticmethod
    def _card(code: Code) -> tuple:
        return identity(code), code.scene


def identity(code: Code) -> tuple:
    """What a card is to the guard, whichever of its issuer's keys signed it."""
    return code.region, code.list, code.index, (code.key.x, code.key.y)
