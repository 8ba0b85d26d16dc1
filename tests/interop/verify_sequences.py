"""Goes through every sequence in tests/vectors/sequences with the verifier written from
docs/protocol.md.

    python tests/interop/verify_sequences.py

Fails when a step is answered otherwise in any member, when a file has a member nobody here knows, and
when there are no files. What the members mean stands in docs/protocol.md, section 14.
"""

import json
import sys
from pathlib import Path
from typing import Any

from verifier.gate import Gate
from verifier.holdings import Bundle, Holdings
from verifier.jose import Members, key_of, parse
from verifier.roots import Pin
from verify_vectors import VECTORS, VERDICT, Wrong, as_json, closed

SEQUENCES = VECTORS / "sequences"


def read_sequence(raw: bytes) -> dict[str, Any]:
    """Every member known and there, at every level that says something."""
    sequence = closed(parse(raw, 1 << 20), {"shows", "roots", "gate", "texts", "steps"})
    closed(sequence["gate"], {"opened", "region", "base_province", "pins"})
    pins = list(sequence["gate"]["pins"])
    for step in sequence["steps"]:
        if "import" in step:
            closed(step, {"at", "import", "outcomes"})
            closed(step["import"], {"trust", "roots", "status", "catalogues"})
            if step["outcomes"] is not None:
                closed(step["outcomes"], {"trust", "status", "catalogues"})
        elif "verify" in step:
            closed(step, {"at", "verify", "verdict"})
            closed(step["verify"], {"text", "scene"})
            closed(step["verdict"], VERDICT)
        else:
            closed(step, {"at", "restart"})
            pins += closed(step["restart"], {"pins"})["pins"]
    for pin in pins:
        closed(pin, {"root", "least_seq"})
    return sequence


class Play:
    """One gate on its way through a sequence."""

    def __init__(self, sequence: dict[str, Any]) -> None:
        self._texts = sequence["texts"]
        self._roots = {n: key_of(Members(jwk)) for n, jwk in sequence["roots"].items()}
        gate = sequence["gate"]
        region, province = int(gate["region"]), int(gate["base_province"])
        self._gate = Gate(Holdings(self._pins(gate)), region, province, gate["opened"])

    def _pins(self, given: dict[str, Any]) -> list[Pin]:
        return [Pin(self._roots[pin["root"]], pin["least_seq"]) for pin in given["pins"]]

    def step(self, step: dict[str, Any]) -> list[str]:
        """Where the answer is another than the file says."""
        now = step["at"]
        if "import" in step:
            outcomes = self._gate.take(self._bundle(step["import"]), now)
            return _compare("outcomes", step["outcomes"], outcomes)
        if "restart" in step:
            self._gate.restart(self._pins(step["restart"]), now)
            return []
        verify, said = step["verify"], step["verdict"]
        text = self._texts[verify["text"]].encode()
        verdict = self._gate.scan(text, int(verify["scene"]), now)
        members = sorted(set(said) | set(verdict))
        same = [m for m in members if as_json(said, m) == as_json(verdict, m)]
        return [
            f"{m}: says {said.get(m)!r}, judged {verdict.get(m)!r}" for m in members if m not in same
        ]

    def _bundle(self, names: dict[str, Any]) -> Bundle:
        texts = {kind: [self._texts[n] for n in names[kind]] for kind in names if kind != "trust"}
        return Bundle(trust=self._texts[names["trust"]], **texts)


def _compare(what: str, said: Any, came: Any) -> list[str]:
    same = json.dumps(said, sort_keys=True) == json.dumps(came, sort_keys=True)
    return [] if same else [f"{what}: says {said!r}, came {came!r}"]


def differences(path: Path) -> list[str]:
    try:
        sequence = read_sequence(path.read_bytes())
        play = Play(sequence)
        steps = enumerate(sequence["steps"])
        return [f"step {n}: {found}" for n, step in steps for found in play.step(step)]
    except (Wrong, ValueError, KeyError) as error:
        return [f"{type(error).__name__}: {error}"]


def main() -> int:
    paths = sorted(SEQUENCES.glob("*.json"))
    if not paths:
        print("no sequences", file=sys.stderr)
        return 1
    wrong = {path: found for path in paths if (found := differences(path))}
    for path, found in wrong.items():
        for difference in found:
            print(f"{path.relative_to(VECTORS)}: {difference}", file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} of {len(paths)} sequences go otherwise", file=sys.stderr)
        return 1
    print(f"{len(paths)} sequences go as they say")
    return 0


if __name__ == "__main__":
    sys.exit(main())
