"""Bytes on their way to the store and back: compressed by zstd, and encrypted by age where the client holds the key."""

import io
import itertools
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from holdfast.host.backup.failure import BackupError, Cause

CHUNK = 1 << 20
SUFFIX = ".zst"
ENCRYPTED_SUFFIX = ".age"

LEVEL, SHORTEST = 2, 7
"""How zstd packs: `zstd -2 --zstd=mml=7`.

Dumps are full of hexadecimal digits (bytea, UUIDs, digests). `zstd` by itself, at its level 3, finds repeats of five of
them everywhere and gains nothing by it. Measured on 2026-11-26: rows of orders, of tokens and of bytea come out
2 to 3 % smaller so, in half to a tenth of the time; prose comes out 7 % larger, in nine tenths.
"""
_END = b"holdfast: the stream was whole"
_PIECE = 256 << 10  # what is written into a file costs the kernel half as much as in pieces of 1 MiB
_WAITING = 4
_SECONDS = 0.2

_Put = Callable[[bytes], None]


def compress(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The stream as zstd packs it, with a checksum of its content at its end.

    It is packed by one thread beside the caller's, which hashes and sends: threads of zstd's own take 60 MB each.
    """
    import zstandard

    settings = zstandard.ZstdCompressionParameters.from_level(LEVEL, min_match=SHORTEST, write_checksum=True)
    packer: Any = zstandard.ZstdCompressor(compression_params=settings).chunker(chunk_size=CHUNK)

    def work(put: _Put) -> None:
        for chunk in chunks:
            for piece in packer.compress(chunk):
                put(piece)
        for piece in packer.finish():
            put(piece)

    return _beside(work)


def decompress(chunks: Iterable[bytes], where: str) -> Iterator[bytes]:
    """The stream that was compressed, in pieces that stay small however well it was packed.

    Raises:
        BackupError: it is damaged, or ends too early.
    """
    import zstandard

    # The library's reader ends without a word where its input ends. A second frame behind the stream is only found as
    # such when the stream's own frame came to its end.
    end = zstandard.ZstdCompressor().compress(_END)
    source: Any = _Taken(itertools.chain(chunks, (end,)))
    held = b""
    try:
        reader = zstandard.ZstdDecompressor().stream_reader(source, read_size=CHUNK, read_across_frames=True)
        while piece := reader.read(_PIECE):
            # One piece stays behind, so that the end is cut off from the last: copies of all of them cost time.
            if len(piece) < len(_END):
                held += piece
                continue
            if held:
                yield held
            held = piece
    except zstandard.ZstdError:
        raise _damaged("cannot be decompressed", where) from None
    if not held.endswith(_END) or source.taken == len(end):
        raise _damaged("ends in the middle of the compressed stream", where)
    if len(held) > len(_END):
        yield held[: -len(_END)]


def encrypt(chunks: Iterable[bytes], recipient: str) -> Iterator[bytes]:
    """The stream in age's format, for whoever has the private key of `recipient`.

    Raises:
        BackupError: `recipient` is no public key of age.
    """
    import pyrage

    try:
        known = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise BackupError(
            Cause.KEY, "is no public key of age", where="client_recipient", next_step="make one with `age-keygen`"
        ) from None
    return _through(lambda reader, writer: pyrage.encrypt_io(reader, writer, [known]), chunks)


def decrypt(chunks: Iterable[bytes], identity_file: Path | None, where: str) -> Iterator[bytes]:
    """The stream that was encrypted for the private key in `identity_file`, as `age-keygen` writes it.

    Raises:
        BackupError: there is no such key, it is another one, or the stream is damaged.
    """
    import pyrage

    identities = _identities(identity_file)
    try:
        yield from _through(lambda reader, writer: pyrage.decrypt_io(reader, writer, identities), chunks)
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise BackupError(
                Cause.KEY,
                "the key is not the one that this backup was encrypted for",
                where=str(identity_file),
                next_step="name the file with the private key of the manifest's `key_id` with --identity",
            ) from None
        raise _damaged("cannot be decrypted", where) from None
    except OSError:
        # So the library tells of a block that was changed or cut off.
        raise _damaged("cannot be decrypted", where) from None


def _identities(path: Path | None) -> list[Any]:
    import pyrage

    if path is None:
        raise BackupError(
            Cause.KEY,
            "the backup is encrypted with a client's key",
            where="--identity",
            next_step="name the file with age's private key with --identity",
        )
    try:
        lines = path.read_text(encoding="utf-8").split()
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupError(
            Cause.KEY,
            "holds no private key of age that can be read",
            where=str(path),
            next_step="name the file that `age-keygen` wrote; its line begins with AGE-SECRET-KEY-",
        )
    return found


class _Taken:
    """Chunks as the decompressor reads them, each as it is; `taken` bytes of them so far."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.taken = 0
        self._chunks = iter(chunks)

    def read(self, _: int) -> bytes:
        """The next one that holds anything, however long; nothing at the end."""
        chunk = next(filter(None, self._chunks), b"")
        self.taken += len(chunk)
        return chunk


class _Reader(io.RawIOBase):
    """Chunks as a file to read from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            following = next(self._chunks, None)
            if following is None:
                return 0
            self._rest = following
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


class _Writer(io.RawIOBase):
    """A file to write to, whose content is taken away by another thread in chunks."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put = put

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._put(piece)
        return len(piece)


class _GivenUpError(Exception):
    """Nobody takes the output any more."""


def _through(work: Callable[[Any, Any], object], chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What `work` writes while it reads `chunks`, in a thread of its own; its errors, and theirs, come out here."""
    failed: list[BaseException] = []

    def noted() -> Iterator[bytes]:
        # The library makes an error of its own from what a file raises.
        try:
            yield from chunks
        except BaseException as error:
            failed.append(error)
            raise

    def run(put: _Put) -> None:
        try:
            writer = io.BufferedWriter(_Writer(put), CHUNK)
            work(io.BufferedReader(_Reader(noted()), CHUNK), writer)
            writer.flush()
        except BaseException:
            if failed:
                raise failed[0] from None
            raise

    return _beside(run)


def _beside(work: Callable[[_Put], None]) -> Iterator[bytes]:
    """What `work` puts, in a thread of its own, a few pieces ahead; its error comes out behind them."""
    waiting: queue.Queue[bytes | None] = queue.Queue(_WAITING)
    given_up = threading.Event()

    def put(piece: bytes | None) -> None:
        while not given_up.is_set():
            try:
                waiting.put(piece, timeout=_SECONDS)
            except queue.Full:
                continue
            return
        raise _GivenUpError

    def run() -> None:
        try:
            work(put)
        finally:
            put(None)

    with ThreadPoolExecutor(1, thread_name_prefix="stream") as pool:
        done = pool.submit(run)
        try:
            while (piece := waiting.get()) is not None:
                yield piece
        finally:
            given_up.set()
        done.result()


def _damaged(happened: str, where: str) -> BackupError:
    step = "take another backup (`holdfast backup list`), or the copy in the other region"
    return BackupError(Cause.STORE_DAMAGED, happened, where=where, next_step=step)
