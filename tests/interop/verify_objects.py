"""Verifies what the SDK wrote, with libraries that are not ours: verify_objects.py DIR

DIR has two kinds of directories, at least one of each; anything else in it is an error.

    codes/NAME/card.cbor       COSE_Sign1 of the card, tag 18
               code.cbor       COSE_Sign1 of the code, tag 18
               code.txt        the QR text, without a line end
               code.png|pgm    the QR image, in any format that zbar opens
               expected.json   {"issuer_key": hex, "device_key": hex, "challenge": hex or null}
    documents/NAME.jwt         a signed document: a compact JWS, without a line end
              NAME.json        {"key": hex, "typ": text, "payload": the JSON it must say, or null}

Keys are SEC 1 points, uncompressed, in hexadecimal. Every code is verified by pycose and by
python-cwt, its image is read by zbar, and the second reader (essc_code.py) must rebuild the same bytes
from the text. Every document is verified by PyJWT.
"""

import json
import subprocess
import sys
from pathlib import Path

import cwt
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from pycose.algorithms import Es256
from pycose.headers import KID, Algorithm
from pycose.keys import CoseKey
from pycose.keys.curves import P256
from pycose.keys.keyparam import EC2KpCurve, EC2KpX, EC2KpY, KpKty
from pycose.keys.keytype import KtyEC2
from pycose.messages import Sign1Message

import essc_code

TYP = 16
ESSC = -70001


class Failed(Exception):
    """Which object, and what about it."""


def need(condition, what):
    if not condition:
        raise Failed(what)


def point(text):
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(text))


def with_pycose(cose, key, typ):
    """Verifies with pycose; gives (kid, payload bytes)."""
    numbers = key.public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    message = Sign1Message.decode(cose)
    need(message.phdr.get(Algorithm) == Es256, f"{typ}: alg is not ES256")
    need(message.phdr.get(TYP) == typ, f"{typ}: typ is {message.phdr.get(TYP)!r}")
    need(not message.uhdr, f"{typ}: unprotected members")
    message.key = CoseKey.from_dict({KpKty: KtyEC2, EC2KpCurve: P256, EC2KpX: x, EC2KpY: y})
    need(message.verify_signature(), f"{typ}: pycose refuses the signature")
    return message.phdr.get(KID), message.payload


def with_cwt(cose, key, kid, typ):
    """Verifies with python-cwt; gives the claims. Times are judged elsewhere, with their own clock."""
    numbers = key.public_numbers()
    cose_key = cwt.COSEKey.new(
        {
            1: 2,
            2: kid,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
    )
    try:
        protected, _, payload = cwt.COSE.new().decode_with_headers(cose, cose_key)
    except Exception as refusal:
        raise Failed(f"{typ}: python-cwt refuses: {refusal}") from refusal
    need(protected.get(TYP) == typ, f"{typ}: python-cwt reads another typ")
    return payload


def check_code(directory):
    expected = json.loads((directory / "expected.json").read_text())
    issuer, device = point(expected["issuer_key"]), point(expected["device_key"])
    challenge = expected["challenge"] and bytes.fromhex(expected["challenge"])
    card, code = ((directory / name).read_bytes() for name in ("card.cbor", "code.cbor"))
    for cose, key, typ in ((card, issuer, "essc-card+cwt"), (code, device, "essc-code+cwt")):
        kid, payload = with_pycose(cose, key, typ)
        need(with_cwt(cose, key, kid, typ) == payload, f"{typ}: the libraries read two payloads")
    text = (directory / "code.txt").read_text()
    check_text(text, issuer, device, challenge, card, code)
    images = [path for path in directory.glob("code.*") if path.suffix not in (".cbor", ".txt")]
    need(images, "no image")
    for image in images:
        check_image(image, text)


def check_text(text, issuer, device, challenge, card, code):
    """The second reader makes the same bytes from the text, and both signatures fit."""
    read = essc_code.read(text)
    need(read.card_cose() == card, "the text stands for another card")
    need(read.code_cose(challenge) == code, "the text stands for another code")
    need(read.device_key.public_numbers() == device.public_numbers(), "another device key")
    need(read.verify(issuer, challenge) == (True, True), "a signature doesn't fit")


def check_image(image, text):
    command = ["zbarimg", "--quiet", "--raw", str(image)]
    result = subprocess.run(command, capture_output=True, check=False)
    need(result.returncode == 0, f"zbar finds no code in {image.name}")
    # A second symbol in the image would be a second line.
    need(result.stdout == text.encode() + b"\n", f"zbar reads another text in {image.name}")


def check_document(path):
    expected = json.loads(path.with_suffix(".json").read_text())
    token = path.read_text()
    # The library's clock is not the test's: only the signature is its business here.
    only = {name: False for name in ("verify_exp", "verify_nbf", "verify_iat", "verify_aud")}
    only |= {"verify_sub": False, "verify_jti": False, "verify_iss": False}
    try:
        key = point(expected["key"])
        read = jwt.decode_complete(token, key, algorithms=["ES256"], options=only)
    except jwt.PyJWTError as refusal:
        raise Failed(f"PyJWT refuses: {refusal}") from refusal
    need(read["header"].get("typ") == expected["typ"], "the document is of another type")
    need(expected["payload"] in (None, read["payload"]), "the payload says something else")


def check_directory(directory):
    """Checks everything in the directory; gives (codes, documents)."""
    directory = Path(directory)
    need(directory.is_dir(), f"{directory} is not a directory")
    kinds = {entry.name for entry in directory.iterdir()}
    need(kinds == {"codes", "documents"}, f"codes and documents expected, got {sorted(kinds)}")
    codes = sorted((directory / "codes").iterdir())
    documents = sorted((directory / "documents").glob("*.jwt"))
    described = {path.with_suffix(".json") for path in documents}
    others = set((directory / "documents").iterdir()) - set(documents) - described
    need(codes and documents, "nothing to verify")
    need(not others, f"not understood: {sorted(str(path) for path in others)}")
    for check, paths in ((check_code, codes), (check_document, documents)):
        for path in paths:
            try:
                check(path)
            except (Failed, OSError, KeyError, essc_code.Unreadable, essc_code.Unsupported) as why:
                raise Failed(f"{path.relative_to(directory)}: {why}") from why
            print(f"ok  {path.relative_to(directory)}")
    return len(codes), len(documents)


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        codes, documents = check_directory(arguments[0])
    except Failed as why:
        print(f"FAILED  {why}", file=sys.stderr)
        return 1
    print(f"{codes} codes and {documents} documents verified")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
