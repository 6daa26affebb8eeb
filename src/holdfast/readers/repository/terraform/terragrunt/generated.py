"""The files that a unit writes beside its module before that is run: providers for the most part."""

from collections.abc import Iterator

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.evaluate import evaluate, template
from holdfast.readers.repository.terraform.syntax import Block, parse
from holdfast.readers.repository.terraform.terragrunt.config import Config

_HOLE = regex(r"\$\{[^{}\n\"]{1,300}\}")
_LONGEST = 50_000


def generated(config: Config) -> Iterator[tuple[Snippet, Block]]:
    """Each generated file with what stands in it, at the lines of the text that it is made of."""
    written: set[str] = set()
    for one in config.merged:
        for block in one.top.all("generate"):
            label = "".join(block.labels[:1])
            contents = block.attributes.get("contents")
            if label in written or contents is None:
                continue
            written.add(label)
            value = evaluate(contents, one.scope)
            if not isinstance(value.data, str) or value.place is None or len(value.data) > _LONGEST:
                continue
            # A heredoc begins on the line below its name.
            start = value.place.start + (1 if value.place.end > value.place.start else 0)
            part = value.place.snippet.part(_filled(value.data, value.place.snippet, one), start)
            named = replace(part, called=f"{label or 'generated'}.tf")
            yield named, parse(named)[0]


def _filled(text: str, snippet: Snippet, config: Config) -> str:
    """A heredoc with what Terragrunt puts into it; what it cannot tell stays as it is written."""

    def told(hole: str) -> str:
        value = template(hole, snippet, config.scope)
        found = value.text() if value.known else None
        return hole if found is None or "\n" in found or '"' in found else found

    return _HOLE.sub(lambda match: told(match[0]), text)
