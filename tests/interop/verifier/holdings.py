"""The documents that a gate holds, and what it takes of those that come (sections 7.1 to 7.5)."""

from dataclasses import dataclass, field
from typing import Callable

from .catalogue import Catalogue, claimed_region, fitted, read_catalogue
from .documents import (
    LARGEST_STEP, StatusList, Version, claimed_sub, content_of, read_status_list, require_current,
)  # fmt: skip
from .jose import Refused, require
from .roots import Pin, Roots, Way
from .trust import TrustList, read_trust_list, require_successor, signing_root
from .words import is_province, province_of

UPDATED, UNCHANGED, REFUSED = "updated", "unchanged", "refused"
MOST_ROOTS, MOST_STATUS_LISTS, MOST_CATALOGUES = 16, 4096, 1024


@dataclass
class Bundle:
    """The texts of section 7.5."""

    trust: str
    roots: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    catalogues: list[str] = field(default_factory=list)


class Holdings:
    """All that outlasts the process of a gate, but for its time and what it remembers of codes."""

    def __init__(self, pins: list[Pin]) -> None:
        self.roots = Roots(pins)
        self.trust: TrustList | None = None
        # The one accepted last: its number and keys are known though it is not used or is lost.
        self._last: TrustList | None = None
        self.status: dict[str, StatusList] = {}
        self.catalogues: dict[int, list[Catalogue]] = {}
        self.newest_iat = 0
        # Numbers and contents, with the key that gave them, known though the document is dropped.
        self._status: dict[str, Version] = {}
        self._catalogues: dict[int, list[tuple[Version, bytes]]] = {}
        self._fits: dict[tuple[bytes, bytes], Catalogue | None] = {}

    def reopen(self, pins: list[Pin]) -> None:
        """The same folder, opened again; a list whose root is pinned no more counts for nothing."""
        self.trust = self._last
        if self.roots.pin_anew(pins, self._last):
            return
        self.trust = None
        if not self.roots.begins_at_a_pin:
            self._last, self.roots.gone = None, set()

    def take(self, bundle: Bundle, now: int) -> dict | None:
        """What becomes of each document, in the bundle's order; None for what is no bundle."""
        many = len(bundle.roots) > MOST_ROOTS or len(bundle.status) > MOST_STATUS_LISTS
        if many or len(bundle.catalogues) > MOST_CATALOGUES:
            return None
        trust = _outcome(lambda: self.take_trust_list(bundle.trust, now, bundle.roots))
        # An overlay is checked against the base, which comes first therefore.
        order = sorted(range(len(bundle.catalogues)), key=lambda n: _after(bundle.catalogues[n]))
        taken = {n: _outcome(lambda: self.take_catalogue(bundle.catalogues[n], now)) for n in order}
        return {
            "trust": trust,
            "status": [_outcome(lambda: self.take_status_list(t, now)) for t in bundle.status],
            "catalogues": [taken[n] for n in range(len(bundle.catalogues))],
        }

    def take_trust_list(self, text: str, now: int, naming: list[str] | None = None) -> str:
        kid, held = signing_root(text), self._last
        ways = self.roots.ways(self.trust, held, naming or [], now)
        way = next((way for way in ways if way.counts and way.kid == kid), None)
        if way is None:
            raise Refused("signed by another root")
        received = read_trust_list(text, [way.root])
        require(way.allows(received.seq), "before the pinned number, or before its root was named")
        if held is not None and (held.seq, held.content) == (received.seq, received.content):
            return self._use(received, way, held_before=self.trust is not None)
        require_current(received.iat, received.exp, now)
        if held is not None:
            held_version = Version(held.seq, held.content)
            held_version.require_step_to(Version(received.seq, received.content), LARGEST_STEP)
            require_successor(held, received)
        return self._use(received, way, held_before=False)

    def _use(self, received: TrustList, way: Way, held_before: bool) -> str:
        self.roots.signed_by(way)
        self.trust = self._last = received
        self.newest_iat = max(self.newest_iat, received.iat)
        self._drop_what_counts_no_more(received)
        return UNCHANGED if held_before else UPDATED

    def _drop_what_counts_no_more(self, trust: TrustList) -> None:
        def counts(kid: bytes, use: str) -> bool:
            key = trust.key(kid, use)
            return key is not None and key.state != "compromised"

        self.status = {s: held for s, held in self.status.items() if counts(held.kid, "status")}
        for region, kept in self.catalogues.items():
            self.catalogues[region] = [c for c in kept if counts(c.kid, "catalogue")]
        # A number is forgotten with a stolen key, and not because a word about the key is not known.
        stands = [key.kid for key in trust.keys.values() if key.state != "compromised"]
        for region, known in self._catalogues.items():
            self._catalogues[region] = [k for k in known if k[1] in stands]

    def take_status_list(self, text: str, now: int) -> str:
        sub, trust = claimed_sub(text), self._trust()
        require(trust.names(sub), "a status list that the trust list does not name")
        known = self._status.get(sub)
        again = known is not None and known.content == content_of(text)
        received = read_status_list(text, trust, None if again else now)
        if known is not None:
            known.require_step_to(received.version, None)
        unchanged = again and sub in self.status
        self._status[sub], self.status[sub] = received.version, received
        self.newest_iat = max(self.newest_iat, received.iat)
        return UNCHANGED if unchanged else UPDATED

    def take_catalogue(self, text: str, now: int) -> str:
        """One for later is kept beside the one in force."""
        region = claimed_region(text)
        known = [version for version, _ in self._catalogues.get(region, [])]
        again = content_of(text) in [version.content for version in known]
        received = read_catalogue(text, self._trust(), None if again else now)
        if known and not again:
            newest = max(known, key=lambda version: version.number)
            newest.require_step_to(received.version, LARGEST_STEP)
        if not received.is_base:
            base = self.catalogue(province_of(region), max(now, received.effective))
            if base is not None:
                fitted(received, base)
        held = self.catalogues.get(region, [])
        unchanged = received.version in [catalogue.version for catalogue in held]
        others = [catalogue for catalogue in held if catalogue.version != received.version]
        by_number = sorted([*others, received], key=lambda catalogue: catalogue.seq)
        in_force = [catalogue for catalogue in by_number if catalogue.effective <= now][-1:]
        kept = [*in_force, *(c for c in by_number[-1:] if c not in in_force)]
        self.catalogues[region] = kept
        self._catalogues[region] = [(c.version, c.kid) for c in kept]
        self.newest_iat = max(self.newest_iat, received.iat)
        return UNCHANGED if unchanged else UPDATED

    def catalogue(self, region: int, now: int) -> Catalogue | None:
        """The one in force."""
        begun = [c for c in self.catalogues.get(region, []) if c.effective <= now]
        return max(begun, key=lambda catalogue: catalogue.seq, default=None)

    def overlay(self, region: int, now: int) -> Catalogue | None:
        """The one in force, if it stands on the base in force."""
        base = self.catalogue(province_of(region), now)
        overlay = self.catalogue(region, now)
        if base is None or overlay is None or overlay.is_base:
            return None
        pair = (base.version.content, overlay.version.content)
        if pair not in self._fits:
            try:
                self._fits[pair] = fitted(overlay, base)
            except Refused:
                self._fits[pair] = None
        return self._fits[pair]

    def _trust(self) -> TrustList:
        if self.trust is None:
            raise Refused("no trust list to judge it by")
        return self.trust


def _outcome(take: Callable[[], str]) -> str:
    try:
        return take()
    except Refused:
        return REFUSED


def _after(catalogue: str) -> bool:
    try:
        return not is_province(claimed_region(catalogue))
    except Refused:
        return True
