"""Who may reach what: security groups, logins, the root user, MFA, keys and policies in a guide."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Ingress, KeyRotation, Login, Mfa, RootUse
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.access import all_in
from holdfast.readers.repository.guides.access.at_will import is_at_will
from holdfast.readers.repository.guides.access.consoles_of_chapters import console_of_chapter
from holdfast.readers.repository.guides.access.credentials import IAM, KEYS, ROOT, read_credentials
from holdfast.readers.repository.guides.access.for_pipelines import for_pipelines
from holdfast.readers.repository.guides.access.in_two import named_values
from holdfast.readers.repository.guides.access.offered import offered, warned_of
from holdfast.readers.repository.guides.access.passwords import given_away
from holdfast.readers.repository.guides.access.pipeline_secrets import GITHUB_SECRETS
from holdfast.readers.repository.guides.access.policies_given import policies_given
from holdfast.readers.repository.guides.availability.chapters import port_of_chapter
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.mood.reader import Context, mood_of
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about, days_in, denied
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, RULES_OF_FIREWALL, any_of

FIREWALL = any_of(
    r"보안 ?그룹|security ?groups?|セキュリティ ?グループ|인바운드"
    r"|inbound(?! (?:https?[- ])?(?:request|message|call|e-?mail|mail|sms|link|webhook|event|lead|order))"
    r"|インバウンド|방화벽|firewall|ファイアウォール|ingress|네트워크 ?설정|network settings|ネットワーク設定"
    r"|ssh ?트래픽(?:을|를)? ?허용|\ballow ssh traffic\b|ssh ?トラフィックを許可"
)
OUTBOUND = any_of(r"아웃 ?바운드|outbound|egress|アウトバウンド")
_LIGHTSAIL = any_of(r"lightsail|라이트세일")
"""Its firewall opens a port to any address, unless one is named (Lightsail user guide, "Firewalls", read 2026-11)."""

_FOR_ALL = (
    r"(?:allow|accept|permit)\w* (?:public|external) (?:connections?|access|traffic)|from the (?:public )?internet\b"
    r"|\bopen(?:ed)? (?:up )?to (?:the )?(?:public|(?:whole )?(?:internet|world))\b"
    rf"|(?:인터넷(?:에서|으로부터|에) ?(?:접속|접근|개방|공개|오픈)|외부에서(?:도)? ?(?:바로 ?)?(?:접속|접근)"
    rf"|インターネット(?:から|に)(?:の)?(?:アクセス|接続|公開|開放)){all_in.NOT_BARRED}"
)
_ANYWHERE = any_of(
    _FOR_ALL,
    r"(?<![\d.])0\.0\.0\.0(?:/0(?!\d)|(?![\d./]))|::/0|\banywhere\b|모든 ?(?:ip|곳|위치|소스|사용자|"
    r"대역)|어디서나|어디서든|"
    r"위치 ?무관|전체 ?(?:허용|공개|오픈|개방|ip)|누구나|누구에게나|제한 ?없[음이]|制限なし",
    r"(?<!포트 )(?<!포트를 )(?<!포트는 )모두(?:에게)? ?(?:허용|공개|오픈|개방)",
    r"(?:[(（:：]|\d\s*\|?)\s*(?:전체|모두|전부|全て|すべて|全体)\s*(?:[)）|,/(（]|$)|[(（]all[)）]",
    r"\b(?:no|without)(?: ip| source)? restrictions?\b|\bunrestricted\b|\bopen to all\b",
    r"\bto (?:every|any)(?:one|body)\b",
    r"任意の(?:場所|ip)|どこからでも|(?:すべて|全て)の ?ip|any(?: ?where)? ?ips?\b|\ball ips?\b",
    r"全(?:公開|開放)|全 ?ip",
)
_SURELY_ANYWHERE = any_of(
    _FOR_ALL, r"(?<![\d.])0\.0\.0\.0/0|위치 ?무관|from anywhere|anywhere-ipv4|どこからでも|任意の場所"
)
_MY_IP = any_of(
    r"내 ?ip|マイ ?ip|자신의 ?ip|본인(?:의)? ?ip|사무실|회사|office|\bvpn\b",
    r"(?:관리자|개발자|운영자|팀원|현재|고정|접속자?)(?:의)? ?ip|(?:특정|지정|허용|신뢰)(?:된|한|하는)? ?ip",
    r"\b(?:my|your|own|admin\w{0,12}|office|home|dev\w*|operator|team|trusted|specific|known|restricted|allow-?listed|whitelisted)"
    r"(?:['’]?s)?(?:[-_ ](?:current|own|public|static|fixed|home|office)){0,2}[-_ ]?ips?(?:[-_ ]?addr\w*)?\b",
    r"(?:自分|管理者|開発者|自宅|特定|現在|固定|許可)の? ?ip|オフィス|社内",
)
_NUMBERED = regex(r"^[\W\d]{1,12}")
_CIDR = regex(r"\b\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}\b", re.ASCII)
_SERVICES = (
    (any_of(r"\bssh\b"), 22),
    (any_of(r"\bhttps\b"), 443),
    (any_of(r"\bhttp\b"), 80),
    (any_of(r"postgres(?:ql)?"), 5432),
    (any_of(r"mysql|mariadb|aurora"), 3306),
    (any_of(r"mongo(?:db)?"), 27017),
    (any_of(r"redis"), 6379),
    (any_of(r"\brdp\b"), 3389),
)
_ALL_TRAFFIC = any_of(
    r"모든 ?(?:트래픽|포트)|all (?:traffic|ports?|tcp)|(?:すべて|全て)の(?:トラフィック|ポート)|"
    r"0\s?[-~]\s?65535"
)
_PORT = regex(
    r"(?<![\w.:/-])(?<!route )(\d{2,5})(?:\s?[-~]\s?(\d{2,5}))?(?!\d|[.:/]\d|\s?(?:일|분|초|원|개|%|MB|GB|days?|GiB))",
    re.IGNORECASE | re.ASCII,
)
_SLASHED = regex(r"(?<![\w./:-])\d{2,5}(?:\s?/\s?\d{2,5}){1,7}(?![\w./:-])", re.ASCII)
"""Ports in one breath: "22/80/443"."""
_CLAUSE = regex(r"[,;、，；](?!\s*(?:or\b|또는|혹은|または|もしくは))\s*(?!\d)|(?<=のみ)、|\.\s+|。")
_ALLOW = any_of(
    r"허용|개방|오픈|열기|열어|열고|열었|엽니다|추가|allow|open|permit|add|許可|開放|開ける|追加|[:：|→-]",
    r"\b(?:with|for) (?:the |these |inbound )?(?:tcp )?ports?\b|[(（](?:(?:tcp|ports?) )?\d{2,5} ?[,/、·]",
)

_SSH = regex(
    r"\bssh\s+(?:-\w+\s+(?:[^\s-]\S*\s+)?)*['\"]?(?P<user>[\w.-]{1,40}|"
    r"[<${\[][^@\s]{1,40})@(?P<host>[^\s'\"`]+)",
    re.ASCII,
)
_ROOT_BY_NAME = regex(
    r"\b(?:EC2|SSH|SERVER|HOST|REMOTE|DEPLOY|VPS|PROD|STAGING)_?USER(?:_?NAME)?\b[^\n]{0,12}?"
    r"[:：=|(（`]\W{0,4}root\b(?! ?[\w가-힣])",
    re.ASCII,
)
_SESSION = any_of(r"session manager|세션 ?관리자|セッションマネージャ|ssm start-session")
_CONNECT = any_of(r"ec2 instance connect|instance connect|인스턴스 ?커넥트")
_ENTER = any_of(r"접속|연결|connect|log ?in|access|接続|ログイン|사용|use")

_ACCOUNT_WORD = any_of(r"root account|루트 ?계정|ルートアカウント")
_AWS = any_of(
    r"aws|iam|mfa|콘솔|console|コンソール|액세스 ?키|access key|アクセスキー|sign ?in|로그인|계정|"
    r"アカウント"
)
_UNIX = any_of(
    r"mysql|postgres|sudo|linux|ubuntu|docker|container|컨테이너|비밀번호|암호|パスワード|password|ssh\b|chmod|"
    r"데이터베이스|\bdb\b|サーバ|non-root|uid"
)
_MFA = any_of(r"\bmfa\b|다중 ?인증|멀티 ?팩터|2단계 ?인증|multi-?factor|多要素認証|二段階認証|2段階認証|virtual mfa")
_ROTATION = any_of(
    r"(?:키|key|キー).{0,20}(?:교체|로테이션|순환|rotat|ローテーション)|"
    r"rotat\w*.{0,20}(?:access )?keys?"
)


def read_access(guide: Guide) -> Iterator[Reading]:
    """Everything about reach and credentials."""
    for passage in guide.passages:
        if passage.said.form is not Form.HEADING:
            yield from _ingress(guide, passage)
            yield from _logins(guide, passage)
            yield from _root(guide, passage)
            yield from policies_given(guide, passage)
            yield from given_away(guide, passage)
    yield from read_credentials(guide)
    yield from _mfa(guide)
    yield from _rotation(guide)


def _ingress(guide: Guide, passage: Passage) -> Iterator[Ingress]:
    text, trail = all_in.without_closed(_inwards(passage)), passage.said.trail
    taken = not passage.said.cells and all_in.is_taken_away(" ".join((*trail.parents[-1:], passage.text)))
    if taken or all_in.tells_what_is_shut(trail.lead):
        return
    # A store's port that may be left out: somebody wants it, and opens it with the others.
    at_will = is_at_will(guide, passage) and not any(first in _FOR_VISITORS for first, _ in ports_in(text))
    affirmed = passage.affirmed or at_will or _affirmed_but_for_offer(guide, passage) or _spare(guide, passage)
    if not affirmed or (passage.said.crumbs[2:] and not sources_in(passage.said.crumbs[-1])):
        return  # where to click, and not yet what to choose there
    wide = all_in.opens_every_port(text)
    door = all_in.speaks_of_a_door(text, _ANYWHERE)
    if not about(passage, FIREWALL) and not door and not (passage.told and (wide or _SURELY_ANYWHERE.search(text))):
        return
    sources, bare = sources_in(text), _CIDR.sub(" ", text)
    everything = not ports_in(bare) and all_in.lets_all_in(text, bare, sources)
    over = (*trail.parents, trail.lead, *_outward(guide, passage))
    if any(above and OUTBOUND.search(above) for above in (*(() if everything else (text,)), *over)):
        return
    ports = ((0, 65535),) if everything else ports_in(bare)
    sources = sources or (all_in.who_then(text) if everything or wide else ())
    above = trail.parents[-1:]
    if not ports and above and sources:
        ports = ports_in(_CIDR.sub(" ", above[0]))
    if not ports and sources and SOURCE_KEY.match(text):
        ports = _ports_before(guide, passage)
    if not ports and "0.0.0.0/0" in sources:
        ports = port_of_chapter(guide, passage)
    listed = passage.said.form is Form.ITEM and FIREWALL.search(trail.lead) and _ALLOW.search(trail.lead)
    ruled = passage.said.form is Form.ITEM and RULES_OF_FIREWALL.match(_NUMBERED.sub("", trail.chapter))
    allowed = any(_ALLOW.search(one) or RULES_OF_FIREWALL.match(one) for one in above)
    opened = bool(listed or ruled or allowed or _ALLOW.search(text))
    if not ports or not (sources or opened):
        return
    if not sources and not (passage.told or at_will):
        return
    if not sources and about(passage, _LIGHTSAIL) and not all_in.OF_A_GROUP.search(text):
        sources = ("0.0.0.0/0",)
    for first, last, opened_to in _openings(text) or tuple((first, last, sources) for first, last in ports):
        # Nobody claims of the own server that it is open to the world unless it is.
        kind = EvidenceKind.INSTRUCTED if "0.0.0.0/0" in opened_to or at_will else None
        rule = Ingress(**guide.common(passage, kind), from_port=first, to_port=last, sources=opened_to)
        own = console_of_chapter(passage, first) if first == last else None
        yield replace(rule, places=for_pipelines(guide, passage, rule), target=own)


def _spare(guide: Guide, passage: Passage) -> bool:
    """In a chapter that may be left out, everybody is let in: whoever sets that part up opens the door all the same."""
    if guide.manner.context(passage.said.trail) is not Context.OPTIONAL or NEGATION.search(passage.text):
        return False
    return _SURELY_ANYWHERE.search(passage.text) is not None


def _affirmed_but_for_offer(guide: Guide, passage: Passage) -> bool:
    """It is told for one's own address, and only what it offers beside that hangs on an "if"."""
    offer = offered(passage.text, _MY_IP, _ANYWHERE)
    said = replace(passage.said, text=passage.text.replace(offer, "", 1)) if offer else passage.said
    mood = mood_of(said, guide.manner) if offer and not passage.mood.negated else passage.mood
    return mood.kind is not None and not mood.negated


def _outward(guide: Guide, passage: Passage) -> tuple[str, ...]:
    """The heading of a chapter on nothing but what goes out."""
    title = guide.section_of(passage).title
    return () if all_in.INBOUND.search(title) else (title,)


def _inwards(passage: Passage) -> str:
    """What it says, without the columns of a table, or the clause of a sentence, that tell what goes out."""
    said = passage.said
    if not said.columns and OUTBOUND.search(said.text) and FIREWALL.search(said.text):
        kept = _OUT_CLAUSE.sub("", said.text)
        return kept if ports_in(_CIDR.sub(" ", kept)) and not OUTBOUND.search(kept) else said.text
    out = [index for index, column in enumerate(said.columns) if OUTBOUND.search(column)]
    return " | ".join(cell for index, cell in enumerate(said.cells) if index not in out) if out else said.text


_OUT_CLAUSE = regex(
    r"(?:[,;.、。，；]|\b(?:and|or)\b|및|과)\s*(?:[^,;.、。，；\d]{0,20})?"
    r"(?:아웃 ?바운드|outbound|egress|アウトバウンド)"
    r"(?:(?!inbound|인바운드|ingress|インバウンド)[^\n])*",
    re.IGNORECASE,
)


def _ports_before(guide: Guide, passage: Passage) -> tuple[tuple[int, int], ...]:
    """The port of a rule told field by field (type, protocol, port, source), of which `passage` is the source."""
    earlier = [p for p in guide.section_of(passage).passages if p.index < passage.index][-_FIELDS_BACK:]
    for other in reversed(earlier):
        if SOURCE_KEY.match(other.text) or other.said.trail.parents != passage.said.trail.parents:
            return ()
        ports = ports_in(_CIDR.sub(" ", other.text)) if other.speaks else ()
        if ports:
            return ports
    return ()


_FOR_VISITORS = frozenset((22, 80, 443))
_FIELDS_BACK = 5
SOURCE_KEY = any_of(r"^(?:소스|원본|출처|source|ソース|送信元)(?: ?(?:ip|유형|type|タイプ|cidr))?\s*[:：=|]")


def _openings(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Ports with the sources of their own clause, where a sentence opens several ports to different ones."""
    clauses = [clause for clause in _CLAUSE.split(text) if ports_in(_CIDR.sub(" ", clause))]
    told: list[tuple[str, tuple[str, ...]]] = []
    behind: tuple[str, ...] = ()
    for clause in reversed(clauses):  # "22 (VPN), 80, 443 (0.0.0.0/0)": who comes stands behind the last of several
        behind = sources_in(clause) or behind
        told.insert(0, (clause, behind))
    if len({who for _, who in told}) < 2 or not told[-1][1]:
        return ()
    return tuple((*port, sources) for clause, sources in told for port in ports_in(_CIDR.sub(" ", clause)))


def sources_in(text: str) -> tuple[str, ...]:
    """Who may come in, as far as the text says so: ranges, everybody, one's own address, another group."""
    found = [cidr for cidr in _CIDR.findall(text) if not cidr.endswith("/0")]
    if _ANYWHERE.search(text) and not warned_of(text, _MY_IP, _ANYWHERE):
        found += ["my-ip", "0.0.0.0/0"] if not found and offered(text, _MY_IP, _ANYWHERE) else ["0.0.0.0/0"]
    elif not found and _MY_IP.search(text):
        found.append("my-ip")
    group = all_in.GROUP_SOURCE.search(text) or all_in.INSIDE.search(text)
    if group and not found:
        found.append(group[0])
    return tuple(found)


def ports_in(text: str) -> tuple[tuple[int, int], ...]:
    """The first and last of each range of ports, told by numbers or by the names of what listens there."""
    apart = _SLASHED.sub(lambda run: run[0].replace("/", ", "), text)
    numbers = [(int(first), int(last or first)) for first, last in _PORT.findall(apart)]
    numbers = [(first, last) for first, last in numbers if 20 <= first <= last <= 65535]
    # "Port 80 (all traffic)" opens this port to everybody, and not all of them.
    if _ALL_TRAFFIC.search(text) and all(port == (65535, 65535) for port in numbers):
        return ((0, 65535),)
    names = all_in.NAMES_FIRST.search(text) if numbers else None
    named = names[0] if names else "" if numbers else text
    numbers += [(port, port) for pattern, port in _SERVICES if pattern.search(named)]
    return tuple(dict.fromkeys(numbers))


def _logins(guide: Guide, passage: Passage) -> Iterator[Login]:
    if not passage.affirmed:
        return
    said = next((f"{name}={value}" for name, value in named_values(guide, passage)), passage.text)
    if _ROOT_BY_NAME.search(said) and about(passage, GITHUB_SECRETS):
        yield Login(**guide.common(passage, EvidenceKind.INSTRUCTED), method="ssh", user="root", actor="workflow")
        return
    match = _SSH.search(passage.text)
    if match and "git" not in match["user"].lower() and not match["host"].startswith(("github", "gitlab", "bitbucket")):
        user = match["user"] if match["user"][0] not in "<${[" else None
        yield Login(**guide.common(passage, EvidenceKind.INSTRUCTED), method="ssh", user=user)
    elif passage.told and _ENTER.search(passage.text):
        if _SESSION.search(passage.text):
            yield Login(**guide.common(passage), method="ssm")
        elif _CONNECT.search(passage.text):
            yield Login(**guide.common(passage), method="console")


def _root(guide: Guide, passage: Passage) -> Iterator[RootUse]:
    text = passage.text
    if (
        not passage.speaks
        or not ROOT.search(text)
        or _UNIX.search(text)
        or not (about(passage, _AWS) or _ACCOUNT_WORD.search(text))
    ):
        return
    act = _root_act(passage)
    if act is None:
        return
    measure = act in ("mfa", "avoided", "alarm")
    if measure and passage.mood.kind is EvidenceKind.CLAIMED:
        yield RootUse(**guide.common(passage), act=act)
    elif passage.mood.kind is not None:
        yield RootUse(**guide.common(passage, EvidenceKind.INSTRUCTED), act=act)


_USED = any_of(
    r"로그인|log ?in|sign ?in|ログイン|사용(?!자)|접속|공유|use\b|shar(?:e|es|ed|ing)\b|使用|利用|共有|共用|サインイン"
)


def _root_act(passage: Passage) -> str | None:
    text = passage.text
    if _MFA.search(text):
        return None if denied(passage, _MFA) else "mfa"
    if re.search(r"알람|alarm|alert|アラーム|알림|通知", text, re.IGNORECASE | re.ASCII):
        return None if passage.mood.negated else "alarm"
    if passage.mood.negated:
        return "avoided"
    if KEYS.search(text):
        return "access-key"
    return "login" if _USED.search(text) else None


def _mfa(guide: Guide) -> Iterator[Mfa]:
    best: dict[tuple[str, bool], Passage] = {}
    for passage in guide.passages:
        if not passage.speaks or not _MFA.search(passage.text) or passage.said.form is Form.HEADING:
            continue
        if not about(passage, _ACCOUNT):
            continue
        key = ("root" if ROOT.search(passage.text) else "users", not denied(passage, _MFA))
        if key not in best or (passage.told and not best[key].told):
            best[key] = passage
    for (subject, enabled), passage in best.items():
        kind = None if enabled else EvidenceKind.CLAIMED
        yield Mfa(**guide.common(passage, kind), subject=subject, enabled=enabled)


_ACCOUNT = any_of(r"\baws\b|\biam\b|루트|\broot\b|ルート|콘솔|console|コンソール")


def _rotation(guide: Guide) -> Iterator[KeyRotation]:
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING or not _ROTATION.search(passage.text):
            continue
        if about(passage, IAM) and not re.search(r"ssh|jwt|kms|encryption", passage.text, re.IGNORECASE | re.ASCII):
            days = days_in(passage.text)
            # Nobody says of the own keys that they live so long unless they do.
            kind = EvidenceKind.INSTRUCTED if days and days > _LONG else None
            yield KeyRotation(**guide.common(passage, kind), days=days)


_LONG = 90
"""Days after which a key should be gone."""
