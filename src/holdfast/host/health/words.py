"""Which values may stand in a file that a server reads; the others are collected, each with its key."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from holdfast.model.errors import SpecError, SpecProblem

_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, slots=True)
class Status:
    """Where Nginx shows its status: an address with its port, and a path."""

    listen: str
    path: str


@dataclass
class Looked:
    """Gives back values that may stand in the file, and an empty text for the others, which it collects."""

    problems: list[SpecProblem] = field(default_factory=list)

    def refuse(self, key: str, expected: str) -> str:
        """Collect one problem; gives the empty text."""
        self.problems.append(SpecProblem(0, key, expected))
        return ""

    def settle(self) -> None:
        """Raise `SpecError` with everything that was refused, each with line 0; nothing when nothing was."""
        if self.problems:
            raise SpecError("holdfast.toml", tuple(self.problems))

    def host(self, text: str, key: str) -> str:
        """A host name, or one that begins with `*.`; in lower case, other letters than ASCII as IDNA writes them."""
        try:
            name = text.strip().lower().encode("idna" if not text.isascii() else "ascii").decode()
        except UnicodeError:
            name = ""
        if len(name) > 253 or not _HOST.fullmatch(name):
            return self.refuse(key, "expected a host name such as api.example.com")
        return name

    def origin(self, text: str, key: str) -> str:
        """An origin as a browser sends it."""
        return text if _ORIGIN.fullmatch(text) else self.refuse(key, "expected an origin such as https://example.com")

    def path(self, text: str, key: str) -> str:
        """An absolute path of a file, a folder or a URL."""
        if text.startswith("/") and is_plain(text):
            return text
        return self.refuse(key, "expected an absolute path without spaces, quotes, `;`, `$`, `{`, `}`, `#` or `\\`")

    def status(self, url: str | None, key: str, taken: frozenset[int]) -> Status | None:
        """Where `stub_status` should answer; None when the spec names none, or one that is not on this host."""
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme != "http" or not parts.hostname:
            self.refuse(key, "expected a URL such as http://127.0.0.1:8091/nginx_status")
            return None
        if parts.hostname not in _LOOPBACK:
            return None
        if port is None or port in taken or port == 0:
            self.refuse(key, "expected a port of its own, such as http://127.0.0.1:8091/nginx_status")
            return None
        return Status(f"127.0.0.1:{port:d}", self.path(parts.path or "/", key))


def is_plain(text: str) -> bool:
    """Whether no sign of it means anything to Nginx, systemd or logrotate."""
    return text.isprintable() and not any(sign.isspace() or sign in "\"'\\;${}#" for sign in text)


def quoted(text: str) -> str:
    """`text` as one word of the configuration."""
    if not is_plain(text):
        raise ValueError("this text cannot stand in a configuration")
    return f'"{text}"'


def pattern(text: str) -> str:
    """A case-sensitive pattern that matches `text` and nothing else."""
    return f'"~^{re.escape(text)}$"'
