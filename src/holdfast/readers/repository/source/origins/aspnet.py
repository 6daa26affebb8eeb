"""Origins that programs of .NET allow: of the policies that stand in a file, those that production's pipeline uses."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.composed import composed, expression
from holdfast.readers.repository.source.origins.rules import Rule, Span, matches

_ALL = regex(
    r"\.AllowAnyOrigin\(\)"
    r"|\.SetIsOriginAllowed\(\s*(?:\w+|\(\s*(?:string\s+)?\w+\s*\))\s*=>\s*(?:true\b|\{\s*return\s+true\s*;)"
    r"|\bIsOriginAllowed\s*=\s*\(?\w+\)?\s*=>\s*true\b"
)
_LIST = regex(r"\.WithOrigins(?P<value>\()")
_CREDENTIALS = regex(r"\.AllowCredentials\(\)")
_POLICY = regex(
    r"\.(?:AddPolicy\(\s*(?:name:\s*)?(?P<name>[\w.]{1,80}|\"[^\"\n]{1,80}\")\s*,|(?P<default>AddDefaultPolicy)\(|UseCors\(\s*\(?\w+\)?\s*=>)"
)
_USED = regex(r"\b(?:UseCors|RequireCors|EnableCors)\((?P<given>[^()\n]{0,80}(?:\(\)[^()\n]{0,120})?)\)")
_CHOSEN = regex(
    r"(?P<not>!)?\s*[\w.]{0,60}Is(?P<asked>Development|Production)\(\)\s*\?\s*(?P<yes>[^:]{1,80}?)\s*:\s*(?P<no>.{1,80})"
)


def aspnet_rules(source: Source) -> Iterator[Rule]:
    """What the policies allow that the program uses outside of development."""
    policies = list(_POLICY.finditer(source.code))
    used = _used(source)
    for match in matches(_ALL, source):
        policy = _around(policies, match.start())
        if _serves(source, policy, match.start(), used):
            rule = ("*", Span(match.start(), match.end()))
            yield Rule((rule,), _with_credentials(source, policies, match.start()))
    for match in matches(_LIST, source):
        policy = _around(policies, match.start())
        if _serves(source, policy, match.start(), used):
            origins, complete = composed(source, expression(source, match.start("value")))
            yield Rule(origins, _with_credentials(source, policies, match.start()), complete)


def _around(policies: list[re.Match[str]], offset: int) -> re.Match[str] | None:
    return next((policy for policy in reversed(policies) if policy.start() < offset), None)


def _with_credentials(source: Source, policies: list[re.Match[str]], offset: int) -> bool:
    """Whether the policy around `offset` allows them, and not its neighbour."""
    begins = max((policy.start() for policy in policies if policy.start() < offset), default=0)
    ends = min((policy.start() for policy in policies if policy.start() > offset), default=len(source.code))
    return _CREDENTIALS.search(source.code, begins, ends) is not None


def _used(source: Source) -> set[str] | None:
    """The names of the policies that are used where production goes; None where the file does not use any."""
    names: set[str] = set()
    found = False
    for match in _USED.finditer(source.code):
        if "=>" in match["given"]:
            continue
        found = True
        if only_for_developers(source, match.start()):
            continue
        chosen = _CHOSEN.search(match["given"])
        given = match["given"].strip()
        if chosen is not None:
            first = (chosen["asked"] == "Production") is (chosen["not"] is None)
            given = (chosen["yes"] if first else chosen["no"]).strip()
        names.add(_spelled(source, given))
    return names if found else None


def _serves(source: Source, policy: re.Match[str] | None, offset: int, used: set[str] | None) -> bool:
    if only_for_developers(source, offset):
        return False
    if used is None or policy is None or "UseCors" in policy[0]:
        return True
    name = "" if policy["default"] else _spelled(source, policy["name"])
    # What a name stands for, another file may say.
    return name in used or not all(one == "" or one.startswith('"') for one in (name, *used))


def _spelled(source: Source, name: str) -> str:
    """The text that a name holds in this file; the name itself where it is not told."""
    if not re.fullmatch(r"\w{1,80}", name):
        return name
    held = re.search(rf"\b{name}\s*=\s*(\"[^\"\n]{{1,80}}\")", source.code)
    return held[1] if held else name
