"""More rights on a host than what runs there needs, as a script gives them."""

from collections.abc import Iterator

from holdfast.model.facts import HostRights
from holdfast.readers.repository.policies.rights import WORDS, rights_in
from holdfast.readers.repository.shell.steps.source import Source


def rights_facts(source: Source) -> Iterator[HostRights]:
    """Each row that does, but for those of an image: what runs inside has the container's host around it."""
    text = source.snippet.text
    if source.snippet.name.startswith("Dockerfile") or not any(word in text for word in WORDS):
        return
    rows = source.snippet.rows
    if "User=$" in text:
        rows = [source.script.by_default(row) if row.lstrip().startswith("User=$") else row for row in rows]
    for index, what in rights_in(rows):
        yield HostRights(**source.common(source.snippet.at(index + 1)), what=what)
