"""Functions of JavaScript that fetch a managed secret, and what they do when the fetch fails."""

from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin
from holdfast.readers.repository.source.configuration.reaction import Reaction, merged
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.javascript.accessors import refusal

if TYPE_CHECKING:
    from ast_grep_py import SgNode

ENDS = regex(r"\bthrow\b|process\.exit\(\s*(?!0\s*\))|\breject\(|process\.abort\(|process\.exitCode\s*=\s*[1-9]")
SAYS = regex(r"(?i)console\.\w+\(|\blog(?:ger)?\w*\.\w+\(|\.log\(|\.warn\(|\.error\(")
_SECRETS = regex(
    r"GetSecretValueCommand\(|\.getSecretValue\(|GetParameters?(?:ByPath)?Command\(|\.getParameters?\("
    r"|(?<!function )\b(?:get|load|fetch)Secrets?(?:From\w{1,20}|Manager\w{0,20}|Value)?\("
)


def secret_loader(source: Source, use: SettingsUse) -> None:
    """The function that fetches a managed secret: what it does when the fetch fails."""
    seen: set[int] = set()
    for match in _SECRETS.finditer(source.bare) if source.mentions("secret", "getparameter") else ():
        service = "secrets-manager" if "ecret" in match[0] else "parameter-store"
        if service == "parameter-store" and "ssm" not in source.text.lower():
            continue
        attempt = around(source, match.start(), "try_statement")
        handler = attempt.field("handler") if attempt is not None else refusal(source, match.start())
        if handler is None or extent(handler)[0] in seen:
            continue
        seen.add(extent(handler)[0])
        body = source.bare[slice(*extent(handler))]
        missing = "fails" if ENDS.search(body) else "warns" if SAYS.search(body) else "silent"
        reaction = Reaction(missing, (), source.at_node(handler), source=service, whole=True)
        use.reactions = merged(use.reactions, reaction, source)


def around(source: Source, offset: int, kind: str) -> "SgNode | None":
    """The smallest node of this kind around the character at `offset`."""
    best = None
    for node in source.nodes(kind):
        start, end = extent(node)
        if start <= offset < end:
            best = node
    return best


def loader_around(source: Source, node: "SgNode") -> str:
    """Where the settings come from that the function around `node` exists to load; empty when it does not."""
    around = next(kin(node, "function_declaration", "arrow_function", "function_expression", "method_definition"), None)
    if around is None:
        return ""
    body = source.code[slice(*extent(around))][:6000]
    if _SECRETS.search(body):
        return "secrets-manager" if "ecret" in body else "parameter-store"
    return "environment" if "process.env[" in body or "Object.assign(process.env" in body else ""
