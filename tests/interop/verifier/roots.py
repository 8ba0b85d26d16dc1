"""Roots that are pinned, and roots that lists name as the next (section 7.2)."""

from dataclasses import dataclass, field, replace

from .jose import Refused
from .keys import PublicKey
from .trust import TrustList, read_trust_list, signing_root
from .words import later

MOST_HOPS = 16


@dataclass(frozen=True)
class Pin:
    root: PublicKey
    least_seq: int


@dataclass(frozen=True)
class Way:
    """A root, and how it is reached from a pinned one."""

    root: PublicKey
    pin: Pin
    # Lists that name the next root, each with the root that signed it, from the pin on.
    naming: tuple[TrustList, ...] = ()
    # A root that counts no more signs nothing; it may begin the way back to the current one.
    counts: bool = True

    @property
    def kid(self) -> str:
        return self.root.jwk_thumbprint()

    @property
    def before(self) -> list[PublicKey]:
        return [named.root for named in self.naming]

    def allows(self, seq: int) -> bool:
        """No list under the pinned number, and none before the list that named its root."""
        return seq >= self.pin.least_seq and (not self.naming or seq > self.naming[-1].seq)

    def over(self, naming: TrustList, counts: bool) -> "Way | None":
        """The way to the root that a list of this one names."""
        if len(self.naming) >= MOST_HOPS or naming.next_root is None:
            return None
        if not self.allows(naming.seq):
            return None
        return Way(naming.next_root, self.pin, (*self.naming, naming), counts)


@dataclass
class Roots:
    """What a gate remembers of roots; `current` leads to the one that signed the list held."""

    pins: list[Pin]
    current: Way | None = None
    gone: set[str] = field(default_factory=set)
    # The pinned root that the current one began at is still pinned, whatever became of the list.
    begins_at_a_pin: bool = True

    def ways(
        self, used: TrustList | None, last: TrustList | None, naming: list[str], now: int
    ) -> list[Way]:
        """All roots that can be reached with the list in use and the lists received."""
        found = []
        if used is not None and self.current is not None:
            found.append(self.current)
            named = self.current.over(used, True)
            found += [named] if named is not None else []
        found += [Way(pin.root, pin) for pin in self.pins]
        found = [replace(way, counts=way.counts and way.kid not in self.gone) for way in found]
        for text in naming[:MOST_HOPS]:
            step = self._step(text, found, last, now)
            found += [step] if step is not None else []
        return found

    def _step(self, text: str, found: list[Way], held: TrustList | None, now: int) -> Way | None:
        try:
            kid = signing_root(text)
            signer = next(way for way in found if way.kid == kid)
            named = read_trust_list(text, [signer.root])
        except (Refused, StopIteration):
            return None
        if named.iat > later(now, 300):
            return None
        # The name may have been withdrawn since; the way back to the current root it still shows.
        is_old = held is not None and named.seq < held.seq
        leads_back = held is not None and named.next_root == held.root
        return signer.over(named, leads_back or signer.counts and not is_old)

    def signed_by(self, way: Way) -> None:
        """A list is accepted under this root: those before it, and pins before its own, are gone."""
        older = self.pins[: self.pins.index(way.pin)]
        gone = [pin.root for pin in older] + way.before
        self.gone |= {root.jwk_thumbprint() for root in gone if root != way.root}
        self.current = way

    def pin_anew(self, pins: list[Pin], held: TrustList | None) -> bool:
        """Whether the list held still counts when the gate is opened with these pins."""
        self.pins, current = pins, self.current
        if held is None or current is None:
            return False
        self.begins_at_a_pin = current.pin.root in [pin.root for pin in pins]
        steps = [*current.naming, None]
        roots = [*current.before, current.root]
        for at, root in enumerate(roots):
            pin = next((pin for pin in pins if pin.root == root), None)
            way = Way(root, pin) if pin is not None else None
            for naming in steps[at:-1]:
                way = way.over(naming, True) if way is not None else None
            if way is not None and way.allows(held.seq):
                self.signed_by(way)
                return True
        return False
