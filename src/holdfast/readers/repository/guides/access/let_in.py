"""What a guide has somebody write into the files of servers by which they let in more than they should."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import HostRights, Ingress, Login
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.access.reader import OUTBOUND
from holdfast.readers.repository.guides.guide import Common, Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.european import OPENS
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, TROUBLE_HEADING, any_of
from holdfast.readers.repository.policies.rights import rights_in
from holdfast.readers.repository.shell.access.let_in import GRANTED_TO_ALL, ON_HOST

_ROOT = regex(
    r"\bPermitRootLogin\b(?:[\s=:→>\"'`*]{1,12}|[^\n]{0,24}?\bno\b[^\n]{0,12}?)yes\b(?![^\n]{0,20}\bno\b)",
    re.IGNORECASE | re.ASCII,
)
_PASSWORDS = regex(
    r"\bPasswordAuthentication\b(?:[\s=:→>\"'`*]{1,12}|[^\n]{0,24}?\bno\b[^\n]{0,12}?)yes\b(?![^\n]{0,20}\bno\b)",
    re.IGNORECASE | re.ASCII,
)
_MYSQL = regex(
    r"\bbind-address\b(?:[\s=:\"'`*]{1,12}|[^\n]{0,12}127\.0\.0\.1[^\n]{0,12}?)(?:0\.0\.0\.0|\*|::)(?![\w.])"
    r"|\bbind-address\b[^\n]{0,12}(?:주석 ?처리|コメントアウト)|comment(?:ed)? out[^\n]{0,20}\bbind-address\b",
    re.IGNORECASE | re.ASCII,
)
_SETS = r"(?:\s?(?:를|을|값을|は|を|の値を|to|as|yes|no|from|→|->|=>|[\s=:\"'`])){1,12}"
"""What stands between the name of a setting and its value, in a file or where somebody says how to set it."""
_POSTGRES = regex(rf"\blisten_addresses\b{_SETS}\*", re.IGNORECASE | re.ASCII)
_MONGO = regex(
    r"\bbind_?ip\b(?:[\s=:\"'`*]{1,12}|[^\n]{0,12}127\.0\.0\.1[^\n]{0,24}?)(?:127\.0\.0\.1 ?, ?)?"
    r"(?:0\.0\.0\.0|::)(?![\w.])",
    re.IGNORECASE | re.ASCII,
)
_WHO = regex(r"^\s*host(?:ssl)?\s+\S+\s+\S+\s+(?:0\.0\.0\.0/0|::/0|all)\s+(?:md5|scram-sha-256|password|trust)\b")
_WHO_TOLD = regex(
    r"\bpg_hba\.conf\b(?=[^\n]{0,200}(?:수정|변경|바꾸|바꿔|추가|허용|変更|修正|追加|許可|\bto\b|chang|add|allow|replac|→|->|=>))"
    r"[^\n]{0,120}(?<![\d.])0\.0\.0\.0/0",
    re.IGNORECASE | re.ASCII,
)
_REDIS = regex(
    r"^\s*bind\s+(?:127\.0\.0\.1\s+)?(?:0\.0\.0\.0|\*)(?![\w.])"
    rf"|\bprotected-mode\b{_SETS}no(?![\w])"
    r"|\bredis\.conf\b[^\n]{0,80}\bbind\b[^\n]{0,30}(?:0\.0\.0\.0|주석 ?처리|コメントアウト|comment(?:ed)? out)"
    r"|\bredis\.conf\b[^\n]{0,40}(?:주석 ?처리|コメントアウト|comment(?:ed)? out)[^\n]{0,20}\bbind\b",
    re.ASCII,
)
_SERVERS = (
    (_MYSQL, 3306, "bind-address"),
    (_POSTGRES, 5432, "listen_addresses"),
    (_WHO, 5432, "pg_hba"),
    (_WHO_TOLD, 5432, "pg_hba"),
    (_MONGO, 27017, "bindIp"),
    (_REDIS, 6379, "redis.conf"),
    (GRANTED_TO_ALL, 3306, "grant"),
)
_COMMANDS = regex(r"^\s*(?:\$\s*)?(?:sudo\s+)?(?:sed|echo|printf|tee)\b|^\s*(?:-\s+)?[\"']?--")
"""Such a row is a command, of which the reader of shell tells, or what a container is started with."""


def read_let_in(guide: Guide) -> Iterator[Reading]:
    """Root that SSH takes in, or any password, and databases that listen to everybody; the first place of each."""
    found: set[str] = set() if ON_HOST.search(guide.all_text) else {"grant"}
    for text, common in _said(guide):
        if _ROOT.search(text) and "root" not in found:
            found.add("root")
            yield Login(**common, method="ssh", user="root")
        elif _PASSWORDS.search(text) and "passwords" not in found:
            found.add("passwords")
            yield Login(**common, method="ssh")
        for pattern, port, name in _SERVERS:
            if name not in found and pattern.search(text):
                found.add(name)
                yield Ingress(**common, from_port=port, to_port=port, sources=("0.0.0.0/0",), target=name)
    yield from _atlas(guide)
    yield from _alike(guide)
    yield from _rights(guide)


def _rights(guide: Guide) -> Iterator[HostRights]:
    """Rows of files that it has somebody write, where the reader of shell has not told of them."""
    for code in guide.codes:
        told = {one.at.start_line for one in code.readings if isinstance(one, HostRights)}
        for index, what in rights_in(code.snippet.rows):
            common = code.common(index + 1)
            if common["at"].start_line not in told:
                yield HostRights(**common, what=what)


_OPENED = any_of(
    r"포트.{0,60}(?:오픈|개방|열(?:기|어|려)|허용)|\bopen(?:ed)? (?:the |these |following )*(?:tcp )?ports?\b",
    r"\bports?\b.{0,60}\b(?:open(?:ed)?|reachable|allowed)\b|ポート.{0,60}(?:開放|オープン|開け|許可)",
    OPENS,
)
_BY_FIREWALL = any_of(
    r"(?:보안 ?그룹|인바운드|방화벽).{0,80}(?:오픈|개방|열(?:기|어|려|림)|허용)",
    r"(?:セキュリティ ?グループ|インバウンド|ファイアウォール).{0,80}(?:開放|オープン|開け|許可)",
    r"(?:security ?group|inbound|firewall)\b.{0,80}\b(?:open(?:ed)?|allow\w*|permit\w*)(?! (?:access )?from)\b",
    r"\b(?:open|allow|permit)\b.{0,60}\b(?:in|on|through) (?:the |your |its )?(?:\w+ )?(?:security ?group|firewall)",
)
"""Here a source is to be expected, and where none is named, nobody knows who comes in."""
_INWARDS_ONLY = any_of(
    r"내부|\bvpc\b|private|internal|보안 ?그룹에서만|内部|\bonly\b|(?<!\d)sg-|만 (?:허용|오픈|개방|열)|のみ|外部に"
)
_FROM_ELSEWHERE = any_of(
    r"\b(?:my|your|own|office|home|admin\w*|specific|trusted)[-_ ]?(?:public[-_ ]?)?ips?\b|\d(?:\.\d{1,3}){3}/(?!0)\d"
    r"|(?:내|자신의|본인의?|특정|사무실|회사|관리자) ?(?:ip|아이피)|(?:マイ|自分の|特定の?|社内の?) ?ip",
    r"\bfrom (?!any|every|all\b|0\.)|[-_]sg\b",
    r"(?:ec2|alb|앱|app|서버|애플리케이션|アプリ|サーバー?)(?:의|の)? ?"
    r"(?:보안 ?그룹|sg\b|セキュリティ ?グループ)(?:에서|으로부터|から)",
)
"""A source that one of the ports is for; which of them, a sentence seldom says."""
_ADDRESS = regex(r"https?://\S{1,200}|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?", re.ASCII)
_NUMBERS = regex(r"(?<![\w.:-])(?<![^\d]/)\d{2,5}(?![\w.:-])(?!/(?!tcp|udp|\d{2}))", re.ASCII)
_OF_DATA = {5432: "postgresql", 3306: "mysql", 27017: "mongodb", 6379: "redis", 1433: "sqlserver"}
_OF_WEB = frozenset((80, 443, 3000, 5000, 8000, 8080))
_EVERYBODY = any_of(
    r"(?<![\d.])0\.0\.0\.0(?:/0)?(?![\d./])|allow (?:access )?from anywhere|모든 ?ip|어디서나|どこからでも"
)


def _alike(guide: Guide) -> Iterator[Ingress]:
    """A database's port that is opened in one breath with those on which everybody comes in, or to everybody."""
    for passage in guide.passages:
        text = passage.text
        if not passage.affirmed or passage.said.form is Form.HEADING:
            continue
        everybody = _EVERYBODY.search(text) is not None
        named = _BY_FIREWALL.search(text) is not None
        # Of a rule that somebody shall make, the reader of access tells.
        if not (_OPENED.search(text) if everybody or not named else not passage.told):
            continue
        if _INWARDS_ONLY.search(text) or _FROM_ELSEWHERE.search(text) or about(passage, OUTBOUND):
            continue
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        sources = () if named and not everybody else ("0.0.0.0/0",)
        ports = [int(number) for number in _NUMBERS.findall(_ADDRESS.sub(" ", text))]
        web = [port for port in ports if port in _OF_WEB]
        data = [port for port in ports if port in _OF_DATA] if everybody or web else []
        for port in (*(web if data and not sources else ()), *data):
            yield Ingress(**common, from_port=port, to_port=port, sources=sources, target=_OF_DATA.get(port, ""))


_ATLAS = any_of(r"\batlas\b|network access|mongo(?:db)?")
_LIST = any_of(r"network access|ip (?:access )?list|white-?list|allow-?list|\bips?\b|네트워크|허용|ネットワーク")
_ONLY_NOW = any_of(r"\b(?:dev|development|testing|tests?|local)\b|개발|테스트|開発|テスト|\binstead\b")


def _atlas(guide: Guide) -> Iterator[Ingress]:
    """The first step that lets everybody reach a database of MongoDB Atlas."""
    if "tlas" not in guide.all_text:
        return
    for passage in guide.passages:
        text = passage.text
        told = passage.affirmed or _mends(passage)
        opens = told and passage.said.form is not Form.HEADING and _EVERYBODY.search(text)
        if opens and about(passage, _LIST) and about(passage, _ATLAS) and not _ONLY_NOW.search(text):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield Ingress(**common, from_port=27017, to_port=27017, sources=("0.0.0.0/0",), target="MongoDB Atlas")
            return


def _mends(passage: Passage) -> bool:
    """It is the way out that a chapter about errors gives: whoever cannot connect opens the list to everybody."""
    above = passage.said.trail.headings
    return not NEGATION.search(passage.text) and any(TROUBLE_HEADING.search(heading.text) for heading in above)


def _said(guide: Guide) -> Iterator[tuple[str, Common]]:
    for passage in guide.passages:
        denied = passage.mood.negated and NEGATION.search(_NO_AS_VALUE.sub("", passage.text))
        if passage.speaks and not denied and passage.said.form is not Form.HEADING:
            yield passage.text, guide.common(passage, EvidenceKind.INSTRUCTED)
    # Who need not do it opens the door all the same when they do.
    for code in (*guide.codes, *guide.options):
        kind, snippet, opened = EvidenceKind.INSTRUCTED, code.snippet, ""
        for number, row in enumerate(snippet.rows, start=1):
            editor = _EDITS.search(row)
            opened = editor["file"] if editor else opened
            remark = _ASIDE.sub("", _NO_AS_VALUE.sub("", row.partition("#")[2]))
            if _COMMANDS.match(row) or NEGATION.search(remark):
                continue
            at, environment, old = snippet.at(number), snippet.environment, snippet.old
            common = Common(kind=kind, at=at, environment=environment, old=old)
            # In an editor, what a remark says of the file is what to write there.
            yield f"{opened}: {row[:400]}" if opened and row.lstrip().startswith("#") else row[:400], common


_EDITS = regex(r"(?:^|\s)(?:vim?|nano|emacs|gedit)\s+(?:\S*/)?(?P<file>[\w.-]{3,60}\.(?:conf|cnf))\s*$", re.ASCII)
_ASIDE = regex(r"\([^()]{0,80}\)\s*$")
_NO_AS_VALUE = regex(rf"\bprotected-mode\b{_SETS}no(?![\w])", re.ASCII)
"""Where the word is a value, it denies nothing."""
