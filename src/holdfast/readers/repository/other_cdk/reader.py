"""Reads programs of the AWS CDK in Java and C#: rewritten on the same lines, they say what they would in TypeScript."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import relpath

from holdfast.model.evidence import EvidenceKind, Gap, GapReason, Location
from holdfast.model.facts import Fact
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet, Tree

_MARKS = {".java": "software.amazon.awscdk", ".cs": "Amazon.CDK"}
_TESTS = regex(r"(?i)(?:^|/)(?:tests?|src/test)/|tests?\.\w{1,5}$")
_NAME = regex(r"(?<![\w.])[A-Z]\w{2,80}\b")
_CLASS = regex(r"\bclass\s+(?P<name>[A-Z]\w{0,80})")
_FOREIGN = frozenset(("eks", "docdb", "neptune", "redshift", "msk", "memorydb", "elasticache", "appmesh", "gamelift"))
"""Libraries with names that others have, too."""
_LONGEST = 200_000


def _wants(path: str) -> bool:
    return path.endswith(tuple(_MARKS)) and not _TESTS.search(path)


def imports_cdk(snippet: Snippet) -> bool:
    """A file of such a program."""
    return any(snippet.path.endswith(ending) and mark in snippet.text for ending, mark in _MARKS.items())


def rewritten(snippet: Snippet, declared: Mapping[str, str]) -> Snippet:
    """The same as TypeScript: what stands on its first line imports what the file does.

    Args:
        snippet: the file.
        declared: the program's own classes, each with the file in which it stands.
    """
    # Imported here: hardly any repository has such a program.
    from holdfast.readers.repository.other_cdk import csharp, java

    is_java = snippet.path.endswith(".java")
    told = (java if is_java else csharp).rewrite(snippet.text)
    named: dict[str, list[str]] = {}
    stars: list[str] = []
    for match in (java.SERVICES if is_java else csharp.USING).finditer(snippet.text):
        library = (match["service"] or "").lower().replace(".", "-")
        name = match["name"] if is_java else "*"
        if name == "*":
            stars.append(library)
        else:
            named.setdefault(library, []).append(name)
    known = {name for names in named.values() for name in names}
    found = {match[0] for match in _NAME.finditer(told)}
    others = sorted(found - known - declared.keys())
    own = next((one for one in sorted(stars, key=lambda one: not one) if one not in _FOREIGN and one), "")
    if stars and others:
        named.setdefault(own, []).extend(others)
    rows = [
        f"import {{ {', '.join(names)} }} from 'aws-cdk-lib{f'/aws-{library}' if library else ''}';"
        for library, names in named.items()
    ]
    folder = snippet.path.rpartition("/")[0] or "."
    beside = ((name, path) for name, path in declared.items() if name in found and path != snippet.path)
    rows += [f"import {{ {name} }} from './{relpath(path, folder)}';" for name, path in beside]
    return replace(snippet, path=f"{snippet.path}.ts", text=f"{' '.join(rows)}{told}")


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _together((snippet,)) if imports_cdk(snippet) else ()


def _read_together(_: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    programs = [one for one in snippets if imports_cdk(one)]
    own = tuple(one for one in programs if len(one.text) < _LONGEST)
    for large in programs:
        if len(large.text) >= _LONGEST:
            yield large.gap(GapReason.TOO_LARGE, ALL_SLUGS, detail=f"more than {_LONGEST:,} characters of a program")
    if own:
        yield from _together(own)


def _together(snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    # Imported here: hardly any repository has such a program.
    from holdfast.readers.repository.cdk.whole import program_facts

    homes = {f"{snippet.path}.ts": snippet for snippet in snippets}
    declared = {match["name"]: one.path for one in snippets for match in _CLASS.finditer(one.text)}
    made = False
    for reading in program_facts(tuple(rewritten(one, declared) for one in snippets)):
        if isinstance(reading, Gap):
            yield _unread(homes[reading.at.path], reading.at.start_line)
        else:
            yield _at_home(reading, homes)
        made = True
    if not made:
        yield _unread(snippets[0], 1)


def _unread(snippet: Snippet, line: int) -> Gap:
    return snippet.gap(GapReason.UNSUPPORTED, ALL_SLUGS, line, "a program that makes infrastructure")


def _at_home(fact: Fact, homes: Mapping[str, Snippet]) -> Fact:
    """The fact with the lines as they are written in the program; a secret that was hidden stays so."""

    def placed(at: Location) -> Location:
        home = homes.get(at.path)
        if home is None:
            return at
        own = home.at(at.start_line, max(at.end_line, at.start_line))
        return replace(own, quote=at.quote) if "[hidden]" in at.quote else own

    return replace(fact, at=placed(fact.at), places={name: placed(at) for name, at in fact.places.items()})


READER = Reader(
    name="cdk in java and c#",
    serves=ALL_SLUGS,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
"""Files of Java and C# that import the CDK; all others are passed over after one search."""
