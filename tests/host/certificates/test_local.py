"""Certificate files: dates, chains, garbage, renewals; and what the probe makes of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from holdfast.host.certificates.local import CertificateError, CertificateFile, Dates, dates_by_child, dates_of
from holdfast.host.health.probes.certificates import Certificate

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def pem(begins: datetime, ends: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def days(begin: float, end: float) -> bytes:
    return pem(NOW + timedelta(days=begin), NOW + timedelta(days=end))


def test_the_first_certificate_of_a_chain_that_ends_decides() -> None:
    found = dates_of(days(-1, 80) + days(-100, 20))

    assert (found.days_left(NOW), found.certificates) == (20, 2)


def test_a_process_of_its_own_finds_the_same_dates() -> None:
    text = days(-1, 80)

    assert dates_by_child(text) == dates_of(text)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"garbage",
        b"\x00" * 5000,
        b"-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----\n",
        b"-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n",
        days(-1, 1)[:300],
    ],
)
def test_garbage_is_told_without_being_repeated(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "c.pem"
    path.write_bytes(data)
    looks: list[Callable[[], Dates]] = [
        partial(dates_of, data),
        partial(dates_by_child, data),
        CertificateFile(path).dates,
    ]
    for look in looks:
        with pytest.raises(CertificateError, match="certificate") as refused:
            look()
        assert "canary" not in str(refused.value)


def test_missing_files_folders_and_huge_files_are_told(tmp_path: Path) -> None:
    huge = tmp_path / "huge.pem"
    with huge.open("wb") as file:
        file.truncate(1 << 30)
    for path, reason in ((tmp_path / "none", "no such file"), (tmp_path, "not a file"), (huge, "too large")):
        with pytest.raises(CertificateError, match=reason):
            CertificateFile(path).dates()


def test_a_renewal_is_seen_and_a_file_that_stays_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "c.pem"
    path.write_bytes(days(-1, 10))
    file = CertificateFile(path)
    first = file.dates()
    assert file.dates() is first
    fresh = tmp_path / "new.pem"
    fresh.write_bytes(days(-1, 90))
    fresh.replace(path)
    assert file.dates().days_left(NOW) == 90


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        (-1, 80, (True, False, "80 days are left")),
        (-1, 14, (True, True, "14 days are left")),
        (-1, 0.5, (True, True, "0 days are left")),
        (-9, -1, (False, False, "it has ended")),
        (1, 80, (False, False, "it is not valid yet")),
    ],
)
def test_the_probe_warns_before_the_end_and_fails_after_it(
    begin: float, end: float, said: tuple[bool, bool, str], tmp_path: Path
) -> None:
    path = tmp_path / "c.pem"
    path.write_bytes(days(begin, end))
    answer = Certificate(CertificateFile(path), 14, now=lambda: NOW).ask()

    assert (answer.ok, answer.warns, answer.reason) == said
    assert answer.values["days_left"] == end


def test_the_probe_of_garbage_fails_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "c.pem"
    path.write_text("garbage")
    answer = Certificate.at(path, 14).ask()

    assert not answer.ok
    assert "certificate" in answer.reason
