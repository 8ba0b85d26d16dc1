"""The first lines of every README, from Python against a real issuer.

    cargo xtask test --only python

`ESSC_CLI` names the command `essc`, whose sandbox issues here. All its people are made up.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "generated"))

import essc  # noqa: E402, the generator's folder is known only now

MUSEUM = 501
COUNTER = 101


class Clock(essc.Clock):
    """The wall clock, moved by hand."""

    def __init__(self, seconds: int) -> None:
        self.moved = seconds

    def now(self) -> int:
        return int(time.time()) + self.moved

    def monotonic(self) -> essc.Monotonic:
        return essc.Monotonic(boot=1, elapsed=timedelta(seconds=time.monotonic() + self.moved))


def seconds(duration: timedelta) -> int:
    return int(duration.total_seconds())


class Secrets(essc.SecretStore):
    """A host's own secret store: by name, and nothing else."""

    def __init__(self) -> None:
        self.kept = {}

    def load(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def save(self, name: str, secret: bytes) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class FirstLines(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        command = [os.environ["ESSC_CLI"], "sandbox", "--json", "--bind", "127.0.0.1:0"]
        command += ["--data", str(self.folder / "issuer")]
        self.sandbox = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.addCleanup(self.stop)
        self.told = json.loads(self.sandbox.stdout.readline())
        self.config = essc.WalletConfig(
            directory=str(self.folder / "wallet"),
            trust_list_url=self.told["trust_list"],
            roots=[essc.PinnedRoot(key=json.dumps(self.told["root"]), least_seq=1)],
            sandbox=True,
            hardware=essc.Hardware.ANY,
            language=essc.Language.EN,
        )
        self.clock = Clock(0)
        self.ports = essc.WalletPorts(
            keys=essc.SoftwareKeyStore.in_memory(), secrets=Secrets(), clock=self.clock
        )
        self.wallet = essc.Wallet.open(self.config, self.ports)
        adult = next(one for one in self.told["holders"] if one["role"] == "adult")
        self.offer, self.tx_code = adult["offer"], adult["tx_code"]

    def stop(self) -> None:
        self.sandbox.terminate()
        self.sandbox.wait()
        self.sandbox.stdout.close()

    def gate(self) -> essc.Verifier:
        """Started a minute ago: one that has just begun takes no code from before it did."""
        clock = Clock(-60)
        config = essc.VerifierConfig(
            directory=str(self.folder / "gate"),
            venue_region="440106",
            roots=[essc.PinnedRoot(key=json.dumps(self.told["root"]), least_seq=1)],
            base_region="440000",
            remember=essc.Remember.COOL_DOWNS,
            replay_capacity=100,
            cache_capacity=100,
        )
        gate = essc.Verifier.open(config, clock)
        clock.moved = 0
        source = essc.SyncSource(trust_list=self.told["trust_list"], time=self.told["time"])
        asyncio.run(gate.sync(source))
        return gate

    def test_enroll_present_and_verify_are_three_lines(self) -> None:
        verifier = self.gate()
        card = asyncio.run(self.wallet.enroll(self.offer, self.tx_code))
        self.stop()
        code = self.wallet.present(card, MUSEUM)
        verdict = verifier.verify(code.text, MUSEUM)
        self.assertEqual((verdict.outcome, verdict.reasons), (essc.Outcome.ACCEPTED, []))

    def test_a_code_is_shown_again_until_it_rotates(self) -> None:
        card = asyncio.run(self.wallet.enroll(self.offer, self.tx_code))
        for scene in [MUSEUM, COUNTER]:
            first = self.wallet.present(card, scene)
            # Ten calls within half a minute, which the test takes a fraction of.
            again = {self.wallet.present(card, scene).text for _ in range(10)}
            self.assertEqual(again, {first.text})
            self.clock.moved += seconds(first.rotate_after)
            self.assertNotEqual(self.wallet.present(card, scene).text, first.text)

    def test_an_old_copy_of_the_wallets_folder_signs_no_second_again_and_says_how_long(self) -> None:
        folder, copy = self.folder / "wallet", self.folder / "copy"
        card = asyncio.run(self.wallet.enroll(self.offer, self.tx_code))
        half_a_minute = seconds(self.wallet.present(card, MUSEUM).rotate_after)
        # The last reference: the folder is free.
        self.wallet = None
        shutil.copytree(folder, copy)
        self.wallet = essc.Wallet.open(self.config, self.ports)
        self.clock.moved += half_a_minute
        self.wallet.present(card, MUSEUM)
        self.wallet = None
        shutil.rmtree(folder)
        shutil.copytree(copy, folder)
        self.clock.moved -= half_a_minute
        self.wallet = essc.Wallet.open(self.config, self.ports)
        with self.assertRaises(essc.EsscError.Retry) as refused:
            self.wallet.present(card, MUSEUM)
        self.assertEqual(refused.exception.code, essc.ErrorCode.RECORD_LOST)
        self.assertIn(seconds(refused.exception.retry_after), range(1, half_a_minute + 1))
        self.clock.moved += half_a_minute
        self.wallet.present(card, MUSEUM)


if __name__ == "__main__":
    unittest.main()
