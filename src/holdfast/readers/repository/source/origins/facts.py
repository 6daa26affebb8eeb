"""The cross-origin rules that an application answers by itself: which websites may call it from a browser."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.facts import ApplicationCors
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.lambdas import is_function
from holdfast.readers.repository.source.origins import javascript, other
from holdfast.readers.repository.source.origins.asked import asked_lists
from holdfast.readers.repository.source.origins.by_default import by_default
from holdfast.readers.repository.source.origins.echoed import echoes
from holdfast.readers.repository.source.origins.guarded import is_guarded
from holdfast.readers.repository.source.origins.handed_down import handed_down
from holdfast.readers.repository.source.origins.hosted import hosted
from holdfast.readers.repository.source.origins.loose import loose_questions
from holdfast.readers.repository.source.origins.loose_patterns import loose_patterns
from holdfast.readers.repository.source.origins.otherwise import everybody_else
from holdfast.readers.repository.source.origins.own_keys import is_own_key, may_be_given
from holdfast.readers.repository.source.origins.packages import WORDS as PACKAGES
from holdfast.readers.repository.source.origins.packages import packages_rules
from holdfast.readers.repository.source.origins.python import unsettled
from holdfast.readers.repository.source.origins.refused import refuses_everybody
from holdfast.readers.repository.source.origins.returned import everybody_for_want
from holdfast.readers.repository.source.origins.rules import Rule, Span, lone, matches
from holdfast.readers.repository.source.origins.settings import settled_origins, unfilled
from holdfast.readers.repository.source.origins.sockets import WORDS, socket_rules
from holdfast.readers.repository.source.origins.taken import taken_names, taken_rules
from holdfast.readers.repository.source.origins.under_profile import as_served

_ABOUT = (
    "cors",
    "crossorigin",
    "access-control-allow-origin",
    "allowedorigin",
    "allowed_origin",
    "csrf_trusted_origins",
    "alloworigin",
    "allow_origin",
    *WORDS,
    *PACKAGES,
)
_EVERY_WITHOUT = regex(
    r"""(?xm)
    (?:getenv|[gG]et_?[eE]nv\w{0,20}|viper\.SetDefault|environ\.(?:get|setdefault)
        |onfig\w{0,40}\.get(?:<[\w\s|\[\]]{1,40}>)?|ENV\.fetch|\b(?:env|config)(?:\.\w{2,8})?|\.getProperty)
        \(\s{0,40}["'](?P<asked>[\w.\-]{0,60})["']\s{0,20},\s{0,40}(?:default\s?=\s?)?\[?["'](?:\[["'])?\*["']
    |(?:\b(?:getenv|environ\.get|env|optional|cfg|conf)|onfig\w{0,40}|ettings\w{0,20})(?:\(\))?
        (?:\??\.get(?:String|Property|Optional)?(?:<[\w\s|\[\]]{1,40}>)?)?
        \(\s{0,40}["'](?P<instead>[\w.\-]{1,60})["']\s{0,20}(?:,\s?\{[^{}\n]{0,60}\}\s?)?\)
        (?:\sas\s[\w\[\]]{1,20})?\)?(?:\??\.\w{1,12}\([^()\n]{0,20}\)){0,2}\s{0,40}(?:\?[:?]|\|\||or\b)\s{0,20}\[?["']\*["']
    |\benv\.(?P<read>\w{1,60})(?:\??\.split\([^()\n]{0,20}\))?\s{0,40}(?:\|\||\?\?)\s{0,40}\[?["']\*["']
    |\benv\.(?P<agrees>\w{0,40}ORIGINS?)\s{0,9}(?:\|\||\?\?)\s{0,9}true\b
    |(?<![\w.])\w{1,30}\(\s{0,9}process\.env\.(?P<helped>\w{1,60})\s{0,9},\s{0,9}\[?["']\*["']
    |(?<![\w.])(?P<var>\w{1,60})\s{0,9}:?=\s{0,9}(?:os\.)?(?:[Gg]etenv|environ\.get)\(\s?["'](?P<later>\w{1,60})["']\s?\);?\s{1,40}
        if\s?\(?\s?(?:(?:!|not\s)\s?(?P=var)|(?P=var)\s(?:===?\s?["']{2}|is\sNone))\s?\)?\s?[:{]?\s{0,40}(?P=var)\s?=\s?["']\*["']
    |\benv\.(?P<chosen>\w{1,60})\s{0,40}\?\s{0,40}[\w.]{0,20}\benv\.(?P=chosen)\b[^:?;]{0,120}:\s{0,40}\[?["']\*["']
    |\bENV\[\s?["'](?P<ruby>\w{1,60})["']\s?\](?:&?\.split\([^()\n]{0,20}\))?\s{0,9}(?:\|\||\bor\b)\s{0,9}\[?["']\*["']
    |\bif\s(?:os\.)?(?:getenv|environ\.get)\(\s{0,9}["'](?P<unless>\w{1,60})["']\s{0,9}\)\s{1,40}else\s{1,40}\[?["']\*["']
    |^[ ]{4}(?P<field>\w{1,60})[ ]?:[ ]?[\w\[\], |.]{1,60}[ ]?=\s?
        (?:[Ff]ield\(\s{0,20}(?:default\s?=\s?|default_factory\s?=\s?lambda\s?:\s?)?)?
        (?:\[(?:\s{0,40}["'][^"'\n]{1,200}["']\s?,){0,8}\s{0,40})?["']\*["']
    """
)
_TAKEN_OUT = regex(
    r"(?<=[{,\s])(?P<name>\w{1,60})(?:\s{0,9}:\s{0,9}\w{1,60})?\s{0,9}=\s{0,9}[\"']\*[\"'](?=[^{};]{0,400}\}\s{0,9}=\s{0,9}process\.env\b)"
)
_EVERY_IF_NONE = regex(
    r"""(?xi)
    \bif\s{0,9}\(?\s{0,9}(?:not\s|!)\s{0,9}(?P<tested>\w{0,30}origins?\w{0,10})(?:\.length)?\s{0,9}\)?\s{0,9}[:{]?\s{0,60}
        (?P=tested)\s{0,9}=\s{0,9}\[?["']\*["']
    |\bif\s{0,9}\(\s{0,9}(?:!\w{0,30}origins\w{0,10}(?:\.length)?|\w{0,30}origins\w{0,10}\.length\s?(?:={2,3}\s?0|<\s?1))\s{0,9}\)
        \s{0,9}\{?[^{}]{0,400}?(?:\$\{[^{}\n]{0,60}\}[^{}]{0,200}?){0,3}\b(?:callback|cb|done|next)\(\s{0,9}null\s{0,9},\s{0,9}true\b
    |(?<![\w.])(?P<else>\w{0,30}origins?\w{0,10})\s{0,9}(?:\bor\b|\|\||\?\?)\s{0,9}\[["']\*["']\]
    |(?<![\w.])(?P<chosen>\w{0,30}origins?\w{0,10})(?:\.length)?(?:\s{0,9}>\s{0,9}0)?\s{0,9}\?\s{0,9}(?P=chosen)\s{0,9}:\s{0,9}(?:\[?["']\*["']|true\b)
    |(?<![\w.])\w{0,30}origins?\w{0,10}\s{0,9}(?::[^=\n]{1,40})?=\s{0,9}[^\n=]{0,60}?(?<![\w.])(?P<present>\w{1,60})
        (?:\.split\([^()\n]{0,20}\))?\]?\s{1,9}if\s{1,9}(?P=present)\s{1,9}else\s{1,9}\[?["']\*["']
    |(?<![\w.])\w{0,30}origins?\w{0,10}\s{0,9}(?::[^=\n]{1,40})?=\s{0,9}(?P<there>\w{1,60})(?:\.length(?:\s?>\s?0)?)?\s{0,9}\?
        \s{0,9}[^:?\n]{0,40}(?<![\w.])(?P=there)\b[^:?\n]{0,80}:\s{0,9}(?:\[?["']\*["']|true\b)
    |(?<![\w.])(?:!\w{0,30}origins\w{0,10}(?:\.length)?|\w{0,30}origins\w{0,10}\.length\s?(?:={2,3}\s?0|<\s?1))
        (?:\s{0,9}\|\|[^?:;&\n]{1,60})?\s{0,9}\?\s{0,9}(?:\[?["']\*["']|true\b)
    |(?<![\w.])(?P<given>\w{0,30}origins?\w{0,10})\s{1,9}if\s{1,9}(?P=given)\s{1,9}else\s{1,9}\[?["']\*["']
    """
)
"""A list of origins that is empty lets every website in."""
_HANDS_BACK_ORIGINS = regex(
    r"(?i)\b(?:def|func|function|const)\s{1,4}(?P<name>(?!is|has|valid|check|verif)\w{0,40}origins\w{0,20})\s{0,4}[(=:]"
)
_FLASK_SETTINGS = regex(r"\bCORS_(?:ORIGINS|RESOURCES)\b")
_HEADER = regex(
    r"""(?ix)["']Access-Control-Allow-Origin["']\s{0,40}(?:\]\s{0,9}[=:]|[,:]|=>)\s{0,40}(?:value\s{0,9}:\s{0,9})?
        (?:(?:\[\]string\{\s{0,9})?["']\*["']|(?P<name>[A-Za-z_]\w{0,60})\s{0,9}(?=[,)};\n]))
    |\bheader\(\s{0,9}["']Access-Control-Allow-Origin:\s{0,9}\*["']"""
)
_IN_BOTH = regex(
    r"""(?xi)\bif\b(?![^{}:\n]{0,160}(?:prod|dev|local|\benv\b))[^{}\n]{0,160}(?:origin|allow|white)[^{}\n]{0,160}[{:]
        [^{}]{0,200}["']Access-Control-Allow-Origin["'][^{}]{0,300}\}?\s{0,40}\belse\s{0,9}[{:][^{}]{0,200}\Z"""
)
"""What answers some origins by their name, and all others, too."""
_FOR_EVERY_ANSWER = regex(
    r"(?i)\.use\(|\bsource\s?:\s?[\"']/(?:api\b|:path|\()|\b(?:lambda_)?handler\b|corsHeaders|cors_headers"
    r"|@app\.after_request|\bcreateServer\(|set_default_headers|addHeader|middleware|\bdoFilter|HandlerInterceptor"
    r"|\b(?:before|after)_(?:action|filter|request)\b|\b(?:before|after) do\b"
    r"|\bgin\.HandlerFunc\b|\bMiddlewareFunc\b|\b(?:func|def|function|fn)\s+(?:\([^()\n]{1,60}\)\s*)?\w*cors\w*"
)
"""Where such a header stands for every answer, and not for one file that everybody may have."""
_ANSWER = regex(r"(?i)[\"']?\bstatusCode\b[\"']?\s?[:,]")
_PREFLIGHT = regex(r"""["'`]OPTIONS["'`]|\.MethodOptions\b""")
_ONLY_TO_BROWSERS = regex(r"(?i)Access-Control-Allow-(?:Methods|Headers|Credentials)\b")
"""What stands beside it wherever more is answered than a file that everybody may have."""
_FOR_EVERYBODY = regex(
    r"(?i)\.well-known|jwks|openid-configuration|oembed|/(?:fonts?|widgets?|embed)\b|\.(?:woff2?|ttf|otf)\b"
)
"""Paths of what every website is meant to take: keys for signatures, fonts, parts of pages."""
_ROUTE = regex(r"\.(?:get|head)\(\s*[\"'`]/")
_SENDS_FILE = regex(r"\bsendFile\(|\bcreateReadStream\(")
_FUNCTION = regex(r"(?m)^[ \t]*(?:async )?def \w")
_COOKIES = regex(r"(?i)Access-Control-Allow-Credentials[\"']\s{0,9}[:,=\]]{1,3}\s{0,9}[\"']?true")
_NEAR = 600
"""Characters around such a header that show the answer that it belongs to, or that preflights are answered there."""

_OF_ORIGINS = regex(r"(?i)origins?(?:$|_)|cors(?![\w.\-]*(?:method|header|expose|credential))")
_DEVELOPERS = r"(?:local|dev(?:elop(?:ment)?)?|test(?:ing|s)?|spec|mock)"
_NOT_SERVED = regex(
    rf"(?i)(?:^|/){_DEVELOPERS}[/_.-]|[_.-]{_DEVELOPERS}/|(?:^|[/_.-]){_DEVELOPERS}(?:[_.-][^/]{{0,80}}|\w*\.\w+)$"
)
"""A folder, or a file, for developers; amid a folder's name, the word tells the stage of what is kept there."""
_MOST_LINES = 12
"""A longer call is shown by its first line."""


def origin_facts(app: App) -> Iterator[ApplicationCors]:
    """One fact for each place of an application that allows origins by name, or all of them."""
    lets_cookies = False
    later: list[tuple[Source, Rule]] = []
    names = taken_names([*app.serving])
    refused = refuses_everybody(app.serving)
    for source in app.serving:
        # The packages of the JVM are named after domains, and `dev` is one of those.
        path = source.path.rpartition("/")[2] if source.language in paths.JVM else source.path
        about = source.mentions(*_ABOUT) or "cors" in path.lower() or any(name in source.text for name in names)
        if not about or _NOT_SERVED.search(path):
            continue
        of_javascript = app.family == "javascript"
        rules = javascript.rules(source) if of_javascript else other.rules(source)
        told: set[int] = set()
        for rule in (*rules, *socket_rules(source), *echoes(source), *asked_lists(source), *packages_rules(source)):
            lets_cookies = lets_cookies or rule.credentials
            told.update(span.start for _, span in rule.origins)
            if rule.origins and not (_is_held_back(source, rule) or _is_given(app, source, rule)):
                yield from as_served(app, source, rule.origins[0][1].start, _fact(source, rule))
        for rule in javascript.elsewhere(source, told) if of_javascript else ():
            lets_cookies = lets_cookies or rule.credentials
            new = rule.origins and rule.origins[0][1].start not in told
            if new and not _is_held_back(source, rule):
                told.update(span.start for _, span in rule.origins)
                later.append((source, rule))
        for rule in (*hosted(source, told), *loose_questions(source, told), *loose_patterns(source, told)):
            if not _is_held_back(source, rule):
                yield _fact(source, rule)
        rows = {source.line(start) for start in told}
        later += (
            (source, one)
            for one in _fallbacks(source, names)
            if not (refused or source.line(one.origins[0][1].start) in rows or _is_given(app, source, one))
        )
    if app.family == "python":
        later += _set_up_later(app)
    later += ((source, Rule((("*", span),), credentials=False)) for source, span in handed_down(app))
    yield from (_fact(source, rule) for source, rule in unfilled(app, taken_rules([*app.serving])))
    yield from _written_header(app)
    yield from settled_origins(app, credentials=lets_cookies)
    # The setting stands in one file, and the rule that it is for, with or without cookies, in another.
    for source, rule in unfilled(app, later):
        yield _fact(source, replace(rule, credentials=lets_cookies))


def _is_held_back(source: Source, rule: Rule) -> bool:
    return not rule.holds and is_guarded(source, rule.origins[0][1].start)


def _set_up_later(app: App) -> Iterator[tuple[Source, Rule]]:
    """Flask's extension, where no file of the application gives it origins to keep to."""
    if any(_FLASK_SETTINGS.search(source.text) for source in app.sources):
        return
    for source in app.serving:
        if source.mentions("flask_cors", "cors.init_app") and not _NOT_SERVED.search(source.path):
            yield from ((source, rule) for rule in unsettled(source))


def _written_header(app: App) -> Iterator[ApplicationCors]:
    """In each file the first header by which the program itself lets every website in: others there say no more."""
    for source in app.serving:
        if "access-control-allow-origin" not in source.lower or _NOT_SERVED.search(source.path):
            continue
        for match in matches(_HEADER, source):
            if not _says_every(source, match["name"]):
                continue
            held_back = is_guarded(source, match.start()) and not _is_in_both(source, match.start())
            if _is_for_every_answer(source, match.start()) and not held_back:
                yield _everybody(source, match.start(), Span(match.start(), match.end()))
                break
        else:
            found = ((at, shown) for at, shown in everybody_else(source) if _is_for_every_answer(source, at))
            yield from (_everybody(source, at, shown) for at, shown in islice(found, 1))


def _everybody(source: Source, header: int, shown: Span) -> ApplicationCors:
    cookies = _COOKIES.search(_own_code(source, header)[0]) is not None
    return _fact(source, Rule((("*", shown),), credentials=cookies))


def _is_in_both(source: Source, at: int) -> bool:
    return _IN_BOTH.search(source.code[max(at - 1_000, 0) : at]) is not None


def _says_every(source: Source, name: str | None) -> bool:
    """The header says so itself, or by a name that this file gives a star, and nothing else."""
    if name is None:
        return True
    given = lone(
        re.compile(rf"(?<![\w.]){re.escape(name)}\s*(?::[^=\n:]{{1,40}})?:?=(?![=>])\s*(?P<every>[\"']\*[\"'])?"),
        source,
    )
    return given is not None and given["every"] is not None


def _is_for_every_answer(source: Source, at: int) -> bool:
    own, heads = _own_code(source, at)
    routed = any(map(_ROUTE.search, heads))
    if any(map(_FOR_EVERYBODY.search, heads)) or (routed and _SENDS_FILE.search(own)):
        return False
    if source.language == "php" or _FOR_EVERY_ANSWER.search(source.code[max(at - 1_000, 0) : at]):
        return True
    around = _around(source, at)
    told = _PREFLIGHT.search(around) or _ANSWER.search(around) or _ONLY_TO_BROWSERS.search(own)
    return bool(told or is_function(source))


def _around(source: Source, at: int) -> str:
    return source.code[max(at - _NEAR, 0) : at + _NEAR]


def _own_code(source: Source, at: int) -> tuple[str, list[str]]:
    """What is near without blocks that stand beside, and the rows that open those around it, as far as they are near.

    Python has no such marks: there its functions tell.
    """
    first, last = max(at - _NEAR, 0), at + _NEAR
    if source.language == "python":
        first = max((first, *(one.start() for one in _FUNCTION.finditer(source.code, first, at))))
        after = _FUNCTION.search(source.code, at, last)
        return source.code[first : after.start() if after else last], []
    before, openings = _on_its_way_out(source, range(at - 1, first - 1, -1), "}", "{")
    behind, _ = _on_its_way_out(source, range(at, min(last, len(source.code))), "{", "}")
    heads = [source.code[: one + 1][-_NEAR:].rpartition("\n")[2] for one in openings]
    return before[::-1] + behind, heads


def _on_its_way_out(source: Source, way: range, enters: str, leaves: str) -> tuple[str, list[int]]:
    """The code along a way but for blocks that it passes by, and where it leaves one."""
    kept, left, depth = [], [], 0
    for index in way:
        sign = source.bare[index]
        if sign == enters:
            depth += 1
        elif sign == leaves and depth:
            depth -= 1
        elif sign == leaves:
            left.append(index)
        elif not depth:
            kept.append(source.code[index])
    return "".join(kept), left


_STARS = ('*"', "*'")


def _fallbacks(source: Source, names: frozenset[str]) -> Iterator[Rule]:
    """Settings of origins that every website takes the place of, when they are missing.

    `names`: what rules of the application take as origins, though their names do not say so.
    """
    starred = any(sign in source.code for sign in _STARS)
    for match in (*matches(_EVERY_WITHOUT, source), *matches(_TAKEN_OUT, source)) if starred else ():
        name = match[match.lastgroup or 0]
        if _is_of_origins(source, name, match.start(), names) and not is_guarded(source, match.start()):
            yield Rule((("*", Span(match.start(), match.end())),), credentials=False, setting=name)
    for name, span in by_default(source):
        if _is_of_origins(source, name, span.start, names) and not is_guarded(source, span.start):
            yield Rule((("*", span),), credentials=False, setting=name)
    for match in matches(_EVERY_IF_NONE, source) if source.mentions("origin") else ():
        if not is_guarded(source, match.start()):
            yield Rule((("*", Span(match.start(), match.end())),), credentials=False)
    for match in matches(_HANDS_BACK_ORIGINS, source):
        if (everybody := everybody_for_want(source, match["name"])) is not None:
            yield Rule((("*", Span(*everybody)),), credentials=False)


def _is_given(app: App, source: Source, rule: Rule) -> bool:
    name = rule.setting
    return name is not None and is_own_key(name) and may_be_given(name, source, app.serving)


_GIVEN_TO = regex(r"^\s*(?:(?:export|const|let|var|readonly|self\.)\s{0,4}){0,3}(?P<name>\w{1,60})[^=:\n]{0,3}[=:]")


def _is_of_origins(source: Source, name: str, at: int, names: frozenset[str]) -> bool:
    """The setting says so, or a rule takes it, or what the same row gives it to."""
    if _OF_ORIGINS.search(name) or name in names:
        return True
    row = _GIVEN_TO.match(source.code[source.code.rfind("\n", 0, at) + 1 : at]) if names else None
    return row is not None and row["name"] in names


def _fact(source: Source, rule: Rule) -> ApplicationCors:
    first = min(span.start for _, span in rule.origins)
    last = max(span.end for _, span in rule.origins)
    at = source.at(first, last)
    if at.end_line - at.start_line >= _MOST_LINES:
        at = source.at(first)
    return ApplicationCors(
        kind=source.snippet.kind,
        at=at,
        environment=source.snippet.environment,
        places={origin: source.at(span.start, span.end) for origin, span in rule.origins},
        origins=tuple(dict.fromkeys(origin for origin, _ in rule.origins)),
        credentials=rule.credentials,
        complete=rule.complete,
        unless=rule.unless,
        setting=rule.setting,
    )
