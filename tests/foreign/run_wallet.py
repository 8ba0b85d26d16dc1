"""Runs a foreign wallet against a sandbox of its own: run_wallet.py FOLDER COMMAND [ARGUMENT...]

    FOLDER    emptied; the sandbox's data, the certificates and what the wallet was given go there
    COMMAND   the wallet. ESSC_FOREIGN_SETTING names a JSON file:

        {"issuer": the address of the sandbox, https,
         "authority": a PEM file with the authority to trust,
         "holders": {role: {"card_number", "offer", "tx_code", …}} as `essc sandbox --json` says,
         "cards": a folder where the wallet puts every card it was given, as
                  {"configuration", "credential", "device_key"}}

ESSC_CLI names the command `essc`. The wallet prints its steps and ends with 0 if every one of them went
as it must; then its cards are verified by libraries that are not ours. A wallet that is known to stop
before it has a card is run with --no-cards before FOLDER.
"""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from tls_front import TlsFront
from verify_cards import Failed, card_keys, verify


def main(arguments):
    cards_expected = arguments[:1] != ["--no-cards"]
    folder, *command = arguments if cards_expected else arguments[1:]
    folder = Path(folder).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    front = TlsFront(folder)
    essc = [os.environ["ESSC_CLI"], "sandbox", "--json", "--data", folder / "sandbox"]
    essc += ["--bind", "127.0.0.1:0", "--public-url", f"https://127.0.0.1:{front.port}"]
    # Its log is read when something failed.
    with (folder / "sandbox.log").open("w") as log:
        sandbox = subprocess.Popen(essc, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        ready = sandbox.stdout.readline()
        if not ready:
            raise Failed("the sandbox: " + (folder / "sandbox.log").read_text())
        ready = json.loads(ready)
        plain = urlsplit(ready["operator_url"])
        front.serve((plain.hostname, plain.port))
        run(command, folder, ready, front.authority)
        if cards_expected:
            verify_all(folder / "cards", ready)
    finally:
        sandbox.terminate()
        sandbox.wait()


def run(command, folder, ready, authority):
    """Runs the wallet; raises if one of its steps failed."""
    setting = {
        "issuer": ready["base_url"],
        "authority": str(authority),
        "holders": {holder["role"]: holder for holder in ready["holders"]},
        "cards": str(folder / "cards"),
    }
    path = folder / "setting.json"
    path.write_text(json.dumps(setting, ensure_ascii=False))
    environment = {
        "ESSC_FOREIGN_SETTING": str(path),
        # How Node is told to trust an authority; others read the setting.
        "NODE_EXTRA_CA_CERTS": str(authority),
    }
    ended = subprocess.run(command, env=os.environ | environment, check=False)
    if ended.returncode != 0:
        raise Failed(f"{Path(command[0]).name} ended with {ended.returncode}")


def verify_all(cards, ready):
    """Verifies every card that the wallet kept, at least one."""
    # Straight there, whatever proxy this machine has.
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with straight.open(f"{ready['operator_url']}/trust-list", timeout=30) as answer:
        keys = card_keys(answer.read().decode(), ready["root"])
    kept = sorted(cards.glob("*.json"))
    if not kept:
        raise Failed("the wallet kept no card")
    for path in kept:
        issuer = verify(json.loads(path.read_text()), keys)
        print(f"  passed  {path.stem}, verified by python-cwt: signed by {issuer}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Failed as failure:
        sys.exit(f"  FAILED  {failure}")
