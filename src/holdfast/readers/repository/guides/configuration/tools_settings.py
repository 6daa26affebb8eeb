"""Environment files with which somebody runs what builds the servers, and no program that serves."""

from holdfast.model.regex import regex

_FOLDER = regex(
    r"(?i)(?:^|[\s`\"'/])(?:infra(?:structure)?|cdk|terraform|iac|pulumi|packer|ansible)/(?:[\w-]{1,40}/)?\.env"
)


def is_for_tools(text: str) -> bool:
    """The file of which a sentence or a command speaks lies among what builds the servers."""
    return _FOLDER.search(text[:2_000]) is not None
