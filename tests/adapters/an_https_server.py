"""A small HTTPS server on loopback that calls itself idp.example, and the authority behind it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST = "idp.example"


@dataclass
class Served:
    """What a server was asked, and how it answers."""

    answer: Callable[[BaseHTTPRequestHandler], None]
    port: int = 0
    seen: list[tuple[str, str, str, bytes]] = field(default_factory=list)


@contextmanager
def serving(
    answer: Callable[[BaseHTTPRequestHandler], None], pem: Path | None = None
) -> Iterator[Served]:
    served = Served(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            served.seen.append((self.command, self.path, self.headers["Host"], body))
            served.answer(self)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_args: object) -> None:
            pass  # clients here hang up on purpose

    server = Server(("127.0.0.1", 0), Handler)
    if pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certify(folder: Path, host: str = HOST) -> tuple[Path, Path]:
    """A certificate authority's bundle, and a server's key and certificate signed by it."""
    authority, server = (generate_private_key(SECP256R1()) for _ in range(2))
    ca = _certificate("Test authority", authority, "Test authority", authority, is_ca=True)
    leaf = _certificate(host, server, "Test authority", authority, is_ca=False)
    bundle, pem = folder / "authority.pem", folder / "server.pem"
    bundle.write_bytes(ca.public_bytes(Encoding.PEM))
    key = server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(key + leaf.public_bytes(Encoding.PEM))
    return bundle, pem


def _certificate(subject, key, issuer, issuer_key, *, is_ca):
    now = datetime.now(UTC)  # noqa: TID251
    key_id = x509.SubjectKeyIdentifier.from_public_key
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(key_id(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
        .add_extension(_usage(is_ca=is_ca), critical=True)
    )
    if not is_ca:
        names = x509.SubjectAlternativeName([x509.DNSName(subject)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer_key, SHA256())


def _usage(*, is_ca):
    return x509.KeyUsage(
        digital_signature=not is_ca,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common_name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
