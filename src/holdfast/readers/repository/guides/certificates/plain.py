"""Where a guide sends its reader to the product over plain HTTP, by the bare address of what answers."""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import PlainAddress
from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Common, Guide, Passage
from holdfast.readers.repository.guides.wording.lexicon import any_of

_PLAIN = regex(
    # What only the own network can reach is another matter.
    r"\bhttp://(?!(?:[<\[{][^<>\[\]{}\n]{0,30}|[^\s/:<>]{0,30})(?:private|internal|privad[ao]|사설|내부|プライベート|内部))"
    r"(?:<[^<>\n]{0,40}>|\[[^\[\]\n]{0,40}\]|\{[^{}\n]{0,40}\}"
    r"|\$\{?\w{0,30}(?:IP|HOST|DNS|ALB|ELB|EC2|SERVER)(?:_\w{1,20})?\b|\w{0,30}_IP\b|(?:your|my)[\w-]{0,30}ip\b"
    r"|(?:(?:your|my)[\w-]{0,30}(?:ec2|alb|elb|server|instance|vps|balancer)|(?:ec2|alb|elb)[_-])[\w-]{0,30}(?=[:/\s`'\")]|$)"
    r"|(?!10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|0\.)(?:\d{1,3}\.){3}\d{1,3}\b"
    r"|[\w.-]{1,100}\.(?:compute(?:-1)?\.amazonaws|elb\.amazonaws|elasticbeanstalk|s3-website[.-][a-z]{2}-[a-z-]{4,12}-\d\.amazonaws)"
    r"\.com\b)",
    re.IGNORECASE | re.ASCII,
)
_PORT = regex(
    r"(?<![/\w-])(?:<[^<>\n]{0,40}\bip\b[^<>\n]{0,20}>|\[[^\[\]\n]{0,40}\bip\b[^\[\]\n]{0,20}\]"
    r"|(?:(?:your|my|ec2|public|elastic|server|instance|aws)[-_ ]?){1,3}ip(?:v4)?(?:[-_ ]addr(?:ess)?)?"
    r"|(?:퍼블릭|탄력적?|고정|서버|인스턴스|パブリック|グローバル|サーバー?) ?ip(?: ?주소|アドレス)?)"
    r" ?:(?!22\b)\d{2,5}(?![\d:])",
    re.IGNORECASE,
)
"""The bare address of an instance with the port to open in a browser, which takes HTTP for granted."""
_REFUSED = any_of(r"refused|denied|timed? ?out|forbidden|\b403\b|거부|차단|실패|타임 ?아웃|拒否|タイムアウト|遮断")


_NAMED = regex(
    r"\bhttp://(?P<host>(?!(?:[\w-]+\.)*(?:your|my|example|sample|test|domain|localhost)[\w-]*\.)(?:[a-z0-9-]{1,63}\.){1,4}"
    r"(?:com|net|org|io|kr|jp|in|id|vn|dev|app|shop|site|store|xyz|online|click|link|me|info|cloud|co|be|space|tech|fun))"
    r"(?![\w.-]*\w\.)(?=[:/\s`'\")\]>*]|$)",
    re.IGNORECASE | re.ASCII,
)
"""A name of the product's own; those that only documentation or other people's sites have are not meant."""
_OTHERS = regex(
    r"(?:^|\.)(?:github|gitlab|docker|nginx|apache|oracle|ubuntu|debian|google\w*|amazon\w*|aws|w3|mozilla|letsencrypt|maven"
    r"|spring|npmjs|nodejs|python|java|mysql|postgresql|redis|jenkins|wikipedia|stackoverflow|medium|velog|tistory|naver"
    r"|qiita|zenn|hatenablog|schema|springframework|jetbrains|microsoft|ietf|opensource|gnu|stripe|sun)\.",
    re.IGNORECASE,
)
_OPENED = any_of(
    r"접속|브라우저|방문|열기|열어|(?:사이트|서비스|배포) ?(?:주소|링크|url)",
    r"\bopen\b|\bvisit\b|\bbrows|\baccess(?:ible)?\b|\bgo to\b|^\W*url\b",
    r"(?:site|live|service|production|app(?:lication)?|web) ?(?:url|address|link)",
    r"アクセス|ブラウザ|開(?:く|き|い)|(?:サイト|本番|公開) ?(?:の)?(?:url|アドレス)",
)


_SET = regex(
    r"^\s*(?:[-*]\s+)?(?:export\s+)?[\"'`]?(?:[A-Z][A-Z0-9_]{2,60}|[vV]alue|값|値)[\"'`]?\s*[=:：]\s*[\[\"'`]{0,3}http://",
    re.ASCII,
)
_LETS_IN = regex(
    r"(?i)^\s*(?:[-*]\s+)?(?:export\s+)?[\"'`]?\w{0,40}(?:cors|origin|allowed_host)\w{0,40}[\"'`]?\s*[=:：]"
)
_DRAWN = regex(r"[\u2500-\u257f]|^\s*\|.*\|\s*$|^[\s$>]*(?:curl|wget|ab|wrk|hey|k6)\s")
"""A drawing, or a command that only looks whether the product answers."""


def read_plain(guide: Guide) -> Iterator[PlainAddress]:
    """The first place where the reader opens the product by such an address, and the first where it is set.

    A drawing, or who only looks whether it answers, shows it only where nothing else does.
    """
    sends = [passage for passage in guide.passages if _sends(passage) or _names(guide, passage)]
    said = [(_weight(p.said.text), guide.common(p, EvidenceKind.INSTRUCTED)) for p in sends]
    for code in guide.codes:
        rows = code.snippet.rows
        said.extend((_weight(rows[row - 1]), code.common(row)) for row in islice(_plain_rows(rows), _MOST))
    first: dict[int, Common] = {}
    for weight, common in sorted(said, key=lambda one: one[1]["at"].start_line):
        first.setdefault(weight, common)
    shown = [first[weight] for weight in (_OPENS, _IS_SET) if weight in first] or list(first.values())
    yield from (PlainAddress(**common) for common in shown)


_MOST = 20
_OPENS, _IS_SET, _IS_DRAWN = range(3)


def _weight(row: str) -> int:
    if _LETS_IN.match(row):
        return _IS_DRAWN  # it tells which websites may call, whatever those speak
    return _IS_SET if _SET.match(row) else _IS_DRAWN if _DRAWN.search(row) else _OPENS


def _plain_rows(rows: list[str]) -> Iterator[int]:
    """The lines, from 1, with such an address; not those that show that nobody answers there."""
    for number, row in enumerate(rows, start=1):
        refused = _REFUSED.search("\n".join(rows[number - 1 : number + 1]))
        if _PLAIN.search(row) and not refused:
            yield number


def _sends(passage: Passage) -> bool:
    if not passage.affirmed:
        return False
    return bool(_PLAIN.search(passage.text) or (_OPENED.search(passage.text) and _PORT.search(passage.text)))


def _names(guide: Guide, passage: Passage) -> bool:
    """It has the reader open the product by its name, which the guide nowhere has with TLS."""
    if "http://" not in passage.text or not passage.affirmed or not _OPENED.search(passage.text):
        return False
    hosts = [match["host"].lower() for match in _NAMED.finditer(passage.text)]
    return any(not _OTHERS.search(f".{host}") and f"https://{host}" not in guide.all_text for host in hosts)
