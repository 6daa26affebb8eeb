"""The identity of the running release: commit, tag, build time, environment; read from the environment or a file.

The deployment writes it (`holdfast release write`, or the variable `HOLDFAST_RELEASE`). Whatever stands there is
untrusted: it ends in log lines and metric dimensions, so each field is held to its shape, and what does not fit
becomes *unknown* with a said problem. A release that cannot be read never keeps an application from starting.
"""

import errno
import json
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from holdfast.model.errors import IncompleteError, UsageError

RELEASE_FILE = Path("/etc/holdfast/release.json")
"""Where `holdfast release write` leaves the identity, unless told otherwise."""

RELEASE_VARIABLE = "HOLDFAST_RELEASE"
"""The environment variable that wins over the file: a JSON object with the four fields, or a bare commit."""

LARGEST = 16 * 1024
"""Bytes (of the file) or characters (of the variable) above which nothing is read: four short fields need no more."""

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_ENVIRONMENT = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Release:
    """One release; every field may be empty, which means unknown.

    Attributes:
        commit: the commit's hash, 7 to 64 lower-case hexadecimal digits.
        tag: the name people use for it, such as `v1.4.0`; at most 128 printable characters, no spaces.
        built_at: when it was built, ISO 8601.
        environment: the environment it was deployed to, such as `production`.
        problem: what could not be understood, in safe words without any of the value; empty when all is well.
    """

    commit: str = ""
    tag: str = ""
    built_at: str = ""
    environment: str = ""
    problem: str = ""

    @property
    def short(self) -> str:
        """The first 12 digits of the commit; empty when it is unknown."""
        return self.commit[:12]

    def as_dict(self) -> dict[str, str]:
        """The four fields without the problem: for `/health` and the release file."""
        fields = asdict(self)
        del fields["problem"]
        return fields


def read_release(environ: Mapping[str, str], path: Path = RELEASE_FILE) -> Release:
    """The release that runs here; never raises.

    Args:
        environ: the process environment; `HOLDFAST_RELEASE`, when set and not empty, wins over the file.
        path: the release file; a symbolic link, a pipe or a file above 16 KiB is not read.
    """
    given = environ.get(RELEASE_VARIABLE, "").strip()
    if given:
        return _parsed(given, RELEASE_VARIABLE)
    text = _file_text(path)
    return text if isinstance(text, Release) else _parsed(text, "the release file")


def write_release(release: Release, path: Path = RELEASE_FILE) -> None:
    """Write the release file atomically, readable to everyone (mode 0644); missing folders are made.

    Raises:
        UsageError: the commit is missing, or a field does not have its shape.
        IncompleteError: the file cannot be written.
    """
    checked = _checked(dict(release.as_dict()), "the release")
    if checked.problem:
        raise UsageError(checked.problem, where=str(path), next_step="correct it and write again")
    if not checked.commit:
        raise UsageError("the commit is missing", where=str(path), next_step="name the commit that was built")
    body = json.dumps(checked.as_dict(), ensure_ascii=False, indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, body)
    except OSError as error:
        raise IncompleteError(
            "cannot be written", where=str(path), next_step=f"check the folder's permissions ({error.strerror})"
        ) from error


def first_line(release: Release, what: str) -> str:
    """The line that `what` (such as `agent`) logs first: `agent starts: commit=… tag=… built_at=… environment=…`."""
    fields = " ".join(f"{name}={value or 'unknown'}" for name, value in release.as_dict().items())
    problem = f" ({release.problem})" if release.problem else ""
    return f"{what} starts: {fields}{problem}"


def _file_text(path: Path) -> str | Release:
    """The file's text, or the unknown release that says why there is none."""
    try:
        # Without O_NONBLOCK a pipe in the file's place would hang the start; O_NOFOLLOW refuses a link to
        # something that the deployment did not write.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return Release(problem="the release file is not there")
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Release(problem="the release file is a symbolic link")
        return Release(problem="the release file cannot be opened")
    except ValueError:
        return Release(problem="the release file has an impossible name")
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return Release(problem="the release file is not a regular file")
        data = os.read(handle, LARGEST + 1)
    except OSError:
        return Release(problem="the release file cannot be read")
    finally:
        os.close(handle)
    if len(data) > LARGEST:
        return Release(problem="the release file is too large")
    try:
        return data.decode("utf-8").strip() or Release(problem="the release file is empty")
    except UnicodeDecodeError:
        return Release(problem="the release file is not UTF-8 text")


def _parsed(text: str, where: str) -> Release:
    if len(text) > LARGEST:
        return Release(problem=f"{where} is too large")
    if not text.startswith(("{", "[", '"')):
        return _checked({"commit": text}, where)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Release(problem=f"{where} is not valid JSON")
    if not isinstance(value, dict):
        return Release(problem=f"{where} is not a JSON object")
    return _checked(value, where)


def _checked(fields: dict[str, object], where: str) -> Release:
    """Each field that fits, and the names of those that do not; unknown keys are left alone."""
    right: dict[str, str] = {}
    wrong: list[str] = []
    for name, fits in _SHAPES.items():
        value = fields.get(name)
        text = value.strip() if isinstance(value, str) else value
        text = text.lower() if name == "commit" and isinstance(text, str) else text
        if text is None or text == "":
            continue
        if isinstance(text, str) and fits(text):
            right[name] = text
        else:
            wrong.append(name)
    problem = f"{where} has an unusable {' and '.join(wrong)}" if wrong else ""
    return Release(**right, problem=problem)


def is_commit(text: str) -> bool:
    """Whether it looks like a commit's hash, whole or its beginning."""
    return _COMMIT.fullmatch(text) is not None


def _is_tag(text: str) -> bool:
    return len(text) <= 128 and text.isprintable() and not any(letter.isspace() for letter in text)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) <= 40 and text.isascii() and text.isprintable()


def _is_environment(text: str) -> bool:
    return _ENVIRONMENT.fullmatch(text) is not None


_SHAPES = {"commit": is_commit, "tag": _is_tag, "built_at": _is_time, "environment": _is_environment}


def _replace(path: Path, body: str) -> None:
    """Put `body` in the place of `path`: a reader sees the old file or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(body)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
