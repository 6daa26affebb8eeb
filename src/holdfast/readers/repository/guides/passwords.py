"""Passwords that a guide shows in plain words."""

import re
from collections.abc import Iterator
from dataclasses import replace

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.exposed import USER_MADE, covered, is_literal, is_own, looks_random
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.lexicon import any_of

_PASSWORD_KEY = any_of(
    r"(?:비밀 ?번호|패스워드|암호|password|passwd|パスワード|暗証番号|secret ?key|api ?key|시크릿 ?키|"
    r"access ?token)(?:\s*\([^()]{0,20}\))?$"
)


def given_away(guide: Guide, passage: Passage) -> Iterator[ExposedSecret]:
    """A password in plain words, as a list of how to get in has it; whatever the guide means it for."""
    for key, value in passage.said.pairs:
        word = value.strip()
        if not _PASSWORD_KEY.search(key):
            continue
        word = _BEHIND.sub("", word).strip(" `*\"'")
        if " " not in word and is_literal(word) and (looks_random(word) or (passage.told and _is_chosen(word))):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            common["at"] = replace(common["at"], quote=common["at"].quote.replace(word, "[hidden]"))
            yield ExposedSecret(**common, name=key, form="password")
            return
    yield from _in_statement(guide, passage)


def in_sql(guide: Guide) -> Iterator[ExposedSecret]:
    """Users of a database that a guide has somebody make with the password it shows; the first in each block."""
    for code in (*guide.codes, *guide.options):
        match = USER_MADE.search(code.snippet.text)
        if match is None or any(isinstance(one, ExposedSecret) for one in code.readings):
            continue
        word = match["value"]
        if is_literal(word) and (looks_random(word) or is_own(word)):
            common = code.common(code.snippet.text.count("\n", 0, match.start("value")) + 1)
            common["at"] = covered(common["at"], word)
            yield ExposedSecret(**common, name="PASSWORD", form="password")


def _in_statement(guide: Guide, passage: Passage) -> Iterator[ExposedSecret]:
    """The password that a statement of SQL sets, where it stands in a list or a sentence."""
    match = _SET_BY_SQL.search(passage.text) if passage.speaks else None
    if match is not None and is_literal(match["word"]) and (looks_random(match["word"]) or _is_chosen(match["word"])):
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        common["at"] = replace(common["at"], quote=common["at"].quote.replace(match["word"], "[hidden]"))
        yield ExposedSecret(**common, name=match["user"], form="password")


_SET_BY_SQL = regex(
    r"\b(?:create|alter) (?:user|role) (?:if (?:not )?exists )?[\"'`]?(?P<user>[\w.-]{1,40})[^;\n]{0,80}?"
    r"\b(?:identified (?:with [\w\"'`]{1,40} )?by|password) ['\"](?P<word>[^'\"\s]{6,80})['\"]",
    re.IGNORECASE | re.ASCII,
)
_BEHIND = regex(r"\s*[(（][^()（）]*[)）]\s*$")
_ANY_WORD = regex(r"pass|pw|secret|your|test|sample|example|1234|qwer|abcd|change|admin", re.IGNORECASE)


def _is_chosen(word: str) -> bool:
    """A password that whoever follows the steps sets as it stands there; one made of the usual words is a blank."""
    kinds = all(re.search(pattern, word) for pattern in ("[a-z]", "[A-Z]", r"\d"))
    return kinds and word.isascii() and len(word) >= 8 and _ANY_WORD.search(word) is None
