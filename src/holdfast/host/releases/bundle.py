"""The bundle of a release: one archive, the same bytes for the same files, that says what must be in it.

In it lie `appspec.yml` and `hooks/` for CodeDeploy, `release.json` (what it is), `files.json` (the SHA-256 of every
file) and `app/`, the release itself. There is no `files` section in its appspec on purpose: before CodeDeploy's agent
copies what that names, it deletes what it had copied for the release before, which still serves then (installer.rb of
aws/aws-codedeploy-agent, read 2026-11). The hook `BeforeInstall` copies instead, beside what runs.
"""

import gzip
import hashlib
import io
import json
import os
import stat
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.identity import Release, is_commit
from holdfast.model.releases import Making

ABOUT, FILES, APP = "release.json", "files.json", "app"
HOOKS = ("BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService")
"""The events of CodeDeploy that a bundle acts on, in their order.

Not ApplicationStop: it comes before the download, runs the *former* bundle's script, and would leave a host without an
application when the new bundle turns out to be bad.
"""

BEGINNING = 64 << 10
"""Bytes of an archive that hold `release.json`."""

_LARGEST_TEXT = 64 << 20
_LARGEST_ABOUT = 256 << 10

_HOOK = """\
#!/bin/sh
# Made by `holdfast release bundle`: CodeDeploy's agent calls it, with DEPLOYMENT_ID and DEPLOYMENT_GROUP_NAME.
PATH="/usr/local/bin:$PATH" exec holdfast release hook {event} --bundle "$(dirname "$0")/.."
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a bundle is: `release.json` in it.

    Attributes:
        product: whose.
        commit: all 40 digits.
        tag: its name; empty when it has none.
        built_at: ISO 8601; the commit's own time, so that the same commit gives the same bytes.
        files: SHA-256 of `files.json`.
    """

    product: str
    commit: str
    tag: str
    built_at: str
    files: str

    def release(self, environment: str) -> Release:
        """The identity that application and agent tell."""
        return Release(commit=self.commit, tag=self.tag, built_at=self.built_at, environment=environment)


@dataclass(frozen=True, slots=True)
class Packed:
    """A bundle on disk: its SHA-256, bytes, and how many files of the application are in it."""

    path: Path
    digest: str
    size: int
    files: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Of what a bundle is made: see `About`."""

    product: str
    commit: str
    tag: str
    built_at: datetime


def pack(root: Path, names: Iterable[str], identity: Identity, making: Making, target: Path) -> Packed:
    """Write the bundle of some files.

    Args:
        root: the folder that holds `holdfast.toml`.
        names: files and links below it, with `/`; folders are made as they are needed.
        identity: what it is.
        making: the spec's table, for the hooks' limits.
        target: the archive; it appears whole or not at all.

    Raises:
        ReleaseError: a file cannot be read, or a link leads out of the release.
    """
    listed = sorted(set(names))
    digests = {name: _digest_of(root, name) for name in listed}
    files = _json(digests)
    about = About(
        product=identity.product,
        commit=identity.commit,
        tag=identity.tag,
        built_at=identity.built_at.isoformat(timespec="seconds"),
        files=hashlib.sha256(files).hexdigest(),
    )
    texts = {
        "appspec.yml": (appspec(making).encode(), False),
        FILES: (files, False),
        ABOUT: (_json(asdict(about)), False),
        **{f"hooks/{event}.sh": (_HOOK.format(event=event).encode(), True) for event in HOOKS},
    }
    moment = int(identity.built_at.timestamp())
    partial = target.with_name(f".{target.name}.partial")
    try:
        with _archive(partial) as archive:
            # What it is comes first: whoever deploys it reads the beginning, and not the whole.
            for name, (text, runs) in sorted(texts.items(), key=lambda named: (named[0] != ABOUT, named[0])):
                archive.addfile(_member(name, moment, len(text), runs=runs), io.BytesIO(text))
            for name in listed:
                _add(archive, root / name, f"{APP}/{name}", moment)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _unreadable(error) from error
    return Packed(target, file_digest(target), target.stat().st_size, len(listed))


def appspec(making: Making) -> str:
    """`appspec.yml` as text; a hook may last longer than what it waits for, so that it can still put things back."""
    limits = {
        "BeforeInstall": 600,
        "AfterInstall": min(3600, making.migrate_minutes * 60 + 300),
        "ApplicationStart": min(3600, 2 * making.ready_seconds + 300),
        "ValidateService": min(3600, 2 * making.ready_seconds + 300),
    }
    hooks = "".join(
        f"  {event}:\n    - location: hooks/{event}.sh\n      timeout: {limits[event]}\n" for event in HOOKS
    )
    return f"version: 0.0\nos: linux\nhooks:\n{hooks}"


def read_about(bundle: Path) -> About:
    """What an unpacked bundle says that it is.

    Raises:
        ReleaseError: it says nothing, or nothing that makes sense.
    """
    return _about(_object(bundle / ABOUT), str(bundle / ABOUT))


def about_of_beginning(beginning: bytes, where: str) -> About:
    """What a packed bundle says that it is, from its first `BEGINNING` bytes.

    Raises:
        ReleaseError: it is no bundle of ours.
    """
    try:
        # Not the whole is here: what is wanted lies before the end that is missing.
        plain = zlib.decompressobj(wbits=31).decompress(beginning, _LARGEST_ABOUT)
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r|") as archive:
            first = archive.next()
            opened = archive.extractfile(first) if first and first.name == ABOUT else None
            found = json.loads(opened.read()) if opened else None
    except (zlib.error, tarfile.TarError, EOFError, ValueError) as error:
        raise _broken(Path(where), "it is not an archive of `holdfast release bundle`") from error
    return _about(found if isinstance(found, dict) else {}, where)


def _about(found: Mapping[str, object], where: str) -> About:
    values = {name: found.get(name) for name in About.__slots__}
    if not all(isinstance(value, str) for value in values.values()) or not is_commit(str(values["commit"])):
        raise _broken(Path(where), "it does not say which release it is")
    return About(**{name: str(value) for name, value in values.items()})


def verify(bundle: Path, about: About) -> tuple[str, ...]:
    """See that an unpacked bundle holds exactly what it should; the names of its files.

    Raises:
        ReleaseError: a file is missing, is another one, or is too many.
    """
    listed = bundle / FILES
    if _read_digest(listed) != about.files:
        raise _broken(listed, "it is not the list that was packed")
    expected = {str(name): str(digest) for name, digest in _object(listed).items()}
    require_whole(bundle / APP, expected)
    return tuple(expected)


def expected_files(bundle: Path) -> Mapping[str, str]:
    """The SHA-256, or the target of the link, of every file of an unpacked bundle."""
    return {str(name): str(digest) for name, digest in _object(bundle / FILES).items()}


def require_whole(folder: Path, expected: Mapping[str, str], *, more: bool = False) -> None:
    """See that a folder holds the files of `expected`, with their digests.

    Args:
        folder: to look into.
        expected: digests by name.
        more: whether further files may be there, such as what a running application writes.

    Raises:
        ReleaseError: it does not; the message names the first file.
    """
    there = set(_names(folder)) if folder.is_dir() else set()
    missing, unknown = sorted(expected.keys() - there), sorted(there - expected.keys()) if not more else []
    if missing or unknown:
        name = (missing or unknown)[0]
        raise _broken(folder / name, "it is missing" if missing else "nobody packed it")
    for name, digest in expected.items():
        if _digest_of(folder, name) != digest:
            raise _broken(folder / name, "it is not the file that was packed")


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _archive(path: Path) -> Iterator[tarfile.TarFile]:
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", 6, raw, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        yield archive


def _names(folder: Path) -> Iterator[str]:
    for above, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(above) / name).is_symlink()]
        for name in (*files, *links):
            yield (Path(above) / name).relative_to(folder).as_posix()


def _digest_of(root: Path, name: str) -> str:
    path = root / name
    if path.is_symlink():
        return f"-> {_link(path, name)}"
    return _read_digest(path)


def _link(path: Path, name: str) -> str:
    """The target of a link, which must stay inside the release."""
    target = os.readlink(path)  # noqa: PTH115 - Path.readlink() tidies the text up
    inside = os.path.normpath(PurePosixPath(name).parent / target)
    if target.startswith("/") or inside == ".." or inside.startswith("../"):
        raise ReleaseError(
            "the link leads out of the release", where=name, next_step="make it a link inside, or a copy of the file"
        )
    return target


def _read_digest(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise _broken(path, "it is no plain file")
        return file_digest(path)
    except OSError as error:
        raise _unreadable(error) from error


def _add(archive: tarfile.TarFile, path: Path, name: str, moment: int) -> None:
    if path.is_symlink():
        member = _member(name, moment, 0, runs=True)
        member.type, member.linkname = tarfile.SYMTYPE, os.readlink(path)  # noqa: PTH115
        archive.addfile(member)
        return
    about = path.stat()
    with path.open("rb") as opened:
        archive.addfile(_member(name, moment, about.st_size, runs=bool(about.st_mode & stat.S_IXUSR)), opened)


def _member(name: str, moment: int, size: int, *, runs: bool) -> tarfile.TarInfo:
    """The same owner, group and time for all: two builds of one commit differ in nothing else."""
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, moment, 0o755 if runs else 0o644
    return member


def _object(path: Path) -> Mapping[str, object]:
    try:
        if path.stat().st_size > _LARGEST_TEXT:
            raise _broken(path, "it is too large")
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise _unreadable(error) from error
    except (ValueError, RecursionError) as error:
        raise _broken(path, "it is not JSON") from error
    if not isinstance(found, dict):
        raise _broken(path, "it is not a JSON object")
    return found


def _json(value: Mapping[str, str]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True).encode() + b"\n"


def _broken(path: Path, why: str) -> ReleaseError:
    return ReleaseError(
        f"the bundle is corrupt: {why}",
        where=str(path),
        next_step="nothing was changed on this host; publish the bundle again",
    )


def _unreadable(error: OSError) -> ReleaseError:
    return ReleaseError(
        f"cannot be read or written ({error.strerror})",
        where=str(error.filename or "the bundle"),
        next_step="see its permissions, and the space on the disk",
    )
