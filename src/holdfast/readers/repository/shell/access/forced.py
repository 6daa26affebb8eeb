"""Files of secrets that a script forces into what it commits, or packs by name into what it then sends away."""

from collections.abc import Iterator

from holdfast.model.facts import BuiltInSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.configuration.secret_files import SECRET_FILE
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_KEPT_OUT = regex(r"(?i)(?:^|/)\.?secrets?/?$|\.(?:pem|p12|pfx|p8)$|(?:^|/)master\.key$")
"""More that `.gitignore` keeps out: folders of secrets, and keys."""

_ADDS = regex(r"^git (?:-\S+ \S+ )*add (?:\S+ )*?(?:-f|--force|-[Aavn]*f[Aavn]*)(?: |$)")
_ARCHIVES = regex(r"^(?:zip|tar|7z)\b")
_SENT = regex(
    r"^(?:eb deploy|git (?:-\S+ \S+ )*push|aws (?:s3 (?:cp|sync|mv)|elasticbeanstalk|deploy|lambda|s3api put-object)"
    r"|docker push|gh release|serverless deploy|sls deploy)\b"
)


def forced_facts(source: Source) -> Iterator[BuiltInSecret]:
    """Each such command before another that hands on what was put together; templates of secrets are none."""
    if source.embedded or source.instructed:
        return
    for command in source.commands:
        if _puts_in(command) and any(_SENT.search(later.text) for later in source.commands[command.order + 1 :]):
            yield BuiltInSecret(**source.common(command))


def _puts_in(command: Command) -> bool:
    if _ADDS.search(command.text):
        given = command.args[command.args.index("add") + 1 :]
    elif _ARCHIVES.search(command.text):
        # What is left out is named like what is packed.
        left_out = next((at for at, arg in enumerate(command.args) if arg in ("-x", "--exclude")), len(command.args))
        given = command.args[1:left_out]
    else:
        return False
    return any(_is_secret(word) for word in given if not word.startswith("-"))


def _is_secret(word: str) -> bool:
    return SECRET_FILE.search(word) is not None or _KEPT_OUT.search(word) is not None
