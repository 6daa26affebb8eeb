"""Logins of administrators that a guide gives away whole: the name, and the password that was set up with it."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import DefaultLogin
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.mood.reader import Context
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import any_of

NAME_OF_ACCOUNT = any_of(
    r"^\W*(?:(?:admin\w*|default|login|관리자|어드민|기본|로그인|管理者|初期|デフォルト|ログイン) ?)?"
    r"(?:user ?-?name|user(?: ?id)?|id|login|account|e-?mail(?: address)?"
    r"|사용자 ?(?:이름|명|id)?|유저 ?(?:네임|명)?|아이디|계정(?:명)?|이메일"
    r"|ユーザー? ?(?:名|id)?|アカウント(?:名)?|メール(?:アドレス)?|ログイン ?id)$"
)
_PASSWORD = any_of(
    r"^\W*(?:(?:admin\w*|default|initial|login|관리자|어드민|기본|초기|로그인|管理者|初期|デフォルト|ログイン) ?)?"
    r"(?:password|passwd|pass|pw|비밀 ?번호|패스워드|암호|비번|パスワード)$"
)
_PAIR = regex(
    r"(?:^|[\s(（:：`'\"])(?P<name>admin\w{0,12}|administrator|root|superuser|superadmin"
    r"|admin[\w.+-]{0,40}@[\w.-]{3,60})[`'\"*]*\s*(?:/|／)\s*[`'\"*]*(?P<password>[!-.0-~]{3,40}?)(?=[`'\"*)）\s,、]|$)",
    re.IGNORECASE | re.ASCII,
)
_SPOKEN = regex(
    r"(?:^|[\s(（\[,])(?:id|user(?: ?name)?|login|account|아이디|계정|유저|사용자|ユーザー?名?)\s{0,4}[:：=]\s{0,4}"
    r"[`'\"*]{0,4}(?P<name>[\w.@+-]{2,60})[`'\"*]{0,4}\s{0,4}(?:[/／,、|·]|그리고|and)\s{0,4}"
    r"(?:pw|pwd|pass(?:word|wd)?|비밀 ?번호|비번|패스워드|암호|パスワード)\s{0,4}[:：=]\s{0,4}[`'\"*]{0,4}"
    r"(?P<password>[!-.0-~]{3,40}?)(?=[`'\"*)）\]\s,、]|$)",
    re.IGNORECASE,
)
"""`ID: admin / PW: …` in one row."""

_KEY_OF_ADMINISTRATOR = any_of(
    r"^\W*(?:(?:최고|슈퍼|웹) ?)?(?:관리자|어드민|admin\w*|管理者)(?: ?(?:계정|id|アカウント))?\W*$",
    r"^\W*(?:서버|접속|ssh|root|루트|sftp|ftp) ?(?:접속 ?)?(?:계정|정보|account|login)\W*$",
)
_FIRST = any_of(
    r"(?:기본|초기|디폴트|관리자|어드민) ?(?:관리자 |admin )?(?:페이지 |화면 |콘솔 )?"
    r"(?:계정|로그인|아이디|비밀 ?번호|접속|인증 ?정보|정보)|로그인 ?정보",
    r"(?:default|initial|first|admin\w*|superuser|root) (?:\w+ )?(?:account|log-?in|credential|user\b|password)"
    r"|(?:log-?in )?credentials\b|\b(?:default|initial|first|demo) (?:admin\w*|superuser)\s?[:：(（]",
    r"(?:初期|デフォルト|管理者|管理画面)(?:の|用)?(?:管理者)?"
    r"(?:アカウント|ログイン|認証情報|ユーザー|パスワード|情報)|ログイン情報",
)
_ADMINISTRATOR = regex(r"admin|administrator|\broot\b|superuser|관리자|어드민|管理者", re.IGNORECASE)
_CONSOLE = any_of(
    r"jenkins|젠킨스|grafana|그라파나|sonar ?qube|portainer|php ?my ?admin|pgadmin|kibana|키바나|rabbit ?mq|minio"
    r"|\bnexus\b|airflow|argo ?cd|harbor|gitlab|open ?vidu|nginx proxy manager"
)
"""Programs whose every login is one of somebody who administers something."""

_OF_ADMINISTRATORS = any_of(
    r"^\W*admin\w*\b|/admin\b|\badmin\w* (?:page|panel|site|console|dashboard|area|ui|screen)\b"
    r"|(?:관리자|어드민) ?(?:페이지|화면|사이트|콘솔|대시보드|웹)|管理(?:画面|ページ|サイト|者ページ|者画面)"
)
"""Where administrators go: a name and a password beside it let somebody in there."""
_OF_PROGRAM = regex(
    r"(?i)^[a-z_]{2,40}#[a-z_]{2,40}$|\.(?:py|rb|[cm]?[jt]sx?|html?|php|vue|md|json|ya?ml|erb|twig|css)$"
)
"""What answers a path of administrators, or a file of theirs."""
_NO_WORD = regex(r"\d|[!@#$%^&*]")
"""Two words with a slash between them may be roles, or parts of an address."""

_STORE = any_of(
    r"\brds\b|데이터 ?베이스|database|\bdb\b|データベース|mysql|mariadb|postgres|mongo|redis",
    r"마스터|\bmaster\b|マスター|basic auth|\bsmtp\b|\biam\b|\baws\b",
)
_WHOLE_GUIDE = any_of(
    r"\b(?:on|to|with|for|in) (?:the )?aws\b|\baws (?=(?:ec2|lightsail|elastic|server|deploy|배포|デプロイ))"
)
"""Where it all runs, as the title of a guide has it."""
_LOGS_IN = any_of(r"로그인|접속 ?(?:정보|계정)|계정 ?정보|log-?in|sign-?in|ログイン|アクセス情報|接続情報")
_BLANK = regex(
    r"[<>{}$\[\]]|x{3,}|\*{2,}|\.{3,}|_{3,}|your|example\b|placeholder|generated|secret[-_ ]?manager", re.IGNORECASE
)
_NEAR = 3


def default_logins(guide: Guide) -> Iterator[DefaultLogin]:
    """The first login of each chapter of which name and password stand there in plain words."""
    done: set[int] = set()
    spoken = [p for p in guide.passages if p.said.form is not Form.HEADING and (p.speaks or _may_be_left_out(guide, p))]
    for name, passage in zip((None, *spoken), spoken, strict=False):
        chapter = passage.said.trail.headings[-1].line if passage.said.trail.headings else 0
        found = _in_one(passage) or (name is not None and _in_two(name, passage))
        if not found or chapter in done or not _is_of_administrator(passage, name):
            continue
        done.add(chapter)
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        common["at"] = replace(common["at"], quote=common["at"].quote.replace(found, "[hidden]"))
        yield DefaultLogin(**common)


def _may_be_left_out(guide: Guide, passage: Passage) -> bool:
    """It stands in a chapter for those who want it: the password is given away all the same."""
    return guide.manner.context(passage.said.trail) is Context.OPTIONAL and not passage.mood.negated


def _in_one(passage: Passage) -> str:
    """The password of a login that one line shows: `admin / …`, or a row with a column for each."""
    cells = zip(passage.said.columns, passage.said.cells, strict=False)
    told = {bool(_PASSWORD.search(key)): value for key, value in cells if _asks(key)}
    if len(told) == 2:
        return _literal(told[True])
    match = _SPOKEN.search(passage.text) or _PAIR.search(passage.text)
    if match is None or _STORE.search(passage.text) or _OF_PROGRAM.search(match["password"]):
        return ""
    return _literal(match["password"])


def _asks(key: str) -> bool:
    return bool(NAME_OF_ACCOUNT.search(key) or _PASSWORD.search(key))


def _in_two(name: Passage, passage: Passage) -> str:
    """The password of a login whose name stands right above it."""
    key, value = next(iter(name.said.pairs), ("", ""))
    below, password = next(iter(passage.said.pairs), ("", ""))
    near = 0 < passage.said.line - name.said.line <= _NEAR and passage.said.trail.headings == name.said.trail.headings
    if not near or not NAME_OF_ACCOUNT.search(key) or not _literal(value) or not _PASSWORD.search(below):
        return ""
    return _literal(password)


def _literal(value: str) -> str:
    """The value as it is typed; empty for a blank to fill in, or for words about it."""
    word = _REMARK.sub("", value).strip(" `*\"'|")
    return word if 2 < len(word) <= _LONGEST and word.isascii() and " " not in word and not _BLANK.search(word) else ""


_LONGEST = 40
_REMARK = regex(r"\s+(?:[(（#⚠]|//|--|—|–).*$")


def _is_of_administrator(passage: Passage, name: Passage | None) -> bool:
    """It is told to be the first login, or an administrator's, and none of a store below the application."""
    pair = _PAIR.search(passage.text)
    if pair and _OF_ADMINISTRATORS.search(passage.text) and _NO_WORD.search(pair["password"]):
        return True
    key = next(iter(passage.said.pairs), ("", ""))[0]
    if pair and _KEY_OF_ADMINISTRATOR.match(key) and _NO_WORD.search(pair["password"]):
        return not _STORE.search(passage.text)
    above = [passage.said.trail.lead, *passage.said.trail.parents, *(h.text for h in passage.said.trail.headings[-2:])]
    around = [text for text in (passage.text, name.text if name else "", *above) if text]
    if any(_STORE.search(_WHOLE_GUIDE.sub("", text)) for text in around):
        return False
    if any(_FIRST.search(text) for text in (passage.text, *above)):
        return any(_ADMINISTRATOR.search(text) for text in around)
    # The page of a console, whose name is told: `Grafana 로그인`.
    own = name.text if name is not None else ""
    administers = bool(_ADMINISTRATOR.search(f"{own} {passage.text}")) or any(map(_CONSOLE.search, above))
    if _SPOKEN.search(passage.text):
        return administers or _CONSOLE.search(passage.text) is not None
    return administers and _LOGS_IN.search(" ".join(above)) is not None
