"""TLS in front of a server that speaks plain HTTP: foreign wallets take https only.

The authority is made for one run and lies in a file that the wallet is told to trust, the way any
user of these libraries trusts a company's own authority.
"""

import asyncio
import datetime
import ipaddress
import socket
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


class TlsFront:
    """Listens on a free port of 127.0.0.1, and carries bytes to an address behind.

    It is reached by its address and not as `localhost`: a bare system has no /etc/hosts to look that up in.
    """

    def __init__(self, folder, kind="P-256", version=None):
        """Makes the authority and the certificate; `authority` is the file to trust.

        Their keys are of a kind in KEYS; `version` is the one version of TLS that is spoken.
        """
        self.authority = Path(folder) / "authority.pem"
        chain = Path(folder) / "front.pem"
        make_certificates(self.authority, chain, kind)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(chain)
        if version:
            self._context.minimum_version = self._context.maximum_version = version
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def serve(self, behind):
        """Carries every connection to `behind`, a (host, port), until the process ends."""
        threading.Thread(target=lambda: asyncio.run(self._serve(behind)), daemon=True).start()

    async def _serve(self, behind):
        async def carry(reader, writer):
            from_behind, to_behind = await asyncio.open_connection(*behind)
            await asyncio.gather(pump(reader, to_behind), pump(from_behind, writer))

        server = await asyncio.start_server(carry, sock=self._listener, ssl=self._context)
        await server.serve_forever()


async def pump(reader, writer):
    """Copies until the reader ends, then closes the writer."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        # One side broke off; a wallet says itself what it missed.
        pass
    finally:
        writer.close()


KEYS = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RSA": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}


def make_certificates(authority, chain, kind):
    """Writes an authority's certificate, and a chain with its key for 127.0.0.1."""
    authority_key, front_key = KEYS[kind](), KEYS[kind]()
    # Ed25519 has a digest of its own.
    digest = {"Ed25519": None, "P-384": hashes.SHA384()}.get(kind, hashes.SHA256())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "essc test authority")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "essc test issuer")])
    root = (
        certificate(issuer, issuer, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, digest)
    )
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    leaf = (
        certificate(issuer, subject, front_key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, digest)
    )
    pem = serialization.Encoding.PEM
    authority.write_bytes(root.public_bytes(pem))
    key = front_key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.touch(mode=0o600)
    chain.write_bytes(key + leaf.public_bytes(pem))


def certificate(issuer, subject, key):
    """What both certificates have."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
    )
