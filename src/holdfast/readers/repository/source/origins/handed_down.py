"""Settings of origins that infrastructure hands down to the application, and that hold every website by themselves."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.by_default import by_default
from holdfast.readers.repository.source.origins.rules import Span

_INFRASTRUCTURE = regex(r"(?:^|/)(?:infra(?:structure)?|cdk|iac|sst|pulumi|stacks?)/(?!.*(?:tests?|__tests__|spec)/)")
_OF_ORIGINS = regex(r"(?i)origins?s?$|(?:^|_)cors(?:_|$)|origins?_?(?:url|list)")


def handed_down(app: App) -> Iterator[tuple[Source, Span]]:
    """Where each stands: the program that is served is given it, and never falls back on its own."""
    if not app.sources or app.family != "javascript":
        return
    serving = {source.path for source in app.serving}
    for source in app.sources:
        beside = source.path not in serving and source.by_hand and not is_developers(source.path)
        if beside and _INFRASTRUCTURE.search(source.path):
            yield from ((source, span) for name, span in by_default(source) if _OF_ORIGINS.search(name))
