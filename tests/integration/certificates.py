"""Certificates of an authority of one's own, made by the `openssl` program at test time."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

_WIDE = "subjectAltName=DNS:localhost,IP:127.0.0.1"


@dataclass(frozen=True)
class Authority:
    """Makes certificates in a folder.

    Attributes:
        file: what a station has to trust.
    """

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "ca.pem"

    @classmethod
    def make(cls, folder: Path) -> "Authority":
        folder.mkdir()
        found = cls(folder)
        found._run(
            "req", "-x509", *_key("ca"), "-out", "ca.pem", "-days", "2", "-subj", "/CN=Uji",
            "-addext", "keyUsage=critical,keyCertSign",
        )  # fmt: skip
        return found

    def server(
        self, name: str, *, alternative: str = _WIDE, dates: tuple[str, str] | None = None
    ) -> ssl.SSLContext:
        """Make a server's side with a certificate; `dates`: not before and not after."""
        self._run("req", "-new", *_key(name), "-out", f"{name}.csr", "-subj", f"/CN={name}")
        (self.folder / f"{name}.ext").write_text(alternative)
        if dates:
            (self.folder / "index.txt").write_text("")
            (self.folder / "ca.cnf").write_text(
                "[ca]\ndefault_ca=it\n[it]\ndatabase=index.txt\nnew_certs_dir=.\npolicy=any\n"
                "default_md=sha256\nrand_serial=yes\n[any]\ncommonName=supplied\n"
            )
            self._run(
                "ca", "-batch", "-notext", "-config", "ca.cnf", "-in", f"{name}.csr",
                "-cert", "ca.pem", "-keyfile", "ca.key", "-out", f"{name}.pem",
                "-extfile", f"{name}.ext", "-startdate", dates[0], "-enddate", dates[1],
            )  # fmt: skip
        else:
            self._run(
                "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-out", f"{name}.pem", "-days", "2", "-extfile", f"{name}.ext",
            )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


def _key(name: str) -> tuple[str, ...]:
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    return (*curve, "-keyout", f"{name}.key")
