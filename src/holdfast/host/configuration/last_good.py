"""The last good copy: what was read at the last start, encrypted on this host, for a start without network."""

import json
import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from holdfast.model.secret import Secret
from holdfast.model.startup import Place, PlaceKind, Problem, ProblemKind

_NONCE_BYTES = 12
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Copy:
    """What was read at `at` (seconds since 1970): the variables of each source, by its id."""

    at: float
    sources: Mapping[str, Mapping[str, Secret]]

    def age_hours(self, now: float) -> float:
        """Hours between the copy and `now`; a clock that was set back makes it older, never younger."""
        return abs(now - self.at) / 3600


@dataclass(frozen=True, slots=True)
class LastGood:
    """The copy of one product's environment: `<name>.copy` and its key `<name>.key` in a folder of the host.

    Both files are readable to their owner alone. Whoever may read both (root, the service's own user) can read the
    values, as with the application's own memory; the copy without its key is of no use.
    """

    folder: Path
    name: str

    @property
    def copy_file(self) -> Path:
        """The encrypted copy."""
        return self.folder / f"{self.name}.copy"

    @property
    def key_file(self) -> Path:
        """Its key, 32 random bytes."""
        return self.folder / f"{self.name}.key"

    def keep(self, copy: Copy) -> None:
        """Write the copy in one step; a start that is killed leaves the one before.

        Raises:
            OSError: the folder cannot be written, or one of its files is not this user's alone.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        plain = {key: {n: v.get_secret_value() for n, v in values.items()} for key, values in copy.sources.items()}
        nonce = secrets.token_bytes(_NONCE_BYTES)
        text = json.dumps({"at": copy.at, "sources": plain}).encode()
        _write(self.copy_file, nonce + AESGCM(self._key()).encrypt(nonce, text, self._purpose()), os.replace)

    def load(self) -> Copy | Problem | None:
        """The copy; None when there is none; a problem when it cannot be trusted."""
        try:
            sealed = _private_bytes(self.copy_file)
            key = _private_bytes(self.key_file)
        except FileNotFoundError:
            return None
        except OSError:
            return self._problem(ProblemKind.COPY_UNSAFE)
        try:
            text = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], self._purpose())
        except (InvalidTag, ValueError):
            return self._problem(ProblemKind.COPY_DAMAGED)
        document = json.loads(text)
        sources = {key: {n: Secret(v) for n, v in values.items()} for key, values in document["sources"].items()}
        return Copy(document["at"], sources)

    def place(self) -> Place:
        """Where it lies."""
        return Place(PlaceKind.COPY, str(self.copy_file))

    def _problem(self, kind: ProblemKind) -> Problem:
        return Problem(kind, str(self.copy_file), (self.place(),))

    def _purpose(self) -> bytes:
        # Bound into the seal, so that one environment's copy cannot be put in another's place.
        return f"holdfast.copy/1 {self.name}".encode()

    def _key(self) -> bytes:
        try:
            key = _private_bytes(self.key_file)
            if len(key) == _KEY_BYTES:
                return key
            self.key_file.unlink()
        except FileNotFoundError:
            pass
        with suppress(FileExistsError):  # several processes of one service start at once: the first one's key counts
            _write(self.key_file, secrets.token_bytes(_KEY_BYTES), os.link)
        return _private_bytes(self.key_file)


def _private_bytes(path: Path) -> bytes:
    """The bytes of a file that is this user's alone; anything else, also a link, raises `PermissionError`."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        private = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
        if not private:
            raise PermissionError(f"not a file of this user alone: {path}")
        return file.read()


def _write(path: Path, data: bytes, put: Callable[[str, Path], object]) -> None:
    """Write to a temporary file (mode 0600) beside `path`, and `put` it there in one step."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
