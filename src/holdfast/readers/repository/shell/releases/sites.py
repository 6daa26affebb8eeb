"""Sites that a script puts into the bucket which gives them out: what lay there before is written over."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Deployment
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.emulators import emulates
from holdfast.readers.repository.shell.steps.release_names import sort_of_label
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_PUTS = regex(
    r"^aws s3 sync\b|^aws s3 cp\b(?=.* --recursive\b)|^s3cmd (?:sync|put\b(?=.* (?:-r|--recursive)\b))|^s5cmd sync\b"
)
_NO_SITE = regex(
    r"(?i)backup|dump|artifact|archive|(?<![a-z])(?:logs?|bak|state|tfstate|releases?|packages?|lambda|layers?|templates?"
    r"|uploads?|media|data|models?|config|secrets?|certs?|storybook|coverage|typedoc|reports?)(?![a-z])"
)
"""What goes to a bucket for another reason, by the words for it."""
_SAYS_SO = regex(r"^aws cloudfront create-invalidation\b")
_BUCKET = "s3://"


def sites(source: Source, *, named: bool) -> Iterator[Deployment]:
    """The first that is put there.

    Args:
        source: a script that no pipeline holds.
        named: it is called after releases; any other has the copies renewed that are kept near visitors.
    """
    told = any(_SAYS_SO.search(one.text) for one in source.commands)
    puts = (one for one in source.commands if _PUTS.search(one.text) and _target(one, source))
    first = next((one for one in puts if told or (named and _is_site(one, source))), None)
    if first is not None:
        yield Deployment(
            **source.common(first),
            method="static",
            name=source.snippet.name,
            identity=_name_of(first, source),
            asks_health=False,
        )


def _target(command: Command, source: Source) -> str:
    """The bucket that it goes to from this machine; empty where it comes from one, or is no site."""
    words = [source.script.expand(arg) for arg in command.args[2 if command.name == "aws" else 1 :]]
    places = [word for word in words if not word.startswith("-") and not word.startswith("http")]
    if any(map(emulates, words)) or re.search(r"//minio\b", command.text):
        return ""
    if len(places) < 2 or places[0].startswith(_BUCKET) or not places[1].startswith(_BUCKET):
        return ""
    return "" if any(map(_NO_SITE.search, places[:2])) else places[1]


_BUILT = regex(
    r"(?i)(?:^|/)(?:dist|build|out|public|www|html|site|web|client|frontend|front|static|_site|\.output|\.next)(?:/|$)"
)


def _is_site(command: Command, source: Source) -> bool:
    """It is what a build of pages leaves, by the name of its folder."""
    words = [source.script.expand(arg) for arg in command.args if not arg.startswith("-")]
    return any(_BUILT.search(word) for word in words if not word.startswith(_BUCKET))


def _name_of(command: Command, source: Source) -> str:
    """By what the site is told apart from the last: the commit where the folder in the bucket is called so."""
    named = sort_of_label(_target(command, source).removeprefix(_BUCKET).partition("/")[2])
    return named if named in ("commit", "number", "timestamp") else "none"
