"""Bytes on their way to the store and back: what was packed and encrypted comes back, and nothing that was harmed."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pytest

from holdfast.host.backup import streams
from holdfast.host.backup.failure import BackupError, Cause

_MIB = 1 << 20


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A recipient, and the file with its private key as `age-keygen` writes it."""
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# created: 2026-11-25T12:00:00Z\n# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public()), path


def _chunks(size: int) -> Iterator[bytes]:
    for begin in range(0, size, 700_001):
        yield os.urandom(min(700_001, size - begin))


@pytest.mark.parametrize("size", [0, 1, 3 * _MIB + 5])
def test_what_is_packed_and_encrypted_comes_back(size: int, key: tuple[str, Path]) -> None:
    recipient, identity = key
    given = list(_chunks(size))

    stored = list(streams.encrypt(streams.compress(given), recipient))

    assert b"".join(streams.decompress(streams.decrypt(stored, identity, "x"), "x")) == b"".join(given)
    assert stored[0].startswith(b"age-encryption.org/v1")


def test_what_is_packed_is_read_by_the_usual_program() -> None:
    given = b"0123456789" * 500_000

    packed = b"".join(streams.compress([given]))

    assert subprocess.run(["zstd", "-dc"], input=packed, capture_output=True, check=True).stdout == given


def test_random_digits_of_a_bytea_are_packed_to_little_more_than_half() -> None:
    given = os.urandom(4 * _MIB).hex().encode()

    packed = b"".join(streams.compress([given]))

    assert len(packed) < 0.512 * len(given)


def _flipped(packed: bytes, place: float) -> bytes:
    at = min(len(packed) - 1, int(len(packed) * place))
    return packed[:at] + bytes((packed[at] ^ 1,)) + packed[at + 1 :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda packed: packed[:-1],
        lambda packed: packed[: len(packed) // 2],
        lambda packed: b"",
        lambda packed: _flipped(packed, 0.5),
        lambda packed: _flipped(packed, 0.0),
        lambda packed: _flipped(packed, 1.0),
    ],
)
@pytest.mark.parametrize("encrypted", [False, True])
def test_a_harmed_stream_is_an_error_and_no_shorter_one(
    harm: Callable[[bytes], bytes], encrypted: bool, key: tuple[str, Path]
) -> None:
    recipient, identity = key
    packed = streams.compress(_chunks(2 * _MIB))
    stored = b"".join(streams.encrypt(packed, recipient) if encrypted else packed)

    chunks = iter((harm(stored),))
    unpacked = streams.decompress(streams.decrypt(chunks, identity, "x") if encrypted else chunks, "x")
    with pytest.raises(BackupError) as caught:
        list(unpacked)

    assert (caught.value.cause, caught.value.where) == (Cause.STORE_DAMAGED, "x")


def test_a_piece_that_was_packed_very_well_does_not_become_large_in_memory() -> None:
    packed = b"".join(streams.compress(bytes(_MIB) for _ in range(512)))

    sizes = [len(piece) for piece in streams.decompress([packed], "x")]

    assert sum(sizes) == 512 * _MIB
    assert len(packed) < 100_000
    assert max(sizes) < 2 * _MIB


def test_what_comes_before_in_the_chain_may_complain_at_its_end() -> None:
    packed = list(streams.compress([b"hello"]))

    def read() -> Iterator[bytes]:
        yield from packed
        raise BackupError(Cause.STORE_DAMAGED, "the checksum is another")

    with pytest.raises(BackupError, match="the checksum is another"):
        list(streams.decompress(read(), "x"))


@pytest.mark.parametrize("way", ["encrypt", "decrypt"])
def test_an_error_of_the_source_comes_out_as_it_is(way: str, key: tuple[str, Path]) -> None:
    recipient, identity = key
    whole = b"".join(streams.encrypt(_chunks(3 * _MIB), recipient))

    def failing() -> Iterator[bytes]:
        yield whole[: 2 * _MIB]
        raise BackupError(Cause.PROGRAM, "pg_dump was killed")

    made = streams.encrypt(failing(), recipient) if way == "encrypt" else streams.decrypt(failing(), identity, "x")
    with pytest.raises(BackupError, match="pg_dump was killed"):
        list(made)


def test_a_stream_that_nobody_takes_to_its_end_leaves_no_thread(key: tuple[str, Path]) -> None:
    recipient, _ = key
    before = threading.active_count()

    made = streams.encrypt(_chunks(50 * _MIB), recipient)
    next(iter(made))
    made.close()  # type: ignore[attr-defined]

    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "--identity"),
        ("", "no private key"),
        ("AGE-SECRET-KEY-1NONSENSE", "no private key"),
        (str(pyrage.x25519.Identity.generate()), "not the one"),
    ],
    ids=["none", "empty", "nonsense", "another"],  # a key of its own in each process must not name the test
)
def test_a_key_that_does_not_fit_is_said(text: str | None, words: str, key: tuple[str, Path], tmp_path: Path) -> None:
    stored = list(streams.encrypt([b"secret"], key[0]))
    path = None if text is None else tmp_path / "other"
    if path and text is not None:
        path.write_text(text)

    with pytest.raises(BackupError) as caught:
        list(streams.decrypt(stored, path, "x"))

    assert caught.value.cause is Cause.KEY
    assert words in f"{caught.value.happened} {caught.value.next_step}"
    assert not text or text not in str(caught.value)


def test_a_recipient_that_is_none_is_said() -> None:
    with pytest.raises(BackupError) as caught:
        list(streams.encrypt([b"x"], "age1nonsense"))

    assert caught.value.cause is Cause.KEY
