"""Folders of the host, or volumes on it, in which an application's container keeps what users hand in."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import KeptFiles
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.headed import head
from holdfast.readers.repository.compose.settings import settings_of
from holdfast.readers.repository.text.nodes import Node

_OF_USERS = regex(r"(?i)/(?:uploads?|media(?:[-_]?files)?|user[-_]?files|attachments|storage/app(?:/public)?)/?$")
_BUCKET = regex(
    r"(?i)(?:^|_)(?:s3|aws|storage|uploads?|media|files?)_?(?:\w{1,30}_)?bucket(?:_?name)?$|^bucket(?:_?name)?$"
)
_IN_BUCKET = regex(r"(?i)(?<![\w-])s3(?![a-z0-9_-]| ?:)")
_OTHER_USE = regex(r"(?i)back-?ups?|dumps?\b|artifacts?|deploy|state|logs?\b|백업|バックアップ|minio|localstack")
_NAMES_ONE = regex(r"^(?!\$\{\w{1,80}:?-\}$)\S")


def kept_facts(applications: Iterable[Node], snippet: Snippet, said: dict[str, Any]) -> Iterator[KeptFiles]:
    """One for the file, at the first volume that is called after such files: others mostly share it.

    An application that is handed the name of a bucket hands the files on to that; so does one of whose file the head
    says so, where the settings themselves stand in another.
    """
    if any(_IN_BUCKET.search(row[:300]) and not _OTHER_USE.search(row[:300]) for row in head(snippet)):
        return
    for node in applications:
        if any(_BUCKET.search(name) and _NAMES_ONE.search(value) for name, (value, _) in settings_of(node)):
            continue
        for volume in node.items("volumes"):
            text = volume.text()
            target = text.split(":")[1] if text and ":" in text else volume.text("target") or ""
            if _OF_USERS.search(target):
                yield KeptFiles(**said, at=snippet.at(volume.line), keeper="volume")
                return
