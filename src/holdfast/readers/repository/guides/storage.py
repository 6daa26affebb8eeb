"""Buckets and the lifecycle of their objects in a guide."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ApplicationCors, Bucket, BucketCors, LifecycleRule
from holdfast.model.own_machine import OWN_WEBSITE
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.configuration.api_cors import setting_cors
from holdfast.readers.repository.guides.guide import Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about, days_in, yes_or_no
from holdfast.readers.repository.guides.wording.at_home import TRIED_OUT
from holdfast.readers.repository.guides.wording.lexicon import any_of

_MADE = any_of(
    r"버킷.{0,10}(?:생성|만들기)|creat\w*.{0,20}bucket|バケット.{0,6}作成|bucket.{0,6}(?:creat|생성|"
    r"만들기)|버킷 ?이름|bucket ?name|バケット名",
)
_NAME = regex(
    r"(?:버킷 ?(?:이름|명)?|bucket(?: ?name)?|"
    r"バケット名?)[^:：=|`\n]{0,12}[:：=|`]\s*`?(?P<name>[a-z0-9][a-z0-9.-]{2,62})(?![\w/<])",
    re.IGNORECASE | re.ASCII,
)
_PURPOSES = (
    ("backup", any_of(r"백업|backup|バックアップ|dump")),
    (
        "artifacts",
        any_of(
            r"codedeploy|artifact|배포 ?(?:파일|용|스크립트|아티팩트)|빌드 ?(?:파일|결과)|"
            r"deploy(?:ment)?[- ](?:bucket|files?)|アーティファクト"
        ),
    ),
    ("state", any_of(r"tfstate|terraform state|상태 ?파일")),
    ("logs", any_of(r"로그|\blogs?\b|ログ")),
    (
        "site",
        any_of(
            r"정적 ?웹|static (?:web ?)?(?:site|hosting)|website hosting|프론트|front-?end|静的|フロント|"
            r"웹 ?호스팅|배포할 ?프로젝트"
        ),
    ),
    ("uploads", any_of(r"업로드|upload|이미지|images?|사진|media|미디어|첨부|파일 ?저장|画像|アップロード|static")),
)
_BLOCK_PUBLIC = any_of(r"퍼블릭 ?(?:액세스|엑세스) ?(?:차단)?|block (?:all )?public access|パブリックアクセス")
_VERSIONING = any_of(r"버전 ?관리|versioning|バージョニング")
_ENCRYPTION = any_of(r"암호화|encryption|暗号化")
_LIFECYCLE = any_of(r"수명 ?주기|lifecycle|ライフサイクル|intelligent-?tiering|지능형 ?계층")
_CLASSES = (
    ("INTELLIGENT_TIERING", any_of(r"intelligent[-_ ]?tiering|지능형")),
    ("DEEP_ARCHIVE", any_of(r"deep[-_ ]?archive")),
    ("GLACIER_IR", any_of(r"glacier[-_ ](?:ir|instant)")),
    ("GLACIER", any_of(r"glacier|글래셔")),
    ("STANDARD_IA", any_of(r"standard[-_ ]?ia|infrequent")),
)
_EXPIRE = any_of(r"만료|삭제|expir|delet|失効|削除|有効期限")
_OFF = any_of(
    r"해제|끄기|off\b|un-?(?:check|tick|select)|(?:clear|remove|de-?select)\w* (?:all |the |every )*(?:check|tick)|"
    r"(?:체크|선택)(?:를|을)? ?(?:풀|빼|제거)|disable|비활성|オフ|無効|外す|外し|허용"
)


def read_storage(guide: Guide) -> Iterator[Reading]:
    """Everything about objects in S3."""
    chapters: dict[object, list[Section]] = {}
    for section in guide.sections:
        # Steps below one heading, but for those right below the title, make one thing together.
        above = section.headings[:-1]
        chapters.setdefault(above if len(above) > 1 else section.headings, []).append(section)
    for sections in chapters.values():
        made = list(_buckets(guide, sections))
        yield from made or _opened(guide, sections)
    yield from _lifecycle(guide)
    yield from _rules(guide)
    signed = (passage for passage in guide.passages if passage.affirmed and _is_put_by_browsers(passage))
    for passage in islice(signed, 1):
        common = guide.common(passage, EvidenceKind.CLAIMED)
        yield Bucket(**common, name=None, purpose="uploads", presigned=True)


_SIGNED = any_of(
    r"\bpre-?signed (?:[a-z0-9]+ )?urls?(?![a-z])|사전 ?서명|프리 ?사인드|署名付き ?url|\bsigned urls? for uploads?\b"
)
_PUTS = any_of(r"업로드|\bupload|\bput\b|アップロード")
_DIRECTLY = any_of(
    r"(?:직접|바로) ?s3|s3(?:에|로)? ?(?:직접|바로)",
    r"\bdirect(?:ly)?\b[^\n]{0,30}\bs3\b|s3(?:へ|に) ?(?:直接|ダイレクト)|直接 ?s3",
)
_VISITOR = any_of(
    r"사용자|클라이언트|브라우저|프론트|\b(?:clients?|browsers?|front-?ends?|users?)\b",
    r"クライアント|ブラウザ|フロント|ユーザー?",
)


_THROUGH_SERVER = any_of(
    r"\bupload(?:s|ed)? (?:(?:go|are sent|pass|happen|done) )?(?:through|via|by) "
    r"(?:the |our )?(?:api|server|back-?end|application)\b(?![-'’])",
    r"(?:서버|백엔드|api)(?:[를을] 통해|에서|가|를 거쳐) ?(?:\S+ )?업로드(?:하|되|합|됩|한)",
    r"(?:サーバー?|バックエンド|api)(?:経由で|が|を通して) ?アップロード(?:し|す|さ)",
)


def _is_put_by_browsers(passage: Passage) -> bool:
    """Visitors hand their files to a bucket themselves, by an address that the application signs."""
    text = passage.text
    if passage.said.form is Form.HEADING or not _PUTS.search(text) or _THROUGH_SERVER.search(text):
        return False
    return bool(_SIGNED.search(text) or (_DIRECTLY.search(text) and _VISITOR.search(text)))


_ORIGINS = regex(r"[\"']?AllowedOrigins[\"']?\s*:\s*\[(?P<origins>[^\]\n]{1,400})\]", re.ASCII)
_ORIGIN = regex(r"[\"'](?P<origin>[^\"'\s]{1,200})[\"']", re.ASCII)


def _rules(guide: Guide) -> Iterator[BucketCors | ApplicationCors]:
    """Cross-origin rules of a bucket that stand in a line of text, where no block of code holds them."""
    for passage in guide.passages:
        match = _ORIGINS.search(passage.text)
        origins = tuple(_ORIGIN.findall(match["origins"])) if match else _listed_origins(passage)
        if origins and passage.affirmed:
            yield BucketCors(**guide.common(passage, EvidenceKind.INSTRUCTED), origins=origins)
        elif not origins and passage.affirmed and _lets_everybody_in(passage):
            rule = BucketCors if about(passage, _OF_BUCKET) else ApplicationCors
            # Nobody says so of the own product unless it is so.
            yield rule(**guide.common(passage, EvidenceKind.INSTRUCTED), origins=("*",))
        if passage.said.form is Form.ROW and passage.told and passage.environment not in (DEVELOPMENT, TEST):
            yield from _in_a_row(guide, passage)


def _in_a_row(guide: Guide, passage: Passage) -> Iterator[ApplicationCors]:
    """A setting in a table, where it is more than what stands there for want of a front end."""
    for name, value in passage.said.pairs:
        found = setting_cors(guide.common(passage), name.strip("`* "), value)
        if found and not all(map(OWN_WEBSITE.match, found.origins)):
            yield found


_EVERY_WEBSITE = any_of(
    r"\ballowed_?-?origins?\w{0,10}\W{1,4}\*(?=\W{0,3}\))",
    r"(?:all|any|every) origins?\b|\borigins?\b ?[:：=]? ?[`'\"]?\*(?!\w)",
    r"(?:全て|すべて|全|任意)の?(?:オリジン|ドメイン|サイト)",
    r"모든 ?(?:오리진|출처|도메인|origin)",
)
_LETS_IN = any_of(r"\ballow|\bpermit|許可|허용")


def _lets_everybody_in(passage: Passage) -> bool:
    """A step in words: cross-origin calls from wherever."""
    text = passage.text
    above = passage.said.trail.chapter
    if passage.said.form is Form.HEADING or "CORS" not in f"{above} {text}".upper():
        return False
    if TRIED_OUT.search(text) or _WARNS.search(text) or passage.environment in (DEVELOPMENT, TEST):
        return False
    return bool((_EVERY_WEBSITE.search(text) and _LETS_IN.search(text)) or _ALL_IN.search(text))


_WARNS = any_of(
    r"위험|취약|금지|제거|안 ?[된되돼]|하지 ?(?:않|마|말)|허용(?:했던|하면)|危険|禁止|[?？]"
    r"|\b(?:risk\w*|danger\w*|insecure|unsafe|if|unless|replace|restrict|never|avoid|public (?:fonts?|assets))\b"
)
_ALL_IN = any_of(
    r"\bcors\b\W{1,6}(?:is )?(?:left )?wide[- ]open\b",
    r"\bcors\b(?:은|는|을|를|は|を| is| are|:)?[^.\n。]{0,24}?"
    r"(?:(?:전체|모두|전부|다) ?(?:허용|개방|오픈|열)|(?:全て|すべて|全部|全)(?:を)?(?:許可|開放)"
    r"|\b(?:wide )?open (?:to|for) (?:all|every\w*)\b)",
)


_CALLED_ORIGINS = regex(
    r"(?i)allowed ?origins?|origins? allowed|허용된? ?(?:오리진|출처)|許可(?:された|する)? ?オリジン"
)
_PLAIN_ORIGIN = regex(r"(?<![\w*/])(?:\*(?![\w*])|https?://[\w.:*-]{1,200})", re.ASCII)


def _listed_origins(passage: Passage) -> tuple[str, ...]:
    """A bucket's rules as a list for the console, a name and the origins without any brackets, or told in a step."""
    if len(passage.said.pairs) > 1 or not about(passage, _OF_BUCKET):
        return ()
    if not passage.said.pairs:
        spoken = passage.told and passage.said.form is not Form.HEADING and _CALLED_ORIGINS.search(passage.text)
        return tuple(one.rstrip(".:") for one in _PLAIN_ORIGIN.findall(passage.text)) if spoken else ()
    name, value = passage.said.pairs[0]
    return tuple(_PLAIN_ORIGIN.findall(value)) if _CALLED_ORIGINS.fullmatch(name.strip("*` ")) else ()


def _buckets(guide: Guide, sections: list[Section]) -> Iterator[Bucket]:
    """The buckets that a chapter has the reader make: those with a name, or else for each section one without."""
    made = {section.headings: [p for p in section.passages if _makes(p)] for section in sections}
    named: dict[tuple[str, str | None], tuple[Section, Passage]] = {}
    for section in sections:
        for passage in made[section.headings]:
            match = _NAME.search(passage.text)
            if match:
                named.setdefault((match["name"], passage.environment), (section, passage))
    whole = [passage for section in sections for passage in section.passages]
    for (name, _), (section, passage) in named.items():
        yield _described(guide, whole if len(named) == 1 else section.passages, passage, name)
    makers = [] if named else [section for section in sections if made[section.headings]]
    for section in makers:
        yield _described(guide, whole if len(makers) == 1 else section.passages, made[section.headings][0], None)


_BLOCKED = any_of(
    r"(?:퍼블릭|공개) ?(?:액세스|엑세스) ?차단|block (?:all )?public access|"
    r"パブリックアクセス(?:を(?:すべて)?|の)?ブロック"
)
_READ_BY_ALL = any_of(r"public-?read\b(?! ?write)|퍼블릭 ?읽기|パブリック ?読み取り")
_GRANTED = any_of(r"enable|turn(?:ed)? on|allow|set|grant|활성화|허용|설정|부여|有効|許可|設定")
_OF_BUCKET = any_of(r"\bs3\b|버킷|bucket|バケット")


def _opened(guide: Guide, sections: list[Section]) -> Iterator[Bucket]:
    """The first step of a chapter that lets everybody into a bucket which is made elsewhere."""
    for passage in (passage for section in sections for passage in section.passages):
        if not passage.speaks or passage.said.form is Form.HEADING or not about(passage, _OF_BUCKET):
            continue
        value = passage.said.pairs[0][1] if passage.said.pairs else ""
        off = _BLOCKED.search(passage.text) is not None and _public(passage, value)
        if off or _lets_all_read(passage):
            places = {"public": guide.at(passage)}
            yield Bucket(**guide.common(passage), places=places, name=None, purpose=_purpose(passage.text), public=True)
            return


def _lets_all_read(passage: Passage) -> bool:
    """By a list for each object, or a policy."""
    return (
        passage.affirmed and _READ_BY_ALL.search(passage.text) is not None and _GRANTED.search(passage.text) is not None
    )


def _makes(passage: Passage) -> bool:
    return passage.affirmed and passage.said.form is not Form.HEADING and _MADE.search(passage.text) is not None


def _described(guide: Guide, told: Iterable[Passage], passage: Passage, name: str | None) -> Bucket:
    places: dict[str, Location] = {}
    public = versioned = encrypted = None
    for other in told:
        if not other.speaks or other.said.form is Form.HEADING:
            continue
        value = other.said.pairs[0][1] if other.said.pairs else ""
        if public is None and _BLOCK_PUBLIC.search(other.text):
            public = _public(other, value)
            places["public"] = guide.at(other)
        elif public is None and _lets_all_read(other):
            public = True
            places["public"] = guide.at(other)
        if versioned is None and _VERSIONING.search(other.text):
            said = yes_or_no(value)
            versioned = said if said is not None else not other.mood.negated
            places["versioned"] = guide.at(other)
        if encrypted is None and _ENCRYPTION.search(other.text):
            said = yes_or_no(value)
            encrypted = said if said is not None else not other.mood.negated
    purpose = _purpose(" ".join([passage.text, name or ""])) or _purpose(
        " ".join(h.text for h in passage.said.trail.headings)
    )
    return Bucket(
        **guide.common(passage),
        places=places,
        name=name,
        purpose=purpose,
        public=public,
        versioned=versioned,
        encrypted=encrypted,
    )


def _public(passage: Passage, value: str) -> bool:
    blocked = re.search(r"차단|block|ブロック", passage.text, re.IGNORECASE | re.ASCII) is not None
    if blocked:
        said = yes_or_no(value)
        return said is False if said is not None else _OFF.search(passage.text) is not None
    return yes_or_no(value) is True or re.search(r"허용|allow|許可", passage.text, re.IGNORECASE | re.ASCII) is not None


def _purpose(text: str) -> str | None:
    return next((purpose for purpose, pattern in _PURPOSES if pattern.search(text)), None)


def _lifecycle(guide: Guide) -> Iterator[LifecycleRule]:
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING or not about(passage, _LIFECYCLE):
            continue
        if not about(passage, _S3) or re.search(
            r"\becr\b|snapshot|스냅샷|\bdlm\b|스냅샷", passage.text, re.IGNORECASE | re.ASCII
        ):
            continue
        storage_class = next((name for name, pattern in _CLASSES if pattern.search(passage.text)), None)
        days = days_in(passage.text) if _EXPIRE.search(passage.text) else None
        if storage_class or days:
            yield LifecycleRule(**guide.common(passage), storage_class=storage_class, expiration_days=days)


_S3 = any_of(r"\bs3\b|버킷|bucket|バケット|storage class|스토리지 ?클래스|ストレージクラス|객체|object")
