"""The settings files of a Spring application, and which of their lines production never sees."""

from collections.abc import Sequence
from functools import cached_property

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.settings_files.flat import Entry
from holdfast.readers.repository.source.spring_names import plain

_FOR_DEVELOPERS = regex(r"(?i)local|dev|test")
_NOT = regex(r"!\s*(?:\([^()]*\)|[\w-]+)")
_TRIED_OUT = regex(r"(?i)local|dev|test|stag|(?:^|[-_ ])(?:qa|ci|stg|h2)\b")

_OF_PROFILE = regex(r"(?i)application-(?!default\.)[\w-]{1,60}\.(?:ya?ml|properties)$")


@record(frozen=False)
class SpringFiles:
    """All settings of one application."""

    app: App

    @property
    def entries(self) -> list[tuple[Snippet, Entry]]:
        """All settings of the application, with their files."""
        return self.app.spring_entries

    @cached_property
    def plain_keys(self) -> frozenset[str]:
        """All that these files give, by its name as Spring compares it."""
        return frozenset(plain(entry.key) for _, entry in self.entries)

    def is_elsewhere(self, snippet: Snippet, entry: Entry) -> bool:
        """Whether production never sees this line: it is for developers, or production's own settings replace it."""
        if is_for_developers(snippet, entry) or (entry.profile == "default" and self._has_profiles):
            return True
        return _is_for_all(snippet, entry) and entry.key in self._produced

    @cached_property
    def _has_profiles(self) -> bool:
        """Some settings are for a profile of their own: what runs under none is started on somebody's own machine."""
        return any(
            (entry.profile not in (None, "default")) or _OF_PROFILE.match(snippet.name)
            for snippet, entry in self.entries
        )

    @cached_property
    def _produced(self) -> frozenset[str]:
        """The keys that production's own settings give: those of each profile that is not for trying things out."""
        return frozenset(
            entry.key
            for snippet, entry in self.entries
            if (entry.value.strip("\"'") or _heads_list(snippet, entry))
            and not _is_for_all(snippet, entry)
            and not _TRIED_OUT.search(f"{snippet.name} {_NOT.sub('', entry.profile or '')}")
        )


def _heads_list(snippet: Snippet, entry: Entry) -> bool:
    return any(row.lstrip().startswith("- ") for row in snippet.rows[entry.line : entry.line + 1])


def is_for_developers(snippet: Snippet, entry: Entry) -> bool:
    """Whether a setting is for whoever works on the application, by the name of its file or profile."""
    # `!local` says where a setting is not for developers.
    profile = _NOT.sub("", entry.profile or "")
    return _FOR_DEVELOPERS.search(f"{snippet.name} {profile}") is not None


def _is_for_all(snippet: Snippet, entry: Entry) -> bool:
    return entry.profile is None and snippet.name.partition(".")[0] in ("application", "bootstrap")


_ADDRESS = regex(r"(?i)\s*(?:[\w.-]{1,80}\.)?(?:jdbc-?)?url\s*[:=]")


def address_above(rows: Sequence[str], number: int) -> int:
    """The row near above a driver's that says where its database is; else the driver's own."""
    near = range(number - 1, max(number - 6, 0), -1)
    return next((above for above in near if _ADDRESS.match(rows[above - 1][:200])), number)


_PROFILE = regex(r"(?i)\b(?:on-profile|profiles)\s{0,20}:\s{0,20}[\"']?(?:local|dev\b|test)")
"""It begins a part of the settings for developers' machines."""


def developers_rows(snippet: Snippet) -> frozenset[int]:
    """The rows behind one that names a profile for whoever works on the application, up to the next document."""
    found: set[int] = set()
    inside = False
    for number, row in enumerate(snippet.rows, start=1) if "profile" in snippet.text else ():
        inside = not row.startswith("---") and (inside or _PROFILE.search(row[:500]) is not None)
        if inside:
            found.add(number)
    return frozenset(found)
