"""Reads a certificate file and tells how long it is still good; the one place where the wall clock decides."""

import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LARGEST_FILE = 1024 * 1024
"""Bytes above which a file is no certificate: a long chain has about 20 KB."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How long every certificate of a file is good: the shortest decides, since a chain breaks with any of them."""

    days_left: float
    """Days until the first of them ends; negative after it."""
    begun: bool
    """False when one of them is not valid yet."""
    certificates: int
    """How many there are in the file."""


class CertificateError(Exception):
    """A file that holds no certificate; says why in words that are safe to show."""


def validity(path: Path, now: datetime) -> Validity:
    """The validity of the PEM certificates in a file.

    Raises:
        CertificateError: the file is missing, cannot be read, or holds no certificate.
    """
    try:
        seen = path.stat()
        if not stat.S_ISREG(seen.st_mode):
            raise CertificateError("it is not a file")
        if seen.st_size > LARGEST_FILE:
            raise CertificateError("it is too large for a certificate")
        data = path.read_bytes()
    except FileNotFoundError:
        raise CertificateError("there is no such file") from None
    except OSError as error:
        raise CertificateError(f"it cannot be read ({error.strerror})") from None
    return validity_of(data, now)


def validity_of(pem: bytes, now: datetime) -> Validity:
    """The validity of the certificates in PEM text; raises `CertificateError` when there is none."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise CertificateError("it holds no certificate that can be read") from None
    if not found:
        raise CertificateError("it holds no certificate")
    ends = min(one.not_valid_after_utc for one in found)
    begins = max(one.not_valid_before_utc for one in found)
    return Validity((ends - now).total_seconds() / 86400, begun=begins <= now, certificates=len(found))


def validity_now(path: Path) -> Validity:
    """`validity` at this moment."""
    return validity(path, datetime.now(UTC))
