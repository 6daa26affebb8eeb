"""Parameters of a template that stand empty unless somebody thinks of them, and that what runs is handed so."""

from collections.abc import Iterator, Mapping

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.names import is_needed, is_secret, may_be_left_out
from holdfast.readers.repository.text.nodes import Node

_HUMP = regex(r"(?<=[a-z\d])(?=[A-Z])")
_REFERRED = regex(r"\$\{(?P<name>\w{1,120})\}")
_HANDED = frozenset({"Environment", "EnvironmentVariables", "RuntimeEnvironmentVariables", "Variables"})
_REQUIRED = regex(
    r"(?i)(?<!not )\b(?:required|mandatory|must be (?:set|given|provided))\b|필수|반드시|必須|必ず|(?:지정|설정)해야"
)
_MAY_STAY_EMPTY = regex(
    r"(?i)\boptional|\b(?:leave|left|if|when|may be|can be) (?:it )?(?:empty|blank|unset|omitted|not (?:set|given))\b"
    r"|\b(?:empty|blank) (?:to|for|means|disables|=)|\bdefaults? to\b|\bnot required\b"
    r"|선택|비워|비우|생략|任意|空(?:欄|なら|の場合|にする)|省略|不要"
)
_ELSEWHERE = regex(
    r"(?i)cert(?:ificate)?_?arn$|hosted_?zone|domain(?:_?name)?$|subnet|vpc|security_?group|layer|_arns?$"
)
"""A part of the infrastructure, of which the stack makes its own or does without."""
_DEEPEST = 12


def left_empty(snippet: Snippet, root: Node, given: Mapping[str, Node]) -> Iterator[ConfigurationLoader]:
    """Each such parameter; `given`: what other files hand the template's parameters."""
    named = {name: one for name, one in root.child("Parameters").entries().items() if _stands_empty(one)}
    if not named:
        return
    asked = {name for part in ("Conditions", "Rules") for name in _references(root.child(part), 0, inside=True)}
    for part in ("Resources", "Globals"):
        handed = set(_references(root.child(part), 0, inside=False)) - asked
        for name in [one for one in named if one in handed]:
            parameter = named.pop(name)
            if _is_missed(name, parameter, given=name in given):
                yield ConfigurationLoader(
                    kind=snippet.kind,
                    at=snippet.at(parameter.key_line, parameter.end),
                    environment=snippet.environment,
                    old=snippet.old,
                    source="cloudformation",
                    missing="silent",
                    names=(name,),
                )


def _stands_empty(parameter: Node) -> bool:
    """CloudFormation takes the empty text, where nothing refuses it."""
    default = parameter.get("Default")
    checked = any(parameter.has(name) for name in ("AllowedPattern", "AllowedValues", "MinLength"))
    return default is not None and default.value == "" and not checked


def _is_missed(name: str, parameter: Node, *, given: bool) -> bool:
    """It is called required, or it leads somewhere or opens something and nobody is seen to give it."""
    about = parameter.text("Description") or ""
    if _REQUIRED.search(about[:1_000]):
        return True
    called = _HUMP.sub("_", name).lower()
    leads = is_secret(name) or not may_be_left_out(called)
    return not given and leads and is_needed(called) and not _other(called, about)


def _other(called: str, about: str) -> bool:
    return _ELSEWHERE.search(called) is not None or _MAY_STAY_EMPTY.search(about[:1_000]) is not None


def _references(node: Node, depth: int, *, inside: bool) -> Iterator[str]:
    """The names that are referred to `inside` of what a function or container is handed."""
    if depth > _DEEPEST:
        return
    if isinstance(node.value, list):
        for item in node.items():
            yield from _references(item, depth + 1, inside=inside)
        return
    for key, child in node.entries().items():
        text = child.value if isinstance(child.value, str) else ""
        if inside and key == "Ref" and text:
            yield text
        elif inside and key == "Fn::Sub":
            whole = "".join(child.texts()[:1]) if isinstance(child.value, list) else text
            yield from (match["name"] for match in _REFERRED.finditer(whole[:4_000]))
            yield from _references(child, depth + 1, inside=inside)
        else:
            yield from _references(child, depth + 1, inside=inside or key in _HANDED)
