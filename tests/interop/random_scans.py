"""Varies the vectors at random and judges what comes of it: random_scans.py FILE COUNT [SEED]

Writes a vector a line (docs/protocol.md, section 14), each with the verdict of the verifier that was
written from the specification alone. The SDK judges the same scans (src/bin/judge_scans.rs): where
the two differ, one of them or the specification is wrong. Equal seeds give equal scans.
"""

import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Callable

import verify_vectors
from verifier import carrier

Vector = dict[str, Any]
DAY = 86_400
SCENES = "0302 0303 0501 0502 0601 0602 0801 0901 1201 9999 10500 10502 10600".split()
PLACES = "440000 440100 440106 440300 441900 430100 810000 820000".split()
CATALOGUES = [
    [],
    ["catalogue-440000.jwt"],
    ["catalogue-440000.jwt", "catalogue-440100.jwt"],
    ["catalogue-440000-one-day.jwt"],
]


class Variation:
    """Draws changes to vectors from one stream of random numbers."""

    def __init__(self, vectors: list[Vector], seed: int) -> None:
        self.draw = random.Random(seed)
        self.vectors = vectors
        self.requests = sorted({text for vector in vectors for text in vector["requests"]})

    def scan(self) -> Vector | None:
        """One vector, changed in one or two ways; None when its text can't be read."""
        vector = json.loads(json.dumps(self.draw.choice(self.vectors)))
        try:
            code = carrier.read(vector["text"].encode())
        except ValueError:
            return None
        vector["shows"] = "a random variation"
        changes: list[Callable[[Vector, carrier.Code], None]] = [
            self.move_now, self.change_scene, self.change_place, self.change_requests,
            self.change_status, self.change_catalogues, self.change_start, self.scan_before,
            self.change_text,
        ]  # fmt: skip
        for change in self.draw.sample(changes, self.draw.choice([1, 2])):
            change(vector, code)
        return vector

    def move_now(self, vector: Vector, code: carrier.Code) -> None:
        """To the edge of a period, and a little to either side of it."""
        edges = [code.iat, code.iat + code.max_code_age, code.nbf, code.exp, vector["now"]]
        edges += [code.issued + age for age in (14_400, DAY, 2 * DAY)]
        edges += [vector["lists_loaded"] + offset for offset in (-900, -300, DAY, 7 * DAY, 20 * DAY)]
        offset = self.draw.choice([-301, -300, -299, -16, -15, -14, -1, 0, 1, 2])
        vector["now"] = max(0, self.draw.choice(edges) + offset)

    def change_scene(self, vector: Vector, code: carrier.Code) -> None:
        vector["scene"] = self.draw.choice([*SCENES, f"{code.scene:04}"])

    def change_place(self, vector: Vector, _: carrier.Code) -> None:
        vector["venue_region"] = self.draw.choice(PLACES)

    def change_requests(self, vector: Vector, _: carrier.Code) -> None:
        vector["requests"] = self.draw.sample(self.requests, self.draw.choice([0, 1, 2, 3]))

    def change_status(self, vector: Vector, _: carrier.Code) -> None:
        vector["lists"]["status"] = self.draw.choice([[], ["status-440100-0.jwt"]])

    def change_catalogues(self, vector: Vector, _: carrier.Code) -> None:
        vector["lists"]["catalogues"] = self.draw.choice(CATALOGUES)

    def change_start(self, vector: Vector, code: carrier.Code) -> None:
        """Around the last second whose codes a gate that just started does not take."""
        vector["gate_started"] = code.iat - self.draw.choice([0, 14, 15, 16, 1000])

    def change_text(self, vector: Vector, _: carrier.Code) -> None:
        """As scanners, forms and torn paper do, and another version, suite or flag before its rest."""
        text = vector["text"]
        at = self.draw.randrange(len(text))
        other = self.draw.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
        versions = ["SSC1:2", "SSC1:W6", "SSC1:3", "SSC1:I", "SSC2:", "SSC9:"]
        version = self.draw.choice(versions)
        vector["text"] = self.draw.choice([
            text.replace(" ", "+"),
            text.replace("+", " "),
            text.replace(" ", "+")[:at] + other + text.replace(" ", "+")[at + 1 :],
            text[:at] + other + text[at + 1 :],
            text[:at],
            version + text[len(version) :],
            (version + text[len(version) :])[:at] + other + text[at + 1 :],
            (version + text[len(version) :])[: len(text) - 3 * self.draw.randrange(60)],
        ])  # fmt: skip

    def scan_before(self, vector: Vector, _: carrier.Code) -> None:
        """The same code, or another's, at this second or the one before."""
        text = self.draw.choice([vector["text"], self.draw.choice(self.vectors)["text"]])
        vector["before"] = [{"now": vector["now"] - self.draw.choice([0, 1]), "text": text}]


def main() -> int:
    target, count = Path(sys.argv[1]), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folders = [name for name in verify_vectors.OUTCOMES if name != "unreadable"]
    paths = [path for name in folders for path in sorted((verify_vectors.VECTORS / name).glob("*.json"))]
    variation = Variation([verify_vectors.read_vector(path) for path in paths], seed)
    lines: dict[str, None] = {}
    reasons: Counter[str] = Counter()
    for _ in range(20 * count):
        if len(lines) == count:
            break
        vector = variation.scan()
        if vector is None:
            continue
        try:
            vector["verdict"] = verify_vectors.judge(vector)
        except (verify_vectors.Wrong, ValueError):
            # A scan before it that is not accepted, or a request that can't be kept: no vector.
            continue
        line = json.dumps(vector, ensure_ascii=False, sort_keys=True)
        if line not in lines:
            lines[line] = None
            reasons.update(vector["verdict"]["reasons"] or ["accepted"])
    target.write_text("".join(line + "\n" for line in lines))
    print(f"{len(lines)} scans, seed {seed}: {dict(reasons.most_common())}")
    return 0 if len(lines) == count else 1


if __name__ == "__main__":
    sys.exit(main())
