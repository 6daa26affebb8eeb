"""Which files are for CloudFormation, for Beanstalk or for the Serverless Framework, by path and text alone."""

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

OPTIONS = regex(
    r"\s*(?:#[^\n]*\n\s*){0,9}(?:option_settings\s*:[^\S\n]*\n\s+[\"']?aws:|container_commands\s*:\s*\n"
    r"|packages\s*:[^\S\n]*\n\s+(?:yum|rpm)\s*:[\s\S]{0,2000}?\n(?:option_settings|(?:container_)?commands)\s*:)"
)

OPTIONS_FOLDER = regex(r"(?:^|/)(?:\.ebextensions(?:[_-][\w.-]{1,40})?|ebextensions)/")
"""Also one of several, of which a release copies its own to where Beanstalk looks."""

_WHOLE = ("yml", "yaml", "json", "js", "ts", "mjs", "cjs", "mts", "cts")
_PROVIDER = regex(r"(?m)^provider:[ \t]*\n(?:[ \t][^\n]*\n){0,8}?[ \t]+name:[ \t]*aws\b")
_FILE = regex(r"(?:^|/)serverless(?:[.-][\w-]{1,30})?\.(?:ya?ml|[cm]?[jt]s)$")


def is_options_file(snippet: Snippet) -> bool:
    """It is a file of options or a saved configuration, by its folder, or by how it begins."""
    path = snippet.path
    told = OPTIONS_FOLDER.search(path) is not None or "/.elasticbeanstalk/saved_configs/" in f"/{path}"
    return told or OPTIONS.match(snippet.text) is not None


def is_serverless_file(snippet: Snippet) -> bool:
    """It is the framework's own file, by name and content, or by content alone inside of another text."""
    if snippet.path.endswith(_WHOLE):
        named = "provider:" if snippet.path.endswith("ml") else "provider"
        return names_serverless_file(snippet.path) and named in snippet.text
    return is_serverless_text(snippet.text)


def is_serverless_text(text: str) -> bool:
    """Both parts that each of these files begins with stand there, and the provider is AWS."""
    return text.startswith("service:") and _PROVIDER.search(text) is not None


def names_serverless_file(path: str) -> bool:
    """It is called as the framework's own file, which is YAML or a program."""
    return bool(_FILE.search(path))


def is_template(snippet: Snippet) -> bool:
    """Something of AWS stands in it, and it is neither of the other two, nor a program."""
    own = is_options_file(snippet) or is_serverless_file(snippet) or snippet.path.endswith(("ts", "js"))
    return "AWS::" in snippet.text and not own
