"""The library's own HTTP client against a TLS server that is not ours, with every kind of certificate.

A gate of `essc` syncs from a sandbox through Python's OpenSSL. ESSC_CLI names the command.
"""

import json
import os
import ssl
import subprocess
import tempfile
import unittest
from pathlib import Path
from urllib.parse import urlsplit

from tls_front import TlsFront

VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def essc(*arguments, trust=None):
    """The exit code of a command and what it wrote, trusting an authority's file for TLS."""
    environment = os.environ | ({"SSL_CERT_FILE": str(trust)} if trust else {})
    command = [os.environ["ESSC_CLI"], "--lang", "en", *map(str, arguments)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def sync(kind, version, trust_it=True):
    """What a new gate's first sync says, through a front with a certificate of this kind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        front = TlsFront(folder, kind, VERSIONS[version])
        url = f"https://127.0.0.1:{front.port}"
        command = [os.environ["ESSC_CLI"], "sandbox", "--json", "--data", folder / "sandbox"]
        command += ["--bind", "127.0.0.1:0", "--public-url", url]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as sandbox:
            try:
                ready = json.loads(sandbox.stdout.readline())
                plain = urlsplit(ready["operator_url"])
                front.serve((plain.hostname, plain.port))
                root = folder / "root.jwk"
                root.write_text(json.dumps(ready["root"]))
                gate = ["gate", "--data", folder / "gate"]
                code, said = essc(*gate, "init", "--region", "440106", "--root", root)
                assert code == 0, said
                trust = front.authority if trust_it else None
                return essc(*gate, "sync", ready["trust_list"], trust=trust)
            finally:
                sandbox.terminate()


class OwnClient(unittest.TestCase):
    def test_every_usual_certificate_is_spoken_to(self):
        for kind in ("P-256", "P-384", "RSA"):
            for version in VERSIONS:
                with self.subTest(kind=kind, version=version):
                    code, said = sync(kind, version)
                    self.assertEqual(code, 0, said)

    def test_a_certificate_of_a_kind_that_no_public_authority_issues_is_refused(self):
        code, said = sync("Ed25519", "1.3")
        self.assertNotEqual(code, 0, said)

    def test_an_authority_that_is_not_trusted_is_refused(self):
        code, said = sync("P-256", "1.3", trust_it=False)
        self.assertNotEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main()
