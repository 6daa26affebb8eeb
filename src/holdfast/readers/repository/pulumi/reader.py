"""Which files are programs that make Terraform's resources, with Pulumi, SST or CDKTF, and which are one together."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.base import ALL_SLUGS, Reader, Reading, Snippet, Tree
from holdfast.readers.repository.cdk.reader import is_source, programs
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.pulumi.types import snake

_IMPORTS = regex(
    r"@pulumi/(?:awsx?|mongodbatlas)\b|pulumi_(?:awsx?|mongodbatlas)\b|@cdktf/provider-aws\b|\bcdktf_cdktf_provider_aws\b"
    r"|\bfrom imports\.aws\b|\.gen/providers/aws\b"
    r"|\bsst\.(?:aws\.[A-Z]|Secret\()|[\"'](?:sst/constructs|@serverless-stack/resources)[\"']"
)
_WORDS = ("pulumi", "cdktf", "providers/aws", "sst.aws.", "sst.Secret", "sst/constructs", "serverless-stack")
"""One of these stands in each such file: most are told apart at a tenth of a search."""

_PROJECTS = ("Pulumi.yaml", "Pulumi.yml", "cdktf.json", "sst.config.ts")
_YAML = regex(r"(?m)^runtime:\s*(?:yaml|\{?\s*$\s*name:\s*yaml)")
_ENTRIES = ("index.ts", "index.js", "__main__.py", "main.ts", "main.py")


def _imports(text: str) -> bool:
    return any(word in text for word in _WORDS) and _IMPORTS.search(text) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _program((snippet,), None) if _IMPORTS.search(snippet.text) else ()


def _wants(path: str) -> bool:
    return is_source(path) or path.rpartition("/")[2] in _PROJECTS[:2]


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    for snippet in snippets:
        if snippet.name in _PROJECTS and _YAML.search(snippet.text):
            from holdfast.readers.repository.pulumi.written import facts_written

            yield from facts_written(snippet, tree)
    for group in programs(tree, snippets, _imports, _PROJECTS, _ENTRIES):
        yield from _program(group, tree)


def _program(snippets: tuple[Snippet, ...], tree: Tree | None) -> Iterator[Reading]:
    # Imported here: most repositories have files that might be such a program, and none that is.
    from holdfast.readers.repository.cdk.whole import by_environment, parsed
    from holdfast.readers.repository.pulumi.resources import facts_of_program
    from holdfast.readers.repository.pulumi.stacks import settings_for, stacks_beside

    for snippet in snippets:
        yield from _built_in(snippet)
    if any("$config" in snippet.text for snippet in snippets):
        from holdfast.readers.repository.pulumi.sst_files import unwrapped

        snippets = tuple(unwrapped(snippet) for snippet in snippets)
    files = yield from parsed(snippets, _IMPORTS)
    stacks = stacks_beside(tree, snippets) if tree is not None else {}
    yield from by_environment(
        files, lambda environment: facts_of_program(files, environment, tree, settings_for(stacks, environment))
    )


_DEFAULT = regex(
    r"\.get(?:_secret|Secret)?\(\s*[\"'](?P<name>\w{1,80})[\"']\s*\)\s*(?:\bor\b|\|\||\?\?)\s*[\"'](?P<value>[^\"'\n]{1,200})[\"']"
)


def _built_in(snippet: Snippet) -> Iterator[ConfigurationLoader]:
    """A setting of the program that is a secret, and has a value where nobody sets it."""
    if ".get" not in snippet.text:
        return
    for number, row in enumerate(snippet.rows, start=1):
        found = _DEFAULT.search(row[:2_000])
        if found and is_secret(snake(found["name"])) and not row.lstrip().startswith(("#", "//")):
            yield ConfigurationLoader(
                kind=snippet.kind,
                at=covered(snippet.at(number), found["value"]),
                environment=snippet.environment,
                old=snippet.old,
                source="pulumi",
                missing="default",
                names=(found["name"],),
            )


READER = Reader(
    name="pulumi",
    serves=ALL_SLUGS,
    wants=_wants,
    read=_read,
    kind=EvidenceKind.DECLARED,
    read_together=_read_together,
)
"""Source for Pulumi, SST or CDKTF; files that do not import their AWS packages are passed over after one search."""
