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


@dataclass
class Guard:
    """In memory, bounded, with a clock that never goes back."""

    since: int
    room: int = 10_000
    clock: int = 0
    requests: list[Request] = field(default_factory=list)
    _codes: dict[tuple, int] = field(default_factory=dict)
    _cards: dict[tuple, int] = field(default_factory=dict)
    _used: set[bytes] = field(default_factory=set)

    def reopened(self, now: int) -> "Guard":
        """What another process finds: cool-downs and requests."""
        guard = Guard(since=now, room=self.room, clock=now)
        guard.requests, guard._cards, guard._used = self.requests, self._cards, self._used
        return guard

    def keep(self, request: Request) -> None:
        if len(self.requests) >= MOST_REQUESTS:
            raise OverflowError("a request that can't be kept is not shown")
        self.requests.append(request)

    def advance(self, now: int) -> None:
        """Forgets what no later scan can be accepted with."""
        self.clock = max(self.clock, now)
        self._codes = {k: until for k, until in self._codes.items() if self.clock < until}
        self._cards = {k: until for k, until in self._cards.items() if self.clock < until}
        kept = [r for r in self.requests if self.clock < later(r.exp, REMEMBERED_AFTER)]
        self.requests = kept
        self._used &= {r.challenge for r in kept}

    def fitting(self, code: Code) -> list[Request]:
        """The requests that the hint of a code may stand for, the outstanding and the used."""
        return [
            r
            for r in self.requests
            if r.scene == code.scene and code.iat < r.exp and r.challenge[:2] == code.hint
        ]

    def judge(self, code: Code, scene: Scene, limit: int, request: Request | None) -> str | None:
        """The first reason of section 6.3 that applies."""
        seen = scene.replay == "code" and self._code(code, request) in self._codes
        seen = seen or scene.replay == "card" and self._card(code) in self._cards
        if seen or request is not None and request.challenge in self._used:
            return "REPLAYED"
        if scene.replay == "none":
            return None
        live = sum(key[:3] == (code.kid, code.list, code.index) for key in self._codes)
        if scene.replay == "code" and live >= MOST_LIVE_CODES:
            return "REPLAY_GUARD_FULL"
        if len(self._codes) + len(self._cards) >= self.room:
            return "REPLAY_GUARD_FULL"
        answers_own = request is not None and request.iat >= self.since
        if code.iat <= later(self.since, SKEW) and not answers_own:
            return "REPLAY_GUARD_COLD"
        if self.clock >= self._until(code, scene, limit, self.clock):
            return "REPLAY_GUARD_COLD"
        return None

    def accept(
        self, code: Code, scene: Scene, limit: int, now: int, request: Request | None
    ) -> None:
        until = self._until(code, scene, limit, now)
        if scene.replay == "code":
            self._codes[self._code(code, request)] = until
        if scene.replay == "card":
            self._cards[self._card(code)] = until
        if request is not None:
            self._used.add(request.challenge)

    @staticmethod
    def _until(code: Code, scene: Scene, limit: int, now: int) -> int:
        until = later(code.iat, limit)
        return max(until, later(now, scene.cooldown or 0)) if scene.replay == "card" else until

    @staticmethod
    def _code(code: Code, request: Request | None) -> tuple:
        """Never the signature: one code has many."""
        challenge = request.challenge if request is not None else None
        card = (code.kid, code.list, code.index)
        return (*card, code.attributes.profile, code.iat, code.scene, challenge)

    @staticmethod
    def _card(code: Code) -> tuple:
        return code.kid, code.list, code.index, code.scene
