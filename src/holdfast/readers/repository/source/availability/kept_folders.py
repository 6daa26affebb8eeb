"""The folder of its own disk in which an application keeps what is handed in, named apart from what keeps it there."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.spring_files import SpringFiles

_KEY = regex(
    r"(?i)^(?!logging\.|management\.|server\.|spring\.(?!servlet\.multipart\.))(?:[\w-]{1,30}[.-]){0,4}?"
    r"(?:file|upload|storage|image|media|attachment|multipart)s?(?:[.-][\w-]{1,20}){0,2}?"
    r"[.-]?(?:path|dir|directory|location|folder|root)$"
)
_ON_DISK = regex(
    r"^(?:\$\{[\w.-]{1,60}:)?(?:file:(?:///?)?)?(?:\.{0,2}/|~/|[A-Za-z]:[\\/]|\$\{user\.(?:home|dir)\}|[\w-]{1,40}/|(?:uploads?|files|images|media)\b)"
    r"(?![^\n]{0,200}:/)[^\n]{0,200}$"
)
_PASSES = regex(
    r"(?i)(?:^|[/\\:])te?mp\b|tmpdir|classpath:|\.(?:json|ya?ml|pem|p8|key|jks|p12|html|txt|log)\}?$|efs|/mnt/"
)
"""A folder that is swept, or one file, or a disk of several machines."""


def spring_folders(app: App) -> Iterator[Location]:
    """Where production's settings name the folder, of an application that is handed files."""
    if not any(source.mentions("multipartfile") for source in app.serving):
        return
    files = SpringFiles(app)
    for snippet, entry in files.entries:
        value = entry.value.strip("\"'")
        named = _KEY.match(entry.key) and _ON_DISK.match(value) and not _PASSES.search(value)
        if named and not files.is_elsewhere(snippet, entry):
            yield snippet.at(entry.line)


_JOINED = regex(
    r"\b(?:join|resolve)\(\s{0,40}(?:process\.cwd\(\)|__dirname)\s{0,9}(?:,\s{0,40}[\"'`][\w./-]{1,60}[\"'`]\s{0,9}){0,3},"
    r"\s{0,40}[\"'`](?:[\w.-]{1,40}/){0,4}uploads?(?=[/\"'`])[^\n]{0,120}?\)"
)
_HANDED_IN = regex(
    r"\.formData\(|\bformidable\b|\b[bB]usboy\b|\.arrayBuffer\(|\breq(?:uest)?\.files?\b|\.toBuffer\(|\bmultipart\b"
)
_WRITES = regex(r"\b(?:writeFile|createWriteStream|copyFile|rename|outputFile|move)(?:Sync)?\(")


def joined_folders(source: Source) -> Iterator[tuple[int, int]]:
    """Where a program that is handed files, and writes them, puts together the path of the folder for them."""
    if not source.mentions("upload") or not source.mentions("writefile", "writestream", "copyfile", "rename", "move"):
        return
    if not _WRITES.search(source.bare) or not _HANDED_IN.search(source.bare):
        return
    for match in _JOINED.finditer(source.code):
        if not only_for_developers(source, match.start()):
            yield match.span()
