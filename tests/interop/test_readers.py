"""The readers accept what is right and refuse what is not, on objects made by hand."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import essc_code
import handmade
import verify_code
import verify_objects
from cryptography.hazmat.primitives.asymmetric import ec

NUMBER = handmade.NUMBER + essc_code.check_character(handmade.NUMBER)
CHALLENGE = handmade.challenge_of(b"a request's bytes")

# Profile → attributes as CBOR list and as carrier bytes.
ATTRIBUTES = {
    0: ([], b""),
    1: ([9], b"\0\x09"),
    2: ([0, "440", NUMBER[-4:], "张*"], f"\0{NUMBER[:3]}{NUMBER[-4:]}\x04张*".encode()),
    3: handmade.identity(NUMBER, "A1B2C3D4E", "张三丰"),
}


def quietly(function, *arguments):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return function(*arguments)


class SecondReader(unittest.TestCase):
    def test_every_profile_reads_back_with_and_without_a_challenge(self):
        for profile, (attributes, raw) in ATTRIBUTES.items():
            for challenge in (None, CHALLENGE):
                made = handmade.code(profile, attributes, challenge)
                read = essc_code.read(handmade.text(made, raw))
                self.assertEqual(read.attributes, attributes)
                self.assertEqual(read.card_cose(), made.card_cose())
                self.assertEqual(read.code_cose(challenge), made.code_cose(challenge))
                key = handmade.ISSUER.public_key()
                self.assertEqual(read.verify(key, challenge), (True, True))
                other = None if challenge else CHALLENGE
                self.assertEqual(read.verify(key, other), (False, False))

    def test_a_card_under_the_code_of_another_device_does_not_fit(self):
        made = handmade.code(0, [])
        thief = ec.derive_private_key(0xBAD, ec.SECP256R1())
        made.device_signature = handmade.code(0, [], device=thief).device_signature
        read = essc_code.read(handmade.text(made, b""))
        self.assertEqual(read.verify(handmade.ISSUER.public_key()), (True, False))

    def test_any_changed_byte_is_refused(self):
        attributes, raw = ATTRIBUTES[3]
        data = handmade.carrier(handmade.code(3, attributes), raw)
        for at in range(len(data)):
            changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            try:
                read = essc_code.read("SSC1:" + handmade.base45(changed))
            except (essc_code.Unreadable, essc_code.Unsupported):
                continue
            fits = read.verify(handmade.ISSUER.public_key())
            self.assertNotEqual(fits, (True, True), f"byte {at}")

    def test_texts_that_are_no_code_are_told_apart_from_newer_ones(self):
        good = handmade.text(handmade.code(0, []), b"")
        data = handmade.carrier(handmade.code(0, []), b"")
        for end in ("", "\r", "\n", "\r\n"):
            self.assertEqual(essc_code.read(good + end).scene, 501)
        unreadable = [
            "", "SSC1:", "ssc1:" + good[5:], good + " ", good + "\n\n", good[:-1], good + "00",
            "SSC1:V5", "SSC1:::", good.replace("SSC1:", "SSC1"),
            "SSC2:ABC", "SSC0:", "SSC2:" + handmade.base45(bytes(128)), "SSC9:not base45",
            "SSC1:" + handmade.base45(b"\x20" + data[1:185]),
            "SSC1:" + handmade.base45(b"\x20" + bytes(185)),
            "SSC1:" + handmade.base45(b"\x10\x02" + bytes(184)),
        ]  # fmt: skip
        for text in unreadable:
            with self.assertRaises(essc_code.Unreadable, msg=text):
                essc_code.read(text)
        newer = ["SSC2:" + handmade.base45(bytes(129)), "SSC9:" + good[5:]]
        newer.append("SSC1:" + handmade.base45(b"\x20" + data[1:]))
        newer.append("SSC1:" + handmade.base45(b"\x11" + data[1:]))
        newer.append("SSC1:" + handmade.base45(data[:1] + b"\x02" + data[2:]))
        for text in newer:
            with self.assertRaises(essc_code.Unsupported, msg=text):
                essc_code.read(text)

    def test_the_command_ends_with_what_it_found(self):
        text = handmade.text(handmade.code(0, []), b"")
        key = handmade.public_hex(handmade.ISSUER)
        other = handmade.public_hex(handmade.DEVICE)
        self.assertEqual(quietly(verify_code.main, [text, "--issuer-key", key]), 0)
        self.assertEqual(quietly(verify_code.main, [text, "--issuer-key", other]), 1)
        self.assertEqual(quietly(verify_code.main, ["SSC1:", "--issuer-key", key]), 2)


class Libraries(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = Path(home.name)
        self.sizes = {}
        for profile, (attributes, raw) in ATTRIBUTES.items():
            for challenge in (None, CHALLENGE):
                made = handmade.code(profile, attributes, challenge)
                text = handmade.text(made, raw)
                name = f"{profile}-{'asked' if challenge else 'plain'}"
                directory = self.home / "codes" / name
                qr = handmade.write_code(directory, made, text, challenge)
                self.sizes[name] = qr.version
        payload = {"seq": 1, "iat": handmade.NBF, "sub": "urn:essc:status:440100:3"}
        handmade.write_document(self.home / "documents", "status", "statuslist+jwt", payload)

    def refused(self, reason):
        with self.assertRaisesRegex(verify_objects.Failed, reason):
            quietly(verify_objects.check_directory, self.home)

    def test_pycose_python_cwt_pyjwt_and_zbar_agree_with_the_second_reader(self):
        self.assertEqual(quietly(verify_objects.check_directory, self.home), (8, 1))

    def test_the_qr_codes_are_as_small_as_promised(self):
        for name, version in self.sizes.items():
            self.assertLessEqual(version, 11 if name.startswith("3") else 10, name)

    def test_a_changed_card_is_refused(self):
        card = self.home / "codes" / "0-plain" / "card.cbor"
        data = bytearray(card.read_bytes())
        data[-1] ^= 1
        card.write_bytes(data)
        self.refused("pycose refuses the signature")

    def test_a_code_under_the_type_of_a_card_is_refused(self):
        directory = self.home / "codes" / "0-plain"
        (directory / "card.cbor").write_bytes((directory / "code.cbor").read_bytes())
        self.refused("typ is")

    def test_an_image_of_another_code_is_refused(self):
        directory = self.home / "codes"
        (directory / "0-plain/code.png").write_bytes((directory / "1-plain/code.png").read_bytes())
        self.refused("zbar reads another text")

    def test_a_changed_document_is_refused(self):
        document = self.home / "documents" / "status.jwt"
        head, payload, signature = document.read_text().split(".")
        document.write_text(f"{head}.{payload}.{signature[::-1]}")
        self.refused("PyJWT refuses")

    def test_an_empty_directory_is_no_success(self):
        for path in sorted((self.home / "codes").rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        self.refused("nothing to verify")


if __name__ == "__main__":
    unittest.main()
