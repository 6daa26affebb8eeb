"""Which environment's settings a script fetches when nobody tells it: a developer's, where the word is forgotten."""

from collections.abc import Iterator

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, TEST, named_in
from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import FETCHES_SECRETS
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.syntax.command import MENTIONED, Command

_COPIES = regex(r"^aws s3 cp .*\.env\b|^cp .*\.env[.\w$]")
_OTHERWISE = regex(r"\$\{(?P<name>\w+):?-(?P<value>[\w/.-]{2,60})\}")
_ELSE = regex(r"^else |^case .*\*\)?$")
_DEVELOPERS = (DEVELOPMENT, TEST)


def chosen_settings(source: Source) -> Iterator[ConfigurationLoader]:
    """Where what starts the application takes a developer's settings unless something names production.

    Only on the host itself: a script that somebody runs to deploy may well go to their own environment by itself.
    """
    if source.instructed or not (source.hooked or BECOMES.search(source.snippet.text)):
        return
    for fetch in source.commands:
        if not (FETCHES_SECRETS.search(fetch.text) or _COPIES.search(fetch.text)):
            continue
        for name in dict.fromkeys(MENTIONED.findall(fetch.text)):
            found = _by_branch(name, fetch, source)
            if found is not None:
                yield found
                return
        told = next((match for match in _OTHERWISE.finditer(fetch.text) if _is(match["value"], *_DEVELOPERS)), None)
        if told is not None:
            said = source.common(source.place(fetch))
            yield ConfigurationLoader(**said, source="environment", missing="silent", names=(told["name"],))
            return


def _is(text: str, *environments: str) -> bool:
    named = named_in(text.partition("=")[2] or text)
    return len(named) == 1 and named[0] in environments


def _by_branch(name: str, fetch: Command, source: Source) -> ConfigurationLoader | None:
    """One value for production where a condition says so, and a developer's for all else."""
    given = [c for c in source.commands[: fetch.order] if c.name == "=" and c.args and c.args[0].startswith(f"{name}=")]
    rest = [c for c in given if _is(c.args[0], *_DEVELOPERS) and (not c.branch or _ELSE.search(c.branch[-1]))]
    named = [c for c in given if _is(c.args[0], PRODUCTION) and c.branch and not _ELSE.search(c.branch[-1])]
    if not rest or not named:
        return None
    first, last = sorted((rest[0], named[0]), key=lambda command: command.line)
    place = source.place(first, last if last.end_line - first.line < MAX_LINES else None)
    asked = tuple(dict.fromkeys(MENTIONED.findall(named[0].branch[-1])))
    return ConfigurationLoader(**source.common(place), source="environment", missing="silent", names=asked)
