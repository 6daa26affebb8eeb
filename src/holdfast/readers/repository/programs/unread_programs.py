"""Programs that make infrastructure in a language that no other reader knows: what they make is not absent."""

from collections.abc import Iterator

from holdfast.model.evidence import GapReason
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet

_ENDINGS = (".java", ".kt", ".kts", ".scala", ".cs", ".fs", ".go")
_READ = (".java", ".cs")
"""Languages whose programs of the CDK have a reader of their own."""
_TESTS = regex(r"(?i)(?:^|/)(?:tests?|src/test)/|tests?\.\w{1,5}$")
_WORDS = ("awscdk", "Amazon.CDK", "pulumi", "Pulumi")
_PROGRAM = regex(
    r"\bimport\s+(?:static\s+)?software\.amazon\.awscdk\.|\b(?:using|open)\s+Amazon\.CDK\b"
    r"|\bimport\s+com\.pulumi\.aws\.|\b(?:using|open)\s+(?:\w+\s*=\s*)?Pulumi\.Aws\b"
    r"|\"github\.com/pulumi/pulumi-aws(?:x)?/sdk/"
)


def _wants(path: str) -> bool:
    return path.endswith(_ENDINGS) and not _TESTS.search(path)


def _read(snippet: Snippet) -> Iterator[Reading]:
    found = _PROGRAM.search(snippet.text) if any(word in snippet.text for word in _WORDS) else None
    if found is not None and not (snippet.path.endswith(_READ) and "ulumi" not in found[0]):
        line = snippet.text.count("\n", 0, found.start()) + 1
        yield snippet.gap(GapReason.UNSUPPORTED, ALL_SLUGS, line, "a program that makes infrastructure")


READER = Reader(name="unread programs", serves=ALL_SLUGS, wants=_wants, read=_read)
"""One gap for each file of a CDK program in Kotlin, Scala or F#, and of a Pulumi program in those, Java, C# or Go."""
