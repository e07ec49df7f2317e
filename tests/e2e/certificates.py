"""Certificates with any fault, made by the openssl command."""

import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Optional

from processes import LOOPBACK

CONFIG = """\
[ca]
default_ca = authority
[authority]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = subject
[subject]
"""
FOR_LOOPBACK = f"subjectAltName=IP:{LOOPBACK}"
FOR_AN_ISSUER = "basicConstraints=critical,CA:TRUE"


def in_days(days: float) -> datetime:
    """In whole seconds, as certificates are."""
    return (datetime.now(timezone.utc) + timedelta(days=days)).replace(microsecond=0)


@dataclass
class Certificate:
    chain: Path  # the certificate, and behind it those of its issuers but the root
    key: Path
    first_end: datetime  # when the first of the chain ends


class Authority:
    """Issues certificates: on its own, or under `parent`."""

    def __init__(self, folder: Path, name: str, parent: Optional["Authority"] = None,
                 not_after: Optional[datetime] = None):
        self._folder = folder / name
        self._folder.mkdir()
        self._config = self._folder / "openssl.cnf"
        self._config.write_text(CONFIG.format(folder=self._folder), encoding="utf-8")
        (self._folder / "index").touch()
        (self._folder / "serial").write_text("01", encoding="utf-8")
        self._has_parent = parent is not None
        self._own = (parent.issue(name, FOR_AN_ISSUER, not_after=not_after) if parent
                     else self.self_signed(name, FOR_AN_ISSUER))

    @property
    def certificate(self) -> Path:
        return self._own.chain

    def issue(self, name: str, extension: str = FOR_LOOPBACK,
              not_before: Optional[datetime] = None,
              not_after: Optional[datetime] = None) -> Certificate:
        """Valid from yesterday for a year unless told otherwise. A name is issued once."""
        issued = self._sign(name, extension, not_before or in_days(-1), not_after or in_days(364),
                            "-cert", str(self._own.chain), "-keyfile", str(self._own.key))
        if self._has_parent:
            issued.chain.write_bytes(issued.chain.read_bytes() + self._own.chain.read_bytes())
            issued.first_end = min(issued.first_end, self._own.first_end)
        return issued

    def self_signed(self, name: str, extension: str = FOR_LOOPBACK) -> Certificate:
        return self._sign(name, extension, in_days(-1), in_days(364), "-selfsign", "-keyfile",
                          str(self._folder / f"{name}.key"))

    def _sign(self, name: str, extension: str, not_before: datetime, not_after: datetime,
              *signer: str) -> Certificate:
        request, chain, key = (self._folder / f"{name}.{kind}" for kind in ("csr", "pem", "key"))
        self._openssl("req", "-new", "-subj", f"/CN={name}", "-addext", extension,
                      "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                      "-keyout", str(key), "-out", str(request))
        self._openssl("ca", "-batch", "-notext", "-in", str(request), "-out", str(chain),
                      "-startdate", f"{not_before:%Y%m%d%H%M%SZ}",
                      "-enddate", f"{not_after:%Y%m%d%H%M%SZ}", *signer)
        return Certificate(chain, key, not_after)

    def _openssl(self, command: str, *arguments: str) -> None:
        done = subprocess.run(["openssl", command, "-config", str(self._config), *arguments],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"openssl {command}: {done.stderr}")
