"""Cross-origin rules in Express, NestJS, Koa, Hono, Fastify and socket.io."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.composed import composed, expression, named
from holdfast.readers.repository.source.origins.decided import (
    answers_only_whom_it_knows,
    declared_function,
    every_site_in,
    everybody_in_production,
    everybody_without_a_list,
    lets_everybody_in,
    local_page_in,
    whole_function,
)
from holdfast.readers.repository.source.origins.own_keys import own_key_in
from holdfast.readers.repository.source.origins.rules import (
    Rule,
    Span,
    assigned,
    enclosed,
    literal,
    matches,
    parts,
    text_of,
    trimmed,
)

_PACKAGE = regex(
    r"""["'](?:cors|@koa/cors|koa2-cors|hono/cors|@elysiajs/cors|@fastify/cors|fastify-cors|@middy/http-cors)["']"""
)
_CALL = regex(
    r"\.enableCors(?P<nest>\()|(?<![\w.$])(?<!function )(?:http|middy|lambda)?[cC]ors(?:<[\w.,\s]{1,60}>)?(?P<call>\()"
    r"|\brequire\([\"'](?:cors|@koa/cors)[\"']\)(?P<at_once>\()"
    r"|\.register(?P<plugin>\()\s{0,40}"
    r"(?=(?:\w{0,40}[cC]ors\b|(?:require|(?:await )?import)\(\s?[\"']@fastify/cors[\"']\s?\))\s{0,40}[,)])"
)
_STRAPI = regex(r"[\"']strapi::cors[\"']\s*,\s*config\s*:\s*(?P<rules>\{)")
_NAMED_OPTIONS = regex(
    r"(?:\b(?:const|let|var)\s+(?P<name>\w{0,40}(?:cors|Cors|CORS)\w{0,40})\s*(?::[^=\n;]{1,60})?="
    r"|\bmodule\.exports\s*=|\bexport default)\s*(?:defineConfig\(\s*)?(?P<rules>\{)(?=\s*\w{1,40}\s*[:(,])"
)
_NAMED_LIST = regex(
    r"(?i)(?<![\w.$])(?P<name>\w{0,40}allowed_?origins?|\w{0,40}(?:cors|origins?)_?(?:white|allow)_?list"
    r"|(?:white|allow)_?list|\w{0,40}cors_?origins?|allowed_?urls)\s{0,9}(?::[^=\n;]{1,60})?=\s{0,40}"
    r"(?:new Set(?:<\w{1,20}>)?\(\s{0,40})?(?P<open>\[)"
)
_FOR_OTHERS = regex(r"(?i)dev|local|test|default|fallback")
"""Names of lists that production takes from elsewhere."""
_OPTION = regex(r"(?<![\w.$])cors\s*:\s*(?:(?P<all>true\b|[\"']\*(?::\*)?[\"'])|(?P<rules>\{))")
_ELSE_EVERYBODY = regex(
    r"^[\w.?]{1,80}(?:<[\w\s|]{1,40}>)?(?:\[[^\[\]]{1,40}\]|\([^()\n]{0,60}\))?(?:\??\.split\([^()]{0,20}\))?\s*(?:\|\||\?\?)\s*\[?\s*(?:true|[\"']\*[\"'])\s*\]?$"
    r"|^(?:!!)?(?P<asked>[\w.?]{1,80}?)(?:\.(?:length|size))?(?:\s*>\s*0)?\s*\?\s*(?:\[\s*(?:\.\.\.)?)?(?P=asked)(?![\w$])[^:]{0,200}:\s*\[?\s*(?:true|[\"']\*[\"'])\s*\]?$"
    r"|^!(?P<without>[\w.?]{1,80})\s*\?\s*\[?\s*(?:true|[\"']\*[\"'])\s*\]?\s*:\s*(?P=without)(?![\w$])[^:]{0,200}$"
)
"""What lets everybody in wherever nobody names an origin."""
_IN_PRODUCTION = regex(
    r"^\(?[^?!]{0,80}(?:===?\s*[\"'`]prod(?:uction)?[\"'`]|(?<![\w$])is_?prod\w{0,10})\)?\s*\?\s*(?:true\b|\[?[\"']\*[\"'])"
    r"|^\(?[^?]{0,80}(?:!==?\s*[\"'`]prod(?:uction)?[\"'`]|(?<!!)===?\s*[\"'`]dev(?:elopment)?[\"'`]|(?<![\w$!])is_?dev\w{0,10}"
    r"|!is_?prod\w{0,10})\)?\s*\?[^?]{0,400}:\s*(?:true|\[?[\"']\*[\"']\]?)\s*$",
    re.IGNORECASE,
)
"""What lets everybody in where the product serves, and a developer's own pages elsewhere."""
_KEY = regex(r"""^["']?(?P<key>\w+)["']?\s*:\s*""")
_NAME = regex(r"[A-Za-z_$][\w$]*")
_METHOD = regex(r"^(?:async\s+)?(?P<key>\w+)\s*\([^()]{0,200}\)[^{};]{0,80}\{")


def rules(source: Source) -> Iterator[Rule]:
    """What each call or option allows, where it can be told."""
    imported = _PACKAGE.search(source.text) is not None
    for match in matches(_CALL, source):
        opening = match.start(match.lastgroup or "call")
        if not match["nest"] and not imported:
            continue
        span = enclosed(source, opening)
        # What a plugin is given stands behind it.
        given = parts(source, span)[1 if match["plugin"] else 0 :]
        rule = _called(source, Span(match.start(), min(span.end + 1, len(source.code))), given)
        if rule is not None:
            yield rule
    for match in matches(_STRAPI, source):
        rule = _options(source, Span(match.start(), match.end()), enclosed(source, match.start("rules")))
        if rule is not None:
            yield rule
    for match in matches(_OPTION, source):
        here = Span(match.start(), match.end())
        if match["all"]:
            yield Rule((("*", here),), credentials=False)
        elif (rule := _option(source, here, enclosed(source, match.start("rules")))) is not None:
            yield rule


_OF_CORS = regex(r"(?<![\w.$])(?:origin|methods|credentials|allowedHeaders|exposedHeaders|maxAge|preflightContinue)\b")


def _option(source: Source, here: Span, inside: Span) -> Rule | None:
    """Options under the key `cors`; settings of the team's own may have the same name, and other keys."""
    text = text_of(source, inside)
    return None if text.strip() and not _OF_CORS.search(text) else _options(source, here, inside)


def elsewhere(source: Source, told: set[int]) -> Iterator[Rule]:
    """Options and lists that stand by themselves, for another file or a function to ask; not those already `told`."""
    cors = "cors" in source.path.lower()
    for match in matches(_NAMED_OPTIONS, source):
        if match["name"] and answers_only_whom_it_knows(source, match["name"]):
            continue
        rule = _options(source, Span(match.start(), match.end()), enclosed(source, match.start("rules")), named=True)
        if rule is not None and (cors or "ors" in match[0]):
            yield rule
    lists = (match for match in matches(_NAMED_LIST, source) if not _FOR_OTHERS.search(match["name"]))
    for match in lists:
        origins, complete = composed(source, expression(source, match.start("open")))
        known = tuple((text, span) for text, span in origins if "://" in text and span.start not in told)
        if known:
            yield Rule(known, credentials=False, complete=complete)


def _called(source: Source, call: Span, arguments: list[Span]) -> Rule | None:
    if not arguments:
        return Rule((("*", call),), credentials=False)
    given: Span | None = arguments[0]
    if given is not None and _NAME.fullmatch(text_of(source, given)):
        given = assigned(source, text_of(source, given))
    decision = whole_function(source, given) if given is not None else None
    if decision is not None:
        given = _answered(source, decision)
    if given is None or not text_of(source, given).startswith("{"):
        return None
    return _options(source, call, Span(given.start + 1, given.end - 1))


_ANSWERS = regex(r"\(\s*(?:null|undefined)\s*,\s*(?P<open>\{)")


def _answered(source: Source, decision: Span) -> Span | None:
    """The options that a function answers every request with, when it has one answer."""
    found = list(_ANSWERS.finditer(source.bare, decision.start, decision.end))
    if len(found) != 1 or re.search(r"\bif\b|\?[^.?]", source.bare[decision.start : found[0].start()]):
        return None
    return Span(found[0].start("open"), enclosed(source, found[0].start("open")).end + 1)


def _options(source: Source, call: Span, inside: Span, *, named: bool = False) -> Rule | None:
    """What an object of options allows; without `origin` all of them, as every one of these packages has it.

    One that is only `named` so says nothing without it.
    """
    values: dict[str, Span] = {}
    for part in parts(source, inside):
        key = _KEY.match(text_of(source, part))
        method = _METHOD.match(text_of(source, part)) if key is None else None
        if method is not None:
            values[method["key"]] = part
            continue
        if key is None:
            if text_of(source, part).startswith("..."):
                return None
            values[text_of(source, part)] = part  # `{ origin }`: a name of the same name
            continue
        values[key["key"]] = trimmed(source, Span(part.start + key.end(), part.end))
    credentials = "credentials" in values and _ON.fullmatch(text_of(source, values["credentials"])) is not None
    if "origin" not in values and "@middy/http-cors" in source.code:  # it knows a list and a function beside
        values |= {"origin": values["origins"]} if "origins" in values else {}
        named = named or "getOrigin" in values
    if "origin" not in values and named:
        return None
    if "origin" not in values:
        return Rule((("*", call),), credentials)
    return _allowed(source, values["origin"], credentials=credentials)


_ASKED = regex(r"(?<![\w.$])(?P<list>[A-Za-z_$][\w$]{1,60})\.(?:includes|indexOf|some|has|find)\(")


def _asked_list(source: Source, decision: Span) -> tuple[tuple[tuple[str, Span], ...], bool]:
    """The origins in the list of this file that a function asks, whatever the list is called; whether that is all."""
    match = _ASKED.search(source.bare, decision.start, decision.end)
    if match is None or _FOR_OTHERS.search(match["list"]):
        return (), False
    origins, complete = named(source, match["list"])
    return tuple((text, span) for text, span in origins if "://" in text), complete


_ON = regex(
    r"true|process\.env\.\w{1,80} !==? [\"']false[\"']"
    r"|\(?process\.env\.\w{1,80} (?:\?\?|\|\|) [\"']true[\"']\)? ===? [\"']true[\"']"
)
"""It is on, or so as long as nobody sets the variable that turns it off."""


def _allowed(source: Source, value: Span, *, credentials: bool) -> Rule | None:
    written = value
    text = text_of(source, value)
    if _NAME.fullmatch(text) and text not in ("true", "false"):
        found = assigned(source, text) or declared_function(source, text)
        if found is None:
            return Rule(*named(source, text)[:1], credentials, complete=False)
        value, text = found, text_of(source, found)
    if text == "true" or _ELSE_EVERYBODY.search(text) or _IN_PRODUCTION.search(text):
        return Rule((("*", value),), credentials, setting=own_key_in(text))
    if text.startswith("["):
        origins, complete = composed(source, written)
        return Rule(origins, credentials, complete)
    decision = whole_function(source, value)
    if decision is not None:
        if lets_everybody_in(source.bare[decision.start : decision.end]):
            return Rule((("*", decision),), credentials)
        if (unset := everybody_without_a_list(source, decision)) is not None:
            return Rule((("*", unset),), credentials)
        if (left := everybody_in_production(source, decision)) is not None:
            return Rule((("*", left),), credentials, holds=True)
        site = every_site_in(source, decision) or local_page_in(source, decision)
        asked, complete = ((site,), False) if site else _asked_list(source, decision)
        return Rule(asked, credentials, complete)
    if literal(source, value) is not None:
        return Rule(composed(source, value)[0], credentials)
    # A value that is asked for elsewhere still tells whether cookies come along.
    origins, complete = composed(source, written)
    return Rule(origins, credentials, complete=complete or not origins)
