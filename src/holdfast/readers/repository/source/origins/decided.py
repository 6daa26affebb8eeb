"""Functions that decide which website may call: whether one of them refuses anybody at all."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.rules import OWN_PAGES, Span, enclosed, every_site, local_site, text_of

_FUNCTION = regex(r"^(?:async\s+)?(?:function\b[^(]{0,80}(?P<open>\()|(?P<list>\()|\w+\s*(?P<method>\()|[\w$]+\s*=>)")
_LETS_IN = r"\(\s*(?:null|undefined)\s*,\s*(?:true|(?:origin|requestOrigin)(?:\s*(?:\|\||\?\?)\s*true)?)\s*\)"
_LETS_ALL_IN = regex(_LETS_IN)
_DECIDES = regex(r"\bif\b|includes\(|indexOf\(|\.test\(|\.match\(|\.some\(|\.has\(|\?")
_BODY = regex(r"[^{};=]{0,80}(?:=>\s*)?\{")
_ARROW = regex(r"[^{};=]{0,80}=>")
_ANSWER = regex(r"^[^(]{0,80}\(\s*\w+[^,()]{0,80},\s*(?P<name>\w+)")
_OTHERWISE = regex(r"\belse\s*\{[^{}]*\Z|\belse\s+(?!if\b)[^;{}]*\Z")
_UNDER_CONDITION = regex(r"\bif\s*\([^{};]*\)\s*(?:return\s+)?\Z")
_GIVES_BACK = regex(
    r"^(?:async\s+)?\(?\s*(?P<given>[\w$]+)[^=()]{0,80}\)?[^=]{0,40}=>\s*(?:(?P=given)"
    r"(?:(?:\.req(?:uest)?)?\.(?:headers?\.origin|get\(\s*[\"']\s*[\"']\s*\)|header\(\s*[\"']\s*[\"']\s*\)))?)"
    r"(?:\s*(?:\|\||\?\?)[^&?]{0,40})?\s*$"
)
"""An arrow that answers with what it was given: the origin, or the header of the request that tells it."""


_AGREES = regex(r"^(?:async\s+)?(?:\([^()]{0,60}\)|\w{1,40})\s*=>\s*(?:true|\{\s*return\s+true\s*;?\s*\})\s*$")
_ASKS_FOR = regex(
    r"""/(?P<pattern>(?:[^/\\\n]|\\.){1,120})/[a-z]{0,3}\.test\(|\.match\(\s*/(?P<matched>(?:[^/\\\n]|\\.){1,120})/
    |\.(?:endsWith|includes)\(\s*(?P<sign>["'`])(?P<end>[^"'`\n]{4,80})(?P=sign)""".replace("\n    ", "")
)


def every_site_in(source: Source, decision: Span) -> tuple[str, Span] | None:
    """Where a function says yes to every page of a service on which everybody may publish one."""
    for match in _ASKS_FOR.finditer(source.code, decision.start, decision.end):
        asked = match["pattern"] or match["matched"]
        site = every_site(asked) if asked else every_site(f"*.{match['end'].lstrip('.')}")
        if site is not None:
            return site, Span(match.start(), match.end())
    return None


_EMPTY = regex(
    r"""!\s*(?P<none>[A-Za-z_$][\w$.?]{1,80}?)(?:\??\.(?:length|size))?(?![\w$.(?])
    |(?<![\w$.])(?P<bare>[A-Za-z_$][\w$.?]{1,80}?)\??\.(?:length|size)\s*(?:={2,3}\s*0|<\s*1)(?!\w)""".replace(
        "\n    ", ""
    )
)
_SAYS_YES = regex(
    rf"[^&{{}};]*?(?:\{{\s*)?(?:return\b[^;{{}}]{{0,40}})?[\w$.]{{0,40}}(?:{_LETS_IN}|\breturn\s+(?:true|origin)\b)"
)
_ANSWERS_BY = regex(r"\(\s*(?:null|undefined)\s*,[^(),]{0,60}\Z")
_FIRST = regex(r"[^(=]{0,80}\(?\s*(?P<name>[A-Za-z_$][\w$]*)")
_CONDITION = 300
"""Characters within which the answer stands behind a question."""


def everybody_without_a_list(source: Source, decision: Span) -> Span | None:
    """Where a function says yes to everybody as long as the list that it asks otherwise is empty."""
    given = _FIRST.match(source.bare, decision.start, decision.end)
    for match in _EMPTY.finditer(source.bare, decision.start, decision.end):
        name = match["none"] or match["bare"]
        if given is not None and name == given["name"]:
            continue
        asked = re.compile(rf"(?<![\w$.]){re.escape(name)}\??\.(?:includes|indexOf|some|has|find)\(")
        before = re.split(r"[{};]", source.code[decision.start : match.start()])[-1]
        behind = source.bare[match.end() : min(match.end() + _CONDITION, decision.end)]
        apart = (
            "&&" in before
            or _BY_ENVIRONMENT.search(before)
            or not asked.search(source.bare, decision.start, decision.end)
        )
        answer = _SAYS_YES.match(behind) or (_ANSWERS_BY.search(before) and re.match(r"\s*\|\|[^;{}]{0,200}", behind))
        if answer and not apart and "throw" not in answer[0]:
            return Span(match.start() - len(before.lstrip()), match.end() + answer.end())
    return None


_PRODUCTION = r"(?:[\"'`]prod(?:uction)?[\"'`]|\w{0,30}\.(?:PROD|PRODUCTION)\b)"
_ENVIRONMENT = r"[\w$.?\[\]\"']{0,40}?(?i:node_?env|app_?env|environment|\benv|stage)[\"'\])]{0,3}"
_IS_PRODUCTION = (
    rf"(?:{_ENVIRONMENT}\s*===?\s*{_PRODUCTION}|{_PRODUCTION}\s*===?\s*{_ENVIRONMENT}"
    r"|[\w$.]{0,40}?(?i:\bis_?prod(?:uction)?)(?:\(\))?)"
)
_OR_ELSE = r"[^&{};]{0,300}?"
_FOR_CUSTOMERS = regex(
    rf"\bif\s*\(\s*(?:{_IS_PRODUCTION}|{_OR_ELSE}\|\|\s*{_IS_PRODUCTION}|{_IS_PRODUCTION}\s*\|\|{_OR_ELSE})\s*\)\s*(?=[{{\w])"
)
_WITHIN = 600
_QUESTION = regex(r"\bif\b|\?(?!\.)")
_TURNED_AWAY = regex(r"\belse\s*$|\bif\s*\(\s*!|\bif\s*\([^{};]{0,200}(?:===?\s*-1|<\s*0)\s*\)\s*$")


def everybody_in_production(source: Source, decision: Span) -> Span | None:
    """Where a function says yes to whoever is left over, as long as it runs in production."""
    for match in _FOR_CUSTOMERS.finditer(source.code, decision.start, decision.end):
        last = min(match.end() + _WITHIN, decision.end)
        braced = source.bare.startswith("{", match.end())
        if braced:
            body = source.bare[match.end() + 1 : min(enclosed(source, match.end()).end, last)]
        else:
            body = source.bare[match.end() : last].partition(";")[0].partition("\n")[0]
        answer = _LETS_ALL_IN.search(body)
        if answer is None or _QUESTION.search(body[: answer.start()]):
            continue
        given = _FIRST.match(source.bare, decision.start, decision.end)
        heads = _heads_around(source, decision, match.start())
        if all(_is_turned_away(head, given["name"] if given else "") for head in heads):
            return Span(match.start(), match.end() + answer.end() + braced)
    return None


def _is_turned_away(head: str, given: str) -> bool:
    """The block is for whoever is on no list; who tells no origin at all is no website."""
    asked = _TURNED_AWAY.search(head)
    return asked is not None and not (given and re.search(rf"!\s*{re.escape(given)}\s*\)", head))


def _heads_around(source: Source, decision: Span, at: int) -> list[str]:
    """What stands before each block of the function's own around a place, outermost first."""
    opened = _opened_around(source, decision, at)[1:]
    return [_STATEMENT_ENDS.split(source.code[decision.start : brace])[-1].rstrip() for brace in opened]


def _opened_around(source: Source, decision: Span, at: int) -> list[int]:
    opened: list[int] = []
    for brace in _BRACE.finditer(source.bare, decision.start, at):
        if brace[0] == "{":
            opened.append(brace.start())
        elif opened:
            opened.pop()
    return opened


_LOCAL = regex(rf"""["'`/^(|](?:https?:(?:\\?/){{2}})?[^"'`\s]{{0,20}}(?:{OWN_PAGES.pattern})""")
_COMPARES = regex(r"={2,3}|\.(?:startsWith|endsWith|includes|indexOf|match|test|has)\(")
_BY_ENVIRONMENT = regex(
    r"(?i)node_env|prod(?:uction)?\b|\bis_?(?:prod|dev)|\bdev\w*|__dev__|app_env|stage\b|vercel_env"
)


def local_page_in(source: Source, decision: Span) -> tuple[str, Span] | None:
    """Where a function says yes to pages on a developer's machine, or of an office, whatever environment it runs in."""
    for match in _LOCAL.finditer(source.code, decision.start, decision.end):
        around = source.code[max(match.start() - 40, decision.start) : match.end() + 60].split("\n")
        row = next((one for one in around if OWN_PAGES.search(one)), "")
        if _COMPARES.search(row) and not _is_by_environment(source, decision, match):
            return local_site(match["private"]), Span(*match.span())
    return None


def _is_by_environment(source: Source, decision: Span, match: re.Match[str]) -> bool:
    """The question itself, or one around it, asks for the environment, too."""
    own = _STATEMENT_ENDS.split(source.code[match.end() : match.end() + _CONDITION], maxsplit=1)[0]
    opened = _opened_around(source, decision, match.start())
    questions = (_STATEMENT_ENDS.split(source.code[decision.start : at])[-1] for at in (*opened[1:], match.start()))
    return _BY_ENVIRONMENT.search(own) is not None or any(map(_BY_ENVIRONMENT.search, questions))


_BRACE = regex(r"[{}]")
_STATEMENT_ENDS = regex(r"[;{}]")


def whole_function(source: Source, value: Span) -> Span | None:
    """The function that begins with `value`, up to the end of its body; None when it is none."""
    match = _FUNCTION.match(text_of(source, value))
    if match is None:
        return None
    opening = next((match.start(name) for name in ("open", "list", "method") if match[name]), None)
    after = value.start + match.end() if opening is None else enclosed(source, value.start + opening).end + 1
    body = _BODY.match(source.bare, after)
    if body is not None:
        return Span(value.start, enclosed(source, body.end() - 1).end + 1)
    arrow = _ARROW.match(source.bare, after)
    if match[0].endswith("=>") or (arrow is not None and arrow.end() <= value.end):
        return value
    if arrow is None:
        return None
    rest = source.bare[arrow.end() : arrow.end() + 400].partition("\n")[0].rstrip("; ")
    return Span(value.start, arrow.end() + len(rest))


def declared_function(source: Source, name: str) -> Span | None:
    """Where this file declares the function `name`."""
    match = re.search(rf"(?:\basync\s+)?\bfunction\s+{re.escape(name)}\s*\(", source.bare)
    return Span(match.start(), match.end()) if match else None


def lets_everybody_in(bare: str) -> bool:
    """Whether a function answers "yes" to every origin, whatever it asks on its way.

    Args:
        bare: the function's code without comments and without what its texts say.
    """
    if _GIVES_BACK.match(bare) or _AGREES.match(bare):
        return True
    if not _LETS_ALL_IN.search(bare):
        return False
    if not _DECIDES.search(bare):
        return True
    answer = _ANSWER.match(bare)
    if answer is None:
        return False
    given = [match.end() - 1 for match in re.finditer(rf"(?<![\w.]){re.escape(answer['name'])}\(", bare)]
    if not given or not all(_LETS_ALL_IN.match(bare, start) for start in given):
        return False
    before = bare[: given[-1] - len(answer["name"])]
    if _OTHERWISE.search(before):
        return True
    # What follows every branch is what happens to whom none of them was for.
    inside = before.count("{") - before.count("}")
    return inside == 1 and not _UNDER_CONDITION.search(before)


_ON_YES = regex(r"\bif\s*\((?!\s*!)[^{};]{1,200}\)\s*\{?[^{};]{0,80}\Z")
_BEFORE = 400


def answers_only_whom_it_knows(source: Source, name: str) -> bool:
    """Options of this name are only ever handed back, each time behind a question that somebody has to pass."""
    word = re.compile(rf"(?<![\w$.]){re.escape(name)}(?![\w$])")
    uses = list(word.finditer(source.bare))[1:]
    before = [source.bare[max(0, use.start() - _BEFORE) : use.start()] for use in uses]
    answers = (_HANDED_BACK.search(text) for text in before)
    asked = [text[: answer.start()] for text, answer in zip(before, answers, strict=True) if answer is not None]
    return bool(uses) and len(asked) == len(uses) and all(map(_ON_YES.search, asked))


_HANDED_BACK = regex(r"\(\s*(?:null|undefined)\s*,\s*\Z")
