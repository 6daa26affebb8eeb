"""Network file systems of AWS that a script mounts: what lies there outlives the host, and all hosts share it."""

from collections.abc import Iterator

from holdfast.model.facts import FileSystem
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source

_EFS = r"(?:\bfs-[0-9a-f]{8,17}\b|\.efs\.[\w$.{}-]{1,60}amazonaws\.com|\$\{?\w{0,40}(?i:efs)\w{0,40}\}?)"
_MOUNTED = regex(
    # An entry of `/etc/fstab`, however it is written there, or the command itself.
    rf"{_EFS}\S{{0,120}}\s{{1,20}}/\S{{1,200}}\s{{1,20}}(?:efs|nfs4?)\b"
    rf"|\bmount(?:\.efs|\s[^\n#]{{0,200}}-t\s{{0,4}}(?:efs|nfs4?)\b)[^\n#]{{0,300}}{_EFS}"
)


def mounted_files(source: Source) -> Iterator[FileSystem]:
    """The first of a script; whether anything copies it is told elsewhere, if at all."""
    text = source.snippet.text
    for number, row in enumerate(source.snippet.rows if "mount" in text or "fstab" in text else (), start=1):
        if not row.lstrip().startswith("#") and _MOUNTED.search(row[:1_000]):
            yield FileSystem(**source.common(source.snippet.at(number)))
            return
