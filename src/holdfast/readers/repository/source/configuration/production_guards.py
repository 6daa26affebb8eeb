"""Programs that have built-in values for their settings, and refuse to run on them in production."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, named, short
from holdfast.readers.repository.source.configuration.answered import answered
from holdfast.readers.repository.source.configuration.collected import PUTS, Endings
from holdfast.readers.repository.source.configuration.given_back import FUNCTIONS, ends_where_called
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_PRODUCTION = regex(
    r"(?i)\b_?(?:is|in)_?prod(?:uction)?(?:_?(?:env|mode))?\b(?!\s{0,80}[=!]==?)(?:\(\))?"
    r"|\b\w{0,80}(?:env|environment|stage|mode)\b(?:\.lower\(\))?[\"'\]]{0,2}\s{0,80}===?\s{0,80}[\"'`]prod(?:uction)?[\"'`]"
    r"|\b\w{0,80}(?:env|environment|stage)\b(?:\.lower\(\))?\s{1,80}in\s{1,80}[\[({]\s{0,80}[\"']prod(?:uction)?[\"'][^\])}]{0,60}[\])}]"
)
_DEVELOPERS = regex(
    r"(?i)\b_?is_?(?:dev(?:elopment)?|local|test(?:ing)?)\b(?!\s{0,80}[=!]==?)(?:\(\))?|\bDEBUG\b"
    r"|\b\w{0,80}(?:env|environment|stage|mode)\b(?:\.lower\(\))?[\"'\]]{0,2}\s{0,80}===?\s{0,80}[\"'`](?:dev(?:elopment)?|local|test)[\"'`]"
)
_OTHER_THAN = regex(
    r"(?i)\b\w{0,80}(?:env|environment|stage|mode)\b(?:\.lower\(\))?[\"'\]]{0,2}\s{0,80}!==?\s{0,80}[\"'`](?P<word>\w{2,20})[\"'`]"
)
_DENIED = regex(r"(?:!|\bnot)\s*\(?(?:[\w$]+\??\.){0,3}\Z")
_GIVES_BACK = regex(r"\s*[{:]?\s*return\b\s*;?\s*\}?\s*\Z")
_MEMBER = regex(r"(?<![\w.$\"'`])(?P<path>[A-Za-z_$][\w$]*(?:(?:\?|!)?\.[A-Za-z_$][\w$]*){0,4})")
_METHOD = regex(
    r"(?:\?|!)?\.(?:length|(?:starts|ends)(?:With|with)|includes|trim|strip|to\w+Case|lower|get_secret_value|test|has)\Z"
)
_ASSERTS = regex(r"(?i)^_?(?:assert|validate|check|ensure|verify|enforce|require)")
_SERVES = regex(r"\.listen\(|\bserve\(|createServer\(|uvicorn\.run\(|\b(?:FastAPI|Flask|Starlette)\(|\bapp\.run\(")
_TRUTH = regex(r"^(?:Boolean\(|!!\(?|bool\(|all\(\s*[\[(])?(?P<inside>[\w$.?\s&,()]+?)[)\]]*\s*;?$")
_HOLDS_BOTH = regex(r"&&|\band\b|^(?:Boolean|!!|bool|all)")
_COMPARES = regex(r"[=!]==?|\.length\b|\bin\b|\.includes\(|(?i:starts_?with)\(|^!|^not\b|\blen\(")
_MOST = 1_500
_DEEPEST = 60
_FARTHEST = 300
_MOST_CALLED = 30


@record(frozen=True)
class Held:
    """What holds a setting.

    Args:
        name: of the setting.
        value: its built-in value; empty when there is none, None when it is not known.
        written: how it is looked up.
    """

    name: str
    value: str | None
    written: str


@record(frozen=True)
class Known:
    """What the files of a program hold.

    Args:
        held: by the variable, or the last two words of the path.
        constants: texts by the name of what holds them.
        truths: what variables hold that compare others, by their names.
    """

    held: Mapping[str, Held]
    constants: Mapping[str, str]
    truths: Mapping[str, str]

    def of(self, path: str) -> Held | None:
        """What a path in the program holds."""
        parts = re.split(r"[?!]?\.", path)
        return self.held.get(".".join(parts[-2:])) or self.held.get(f"*.{parts[-1]}" if len(parts) > 1 else "")


@record(frozen=True)
class Refusal:
    """A condition that ends the program in production.

    Args:
        node: the `if` that asks.
        names: the settings that it refuses.
        sorts: it is one of several problems, of which some end the program and the others are only said.
    """

    node: "SgNode"
    names: tuple[str, ...]
    sorts: bool = False


def asks_for_production(condition: str) -> bool:
    """Whether a condition holds in production, and in no other environment by its words alone."""
    return any(_DENIED.search(condition, 0, match.start()) is None for match in _PRODUCTION.finditer(condition))


def guard(serving: list[Source], hold: Callable[[], Known], use: SettingsUse, ends: re.Pattern[str]) -> None:
    """Note what the program asks of its settings in production before it goes on; `hold`: what its files hold."""
    answered(serving, use, ends)
    guarding = [source for source in serving if _may_guard(source, ends)]
    if not guarding:
        return
    known = hold()
    for source in guarding if known.held else ():
        found: dict[tuple[int, int], dict[str, None]] = {}
        called: dict[str, bool] = {}
        sorts = False
        for refusal in _refusals(source, known, serving, ends):
            around = _functions(refusal.node)
            if around and not _runs(source, around[-1], serving, called):
                continue
            inner = around[0] if around else refusal.node
            found.setdefault(extent(inner), {}).update(dict.fromkeys(refusal.names))
            sorts = sorts or refusal.sorts
        for span, asked in found.items():
            first, last = source.line(span[0]), source.line(span[1] - 1)
            at = source.snippet.at(first, min(last, first + 39))
            names = tuple(asked)
            for name in names:
                use.read(name, at)
            if len(names) > 1:
                use.require(names, at, "checks", before_serving=None)
            use.reactions.append(Reaction("fails", names, at, at_start=True))
        if sorts:
            use.sort_out({name for asked in found.values() for name in asked})


def _refusals(source: Source, known: Known, serving: list[Source], ends: re.Pattern[str]) -> "Iterator[Refusal]":
    """The conditions that hold in production and end the program there, with the settings that they refuse."""
    endings = Endings(source, ends)
    early: dict[int, bool] = {}
    for node in source.nodes("if_statement"):
        condition, branch = node.field("condition"), node.field("consequence")
        if condition is None or branch is None:
            continue
        asked = source.code[slice(*extent(condition))][:_MOST]
        names = tuple(dict.fromkeys(_refused(asked, known)))
        if not names or not _in_production(source, node, asked, early):
            continue
        start, end = extent(branch)
        later = endings.after(node)
        if later is not None and _function(later) != _function(node):
            later = None
        here = later is not None or ends.search(source.bare, start, min(end, start + _MOST)) is not None
        given_back = None if here else ends_where_called(node, source, serving, ends)
        if here or given_back is not None:
            yield Refusal(node, names, sorts=given_back is not None and given_back.sorts)


def _may_guard(source: Source, ends: re.Pattern[str]) -> bool:
    """A cheap test: whether a file asks where it runs, and ends the program, or may give its problems back."""
    if not source.mentions("production", "prod", "isdev", "is_dev", "development", ".debug", "not debug"):
        return False
    asks = any(pattern.search(source.code) for pattern in (_PRODUCTION, _OTHER_THAN, _DEVELOPERS))
    return asks and (ends.search(source.bare) is not None or PUTS.search(source.bare) is not None)


def _functions(node: "SgNode") -> "list[SgNode]":
    """The functions around a node, the innermost first; of one that lies very deep, those near it."""
    found = []
    above = node.parent()
    for _ in range(_FARTHEST):
        if above is None:
            break
        if above.kind() in FUNCTIONS:
            found.append(above)
        above = above.parent()
    return found


def _function(node: "SgNode") -> tuple[int, int] | None:
    around = _functions(node)
    return extent(around[0]) if around else None


def _in_production(source: Source, node: "SgNode", asked: str, early: dict[int, bool]) -> bool:
    """Whether what an `if` asks is asked in production above all."""
    stages = [stage(asked)]
    inner = extent(node)[0]
    for above in islice(kin(node, "if_statement", *FUNCTIONS), _DEEPEST):
        if above.kind() != "if_statement":
            start = extent(above)[0]
            if start not in early:
                early[start] = _leaves_others(source, above)
            stages.append(True if early[start] else None)
            break
        condition, branch = above.field("condition"), above.field("consequence")
        if condition is None or branch is None:
            continue
        told = stage(source.code[slice(*extent(condition))][:_MOST])
        first, last = extent(branch)
        stages.append(told if told is None or first <= inner < last else not told)
    return True in stages and False not in stages


def _leaves_others(source: Source, function: "SgNode") -> bool:
    """Whether a function begins with going back where it is not called in production."""
    for statement in named(function.field("body"))[:8]:
        condition, branch = statement.field("condition"), statement.field("consequence")
        if statement.kind() != "if_statement" or condition is None or branch is None:
            continue
        asked = source.code[slice(*extent(condition))][:_MOST]
        if _GIVES_BACK.match(source.bare[slice(*extent(branch))][:200]) and stage(asked) is False:
            return True
    return False


def stage(asked: str) -> bool | None:
    """Whether a condition holds in production alone (True), or only elsewhere (False)."""
    either = {_stage(part) for part in _choices(asked)}
    return either.pop() if len(either) == 1 else None


def _choices(asked: str) -> Iterator[str]:
    """The parts of a condition of which one is enough."""
    text = asked.strip()
    depth, begins = 0, 0
    inside = 1 if text.startswith("(") and text.endswith(")") else 0
    for match in _JOINT.finditer(text):
        depth += (match[0] in "([{") - (match[0] in ")]}")
        if match[0].strip() in {"||", "or"} and depth <= inside:
            yield text[begins : match.start()]
            begins = match.end()
    yield text[begins:]


_JOINT = regex(r"[()\[\]{}]|\|\||\bor\b")


def _stage(asked: str) -> bool | None:
    told: set[bool] = set()
    for pattern, there in ((_PRODUCTION, True), (_DEVELOPERS, False)):
        for match in pattern.finditer(asked):
            denied = _DENIED.search(asked[max(match.start() - 60, 0) : match.start()]) is not None
            told.add(there is not denied)
    for match in _OTHER_THAN.finditer(asked):
        word = match["word"].lower()
        told.add(not word.startswith("prod"))
    return told.pop() if len(told) == 1 else None


def _refused(asked: str, known: Known) -> Iterator[str]:
    """The settings whose built-in value, or absence, makes a condition hold."""
    for match in _MEMBER.finditer(asked):
        path = match["path"]
        before = asked[max(match.start() - 60, 0) : match.start()]
        truth = known.truths.get(path)
        if truth is not None:
            yield from _by_truth(truth, known, denied=_DENIED.search(before) is not None)
            continue
        while _METHOD.search(path):
            path = _METHOD.sub("", path)
        held = known.of(path)
        if held is None:
            continue
        after = asked[match.start() + len(path) : match.start() + len(path) + 120]
        if _holds(before, after, held, known):
            yield held.name


def _by_truth(truth: str, known: Known, *, denied: bool) -> Iterator[str]:
    both = _TRUTH.match(truth)
    if denied and both is not None:
        for match in _MEMBER.finditer(both["inside"]):
            held = known.of(match["path"])
            if held is not None and not held.value and _absent(held):
                yield held.name
    elif not denied and both is None:
        bare = Known(held=known.held, constants=known.constants, truths={})
        yield from _refused(truth, bare)


def _absent(held: Held) -> bool:
    """Whether nothing stands where the setting is missing in production."""
    return held.value == "" or (held.value is None and _CHOSEN.search(held.written) is not None)


_CHOSEN = regex(
    r"(?i)prod\w*(?:[\"'`]\s*)?\)?\s*\?\s*(?:[\"'`]{2}|undefined|null)|(?:None|[\"']{2})\s+if\s+[^\n]{0,60}prod"
)
_DENIES = regex(r"(?:(?<![=!])!|\bnot)\s*\(?\s*\Z")
_TOLD = regex(r"(?P<sign>[=!]==?)\s*(?:[\"'`](?P<text>[^\"'`\n]*)[\"'`]|(?P<name>[\w$.]+))")
_BEGINS = regex(r"\??\.(?P<how>starts|ends)(?:W|w)ith\(\s*[\"'`](?P<text>[^\"'`\n]{1,80})[\"'`]")
_HAS = regex(r"\??\.includes\(\s*[\"'`](?P<text>[^\"'`\n]{1,80})[\"'`]")
_LENGTH = regex(r"\??\.length\s*(?P<sign><=?)\s*(?P<most>[\d_]{1,6})")
_MEASURED = regex(r"\)\s*(?P<sign><=?)\s*(?P<most>[\d_]{1,6})")
_TIDIED = regex(r"[?!]?\.(?:trim|strip|to\w+Case|lower|get_secret_value)\(\)")
_AMONG = regex(r"\s*(?P<no>not\s+)?in\b")
_GIVEN = regex(r"(?P<function>[A-Za-z_$][\w$.]*)\(\s*\Z")


def _holds(before: str, after: str, held: Held, known: Known) -> bool:
    """Whether what is asked of a setting is true of its built-in value."""
    tidied = _TIDIED.match(after)
    after = (after[tidied.end() :] if tidied else after).lstrip()
    denied = _DENIES.search(before) is not None
    value = held.value
    compared = _TOLD.match(after)
    if compared is not None:
        other = compared["text"] if compared["text"] is not None else known.constants.get(compared["name"])
        if compared["text"] is None and compared["name"] in {"undefined", "null"}:
            other = ""
        same = value is not None and other == value
        if compared["name"] and re.search(rf"(?<![\w$]){re.escape(compared['name'])}\b", held.written):
            same = True
        return same if "=" in compared["sign"][0] else other is not None and value is not None and not same
    if re.match(r"is\s+None\b", after):
        return _absent(held)
    if among := _AMONG.match(after):
        return not among["no"]
    if (begins := _BEGINS.match(after)) and value is not None:
        found = value.startswith(begins["text"]) if begins["how"] == "starts" else value.endswith(begins["text"])
        return found is not denied
    if (has := _HAS.match(after)) and value is not None:
        return (has["text"] in value) is not denied
    function = _GIVEN.search(before)
    length = _LENGTH.match(after) or (_MEASURED.match(after) if function and function["function"] == "len" else None)
    if length is not None:
        most = int(length["most"].replace("_", "") or 0)
        return value is not None and (len(value) < most or (length["sign"] == "<=" and len(value) == most))
    if function is not None and function["function"] not in {"Boolean", "bool", "if", "str", "String"}:
        return True  # whoever hands it to a question of the program's own asks how it looks
    return denied and _absent(held)


def _runs(source: Source, function: "SgNode", serving: list[Source], called: dict[str, bool]) -> bool:
    """Whether a function is called while the program starts, as far as its files tell."""
    name = short(function.field("name"))
    above = function.parent()
    if not name and above is not None:
        name = short(above.field("name"))
    if not name:
        return above is not None and above.kind() in {"parenthesized_expression", "call_expression"}
    if name in {"constructor", "__init__", "__post_init__", "onModuleInit", "ready", "create_app"}:
        return True
    if name not in called:
        called[name] = len(called) < _MOST_CALLED and _is_called(source, name, serving)
    return called[name]


def _is_called(source: Source, name: str, serving: list[Source]) -> bool:
    word = re.escape(name)
    if re.search(
        rf"@(?:\w+\.)?(?:(?:model_|field_|root_)?validator|on_event)\b[^@]{{0,300}}?\bdef {word}\(", source.code
    ):
        return True
    call = re.compile(
        rf"(?<!function )(?<!def )(?<![\w$])(?<!async ){word}\s*\((?![^()]{{0,80}}\)\s*(?::\s*\w+\s*)?\{{)"
        rf"|(?<!import )[(=]\s*{word}\s*[,)]"
    )
    near = [one for one in serving if name in one.text]
    if any(call.search(one.bare) for one in near):
        return True
    exported = source.language == "python" or re.search(rf"\bexport\b[^\n]{{0,40}}\b{word}\b", source.code)
    if not exported or not _ASSERTS.match(name):
        return False
    entry = any(_SERVES.search(one.bare) for one in serving)
    return not entry or any(one.path != source.path for one in near)
