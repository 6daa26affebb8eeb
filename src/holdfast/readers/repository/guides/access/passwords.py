"""Passwords that a guide shows in plain words."""

import re
from collections.abc import Callable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import ExposedSecret
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import (
    AT_RDS,
    USER_MADE,
    covered,
    form_of,
    is_exposed,
    is_literal,
    is_own,
    looks_random,
)
from holdfast.readers.repository.configuration.public_addresses import PUBLIC, is_own_address
from holdfast.readers.repository.guides.access.in_two import named_values
from holdfast.readers.repository.guides.access.logins import NAME_OF_ACCOUNT
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.wording.lexicon import any_of

_PASSWORD_KEY = any_of(
    r"(?:비밀 ?번호|패스워드|암호|password|passwd|パスワード|暗証番号|secret ?key|api ?key|시크릿 ?키|"
    r"access ?token|(?:^|[\s_])(?:pwd?|비번))(?:\s*\([^()]{0,20}\))?$"
)
_HANDED_OVER = any_of(
    r"(?:접속|로그인|계정|데이터 ?베이스|\bdb|서버|인증) ?정보|인수 ?인계"
    r"|(?:ログイン|接続|アカウント|データベース|サーバー?|認証)の?情報"
    r"|引き?継ぎ"
    r"|\b(?:log-?in|access|account|server|database|connection) (?:info\w*|details|credentials)\b|\bhand-?over\b"
)
_EXISTS = regex(AT_RDS)
_EXAMPLE = any_of(r"예시|예제|샘플|형식|例|サンプル|形式|example|sample|format|e\.g\.")
_AT_HOME = any_of(r"로컬|\blocal|ローカル|docker|테스트|\btest|テスト|\bseed|시드|예시|例|sample|example")


def given_away(guide: Guide, passage: Passage) -> Iterator[ExposedSecret]:
    """A password in plain words, as a list of how to get in has it; whatever the guide means it for."""
    for key, value in passage.said.pairs:
        word = value.strip()
        if not _PASSWORD_KEY.search(key):
            continue
        word = _BEHIND.sub("", word).strip(" `*\"'")
        own = passage.told and _is_chosen(word)
        handed = (
            _is_handed_over(passage, word, _opens)
            or _is_beside_its_host(guide, passage)
            or (_has_name_above(guide, passage) and _is_handed_over(passage, word, _opens_with_name))
        )
        if " " not in word and is_literal(word) and (looks_random(word) or own or handed):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            common["at"] = replace(common["at"], quote=common["at"].quote.replace(word, "[hidden]"))
            yield ExposedSecret(**common, name=key, form="password")
            return
    yield from _of_variables(guide, passage)
    yield from _in_statement(guide, passage)


def _of_variables(guide: Guide, passage: Passage) -> Iterator[ExposedSecret]:
    """Values of secrets that somebody copied into a table or list of variables, past any that are made up."""
    shown = (*passage.said.columns, passage.said.trail.lead, *(one.text for one in passage.said.trail.headings[-1:]))
    as_example = any(map(_EXAMPLE.search, shown))
    for name, word in named_values(guide, passage):
        known = not passage.said.cells and _PASSWORD_KEY.search(name)
        if known or " " in word or not is_exposed(name, word):
            continue
        if not looks_random(word) and (as_example or not is_own(word)):
            continue
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        common["at"] = replace(common["at"], quote=common["at"].quote.replace(word, "[hidden]"))
        yield ExposedSecret(**common, name=name, form=form_of(name, word))
        return


def _is_beside_its_host(guide: Guide, passage: Passage) -> bool:
    """A line near it gives the address of a database that exists."""
    near = guide.passages[max(passage.index - _NEAR, 0) : passage.index + _NEAR + 1]
    return passage.speaks and any(map(_names_host, near))


def _names_host(passage: Passage) -> bool:
    if ".rds." in passage.text and _EXISTS.search(passage.text):
        return True
    key, value = next(iter(passage.said.pairs), ("", ""))
    return _HOST_KEY.search(key) is not None and is_own_address(value)


_HOST_KEY = any_of(r"\bhost(?:name)?\b|\bserver\b|\bendpoint\b|\bip\b|호스트|서버|주소|ホスト|サーバー?|アドレス")


_NEAR = 3


def in_sql(guide: Guide) -> Iterator[ExposedSecret]:
    """Users of a database that a guide has somebody make with the password it shows; the first in each block."""
    for code in (*guide.codes, *guide.options):
        if any(isinstance(one, ExposedSecret) for one in code.readings):
            continue
        made = (match for match in USER_MADE.finditer(code.snippet.text) if is_literal(match["value"]))
        match = next((one for one in made if looks_random(one["value"]) or is_own(one["value"])), None)
        if match is not None:
            common = code.common(code.snippet.text.count("\n", 0, match.start("value")) + 1)
            common["at"] = covered(common["at"], match["value"])
            yield ExposedSecret(**common, name="PASSWORD", form="password")


def _in_statement(guide: Guide, passage: Passage) -> Iterator[ExposedSecret]:
    """The password that a statement of SQL sets, or that stands behind an account, in a list or a sentence."""
    match = (USER_MADE.search(passage.text) or _ACCOUNT.search(passage.text)) if passage.speaks else None
    reached = _REACHED.search(passage.text) if "://" in passage.text else None
    if reached is None and ".rds." in passage.text and _EXISTS.search(passage.text):
        reached = _OPENED.search(passage.text)
    if reached is None and (slashed := _SLASHED.search(passage.text)) and is_own_address(slashed["host"]):
        reached = slashed
    if reached is None and is_own_address(passage.text):
        reached = _LEADS.search(passage.text) or _OPENED.search(passage.text)
    match = reached or match
    word = match["value"] if match else ""
    if is_literal(word) and (
        reached is not None or looks_random(word) or _is_chosen(word) or _is_handed_over(passage, word, _opens)
    ):
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        common["at"] = covered(common["at"], word)
        yield ExposedSecret(**common, name="PASSWORD", form="password")


_REACHED = regex(
    rf"://[^\s:/@\"'`]{{1,80}}:(?P<value>[^\s@/\"'`]{{3,100}})@(?:{AT_RDS}|[\w-]{{2,40}}\.[a-z0-9]{{5,8}}\.mongodb\.net\b"
    r"|db\.[a-z]{20}\.supabase\.co\b|aws-\d-[a-z0-9-]{8,20}\.pooler\.supabase\.com\b)"
)
"""An address of a database that exists, with the password for it: nobody makes up the part that is its own."""
_SLASHED = regex(
    r"(?:\bdb|database|rds|mysql|mariadb|postgres\w*|mongo\w*|데이터 ?베이스|디비|データベース)"
    r"[^\n/:：]{0,12}[:：]\s{0,3}"
    r"(?P<host>[\w.-]{4,120})(?::\d{2,5})?\s{0,3}[/／,|]\s{0,3}(?!\d+\b)[\w.-]{1,40}\s{0,3}[/／,|]\s{0,3}"
    r"(?P<value>(?=[!-.0-~]{0,59}[\d!@#$%^&*])[!-.0-~]{4,60}?)(?=[)）\s,、|]|$)",
    re.IGNORECASE,
)
"""A database's address, its user and the password, one behind the other."""
_LEADS = regex(rf"://[^\s:/@\"'`]{{1,80}}:(?P<value>[^\s/\"'`]{{3,100}})@{PUBLIC}")
_OPENED = regex(
    r"(?:\bmysql\w{0,10}\s[^\n]{0,160}?\s-p|\s--password=|\b(?:PGPASSWORD|MYSQL_PWD)=)[\"']?(?P<value>(?!\[)[^\s\"'`$<]{3,100})"
)
"""A client's command within a sentence, with the password for the database that it asks."""
_ACCOUNT = regex(
    r"(?:계정|アカウント|account|id ?/ ?pw)\s*[:：]\s*[\w.@-]{2,40}\s*/\s*"
    r"(?P<value>[!-.0-~]{6,40}?)(?=[)）\s,、]|$)",
    re.IGNORECASE | re.ASCII,
)
_BEHIND = regex(r"\s*[(（][^()（）]*[)）]\s*$")
_PLAIN_WORD = regex(
    r"123|000|local|dev|root|mysql|postgres|mongo|redis|demo|user|^my|\.(?:com|net|io|kr|jp)\b", re.IGNORECASE
)
_ANY_WORD = regex(r"pass|pw|secret|your|test|sample|example|1234|qwer|abcd|change|admin", re.IGNORECASE)


def _is_chosen(word: str) -> bool:
    """A password that whoever follows the steps sets as it stands there; one made of the usual words is a blank."""
    kinds = all(re.search(pattern, word) for pattern in ("[a-z]", "[A-Z]", r"\d"))
    return kinds and word.isascii() and len(word) >= 8 and _ANY_WORD.search(word) is None


def _is_handed_over(passage: Passage, word: str, opens: Callable[[str], bool]) -> bool:
    """Who takes the servers over reads there how to get in: what stands there opens them, however simple it is."""
    trail = passage.said.trail
    above = [text for text in (trail.lead, *trail.parents, *(heading.text for heading in trail.headings)) if text]
    told = any(map(_HANDED_OVER.search, above)) or _ACCOUNT.search(passage.text) is not None
    return passage.speaks and told and not any(map(_AT_HOME.search, (passage.text, *above))) and opens(word)


def _opens(word: str) -> bool:
    """Letters and something else, and none of the words that people put where the real one goes."""
    lettered = re.search("[A-Za-z]", word) is not None and re.search(r"[\d!@#$%^&*.+]", word) is not None
    plain = _ANY_WORD.search(word) is not None or _PLAIN_WORD.search(word) is not None
    return lettered and not plain and word.isascii() and len(word) >= _SHORTEST


_SHORTEST = 8


def _opens_with_name(word: str) -> bool:
    """Beside the name of its account even a short password with a row of digits is the real one."""
    return _LETTERED.fullmatch(word) is not None and not (_ANY_WORD.search(word) or _WORD_OF_EXAMPLES.search(word))


_LETTERED = regex(r"(?=.*[A-Za-z])(?=.*[\d!@#$%^&*.+])[!-~]{6,40}")
_WORD_OF_EXAMPLES = regex(r"local|dev|root|sql|postgres|mongo|redis|demo|user|^my", re.IGNORECASE)


def _has_name_above(guide: Guide, passage: Passage) -> bool:
    """The line before it, or the one before that, gives the name of the account."""
    near = guide.passages[max(passage.index - 2, 0) : passage.index]
    return any(NAME_OF_ACCOUNT.search(key) and value.strip() for one in near for key, value in one.said.pairs)
