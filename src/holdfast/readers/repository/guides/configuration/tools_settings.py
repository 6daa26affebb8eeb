"""Settings with which somebody runs what builds the servers or the pages, and no program that serves."""

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.access.bundled import PREFIX

_FOLDER = regex(
    r"(?i)(?:^|[\s`\"'/])(?:infra(?:structure)?|cdk|terraform|iac|pulumi|packer|ansible)/(?:[\w-]{1,40}/)?\.env"
)


def is_for_tools(text: str) -> bool:
    """The file of which a sentence or a command speaks lies among what builds the servers."""
    return _FOLDER.search(text[:2_000]) is not None


_OF_PAGES = regex(PREFIX)


def is_servers_secret(name: str) -> bool:
    """A server reads it when it starts: what a bundler writes into pages was there when they were built."""
    return (is_secret(name) or name.endswith("DATABASE_URL")) and not _OF_PAGES.match(name)
