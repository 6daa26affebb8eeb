"""Keys that a guide has somebody make, or hand to a pipeline or an application."""

import re
from collections.abc import Iterator
from functools import lru_cache

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Credential, CredentialForm, Login
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.guides.access.pipeline_secrets import GITHUB_SECRETS, is_for_pipelines, lists_them
from holdfast.readers.repository.guides.guide import Code, Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about
from holdfast.readers.repository.guides.wording.lexicon import any_of

ROOT = any_of(
    r"루트 ?(?:계정|사용자|유저)|root ?(?:계정|사용자|유저)"
    r"|root (?:account|user|log-?in|sign-?in|credentials)|ルート(?:ユーザー?|"
    r"アカウント)|root ?(?:ユーザー?|アカウント)"
)
KEYS = any_of(
    r"[액엑]세스 ?키.{0,30}(?:생성|발급|만들기|다운로드|저장|메모|복사|보관)|(?:creat|generat|issu|sav|"
    r"download|cop[yi])\w*.{0,30}access keys?|access keys?.{0,15}(?:creat|생성|발급)",
    r"\b(?:note|write|jot|record)(?: down)? (?:the|your|both|its) .{0,30}access keys?"
    r"|자격 ?증명(?:\s?[(（]\w{1,20}[)）])?(?:을|를)? ?(?:신규 ?)?발급|認証情報(?:を|の)?発行",
    r"アクセスキー.{0,30}(?:作成|発行|生成|ダウンロード|保存|メモ|控え|コピー)|programmatic access|"
    r"프로그래밍 ?방식 ?액세스|"
    r"プログラム(?:による|での?)? ?アクセス|プログラマティック ?アクセス|"
    r"프로그램(?:적|을 통한|매틱)? ?(?:방식 ?)?액세스",
)
_KEY_NAME = regex(r"AWS_(?:SECRET_)?ACCESS_KEY(?:_ID)?\b", re.ASCII)
_SSH_KEY_NAME = regex(
    r"\b(?:[A-Z0-9]+_){0,3}(?:SSH_(?:PRIVATE_)?KEY|PRIVATE_SSH_KEY|EC2_PEM\w{0,10}|PEM_KEY|SSH_PEM"
    r"|(?:EC2|SERVER|VPS|HOST|REMOTE|INSTANCE|LIGHTSAIL|DROPLET)_(?:PRIVATE_)?KEY)\b",
    re.ASCII,
)
_PIPELINE = any_of(
    r"github|actions|ci/?cd|워크플로|workflow|gitlab|jenkins|배포|deploy|デプロイ|ワークフロー|"
    r"circleci"
)
_APPLICATION = any_of(r"\.env|application|애플리케이션|백엔드|backend|업로드|upload|\bs3\b|アプリ|서버에서")
_OIDC = any_of(r"\boidc\b|openid connect|token\.actions\.githubusercontent\.com")


def read_credentials(guide: Guide) -> Iterator[Credential | Login]:
    """The first key of each sort and holder; who has one made, and handed on further down, says two things about it."""
    seen: set[tuple[str, str | None]] = set()
    deeds: set[tuple[str, str | None, bool]] = set()
    for passage in guide.passages:
        for fact in _of_passage(guide, passage):
            key = (f"{fact.form} {fact.holder}", fact.environment)
            deed = (*key, KEYS.search(passage.text) is not None or _hands_key(passage.text))
            seen.add(key)
            if deed not in deeds:
                deeds.add(deed)
                yield fact
    for one in (*_listed(guide), *_kept_for_application(guide)):
        if isinstance(one, Login) or (f"{one.form} {one.holder}", one.environment) not in seen:
            yield one
    yield from _shown_whole(guide)


_SHOWS_KEY = regex(
    r"(?i)^\s*(?:[$>]\s)?(?:(?:sudo\s)?cat|type|get-content|gc|pbcopy\s*<|clip\s*<)\s+[\"']?[^\s|;&>\"']{1,120}\.pem[\"']?\s*"
    r"(?:\|\s*(?:pbcopy|clip|set-clipboard|xclip\b[^\n]{0,30}|base64\b[^\n]{0,20})\s*)?(?:#.*)?$"
)


def _shown_whole(guide: Guide) -> Iterator[Credential]:
    """The first command that shows all of a private key, in a chapter that hands it to a pipeline."""
    for section in guide.sections:
        if not GITHUB_SECRETS.search(section.text) and not any(map(GITHUB_SECRETS.search, section.titles())):
            continue
        for code in section.codes:
            row = next((n for n, row in enumerate(code.snippet.rows, start=1) if _SHOWS_KEY.match(row[:300])), 0)
            if row:
                yield Credential(**code.common(row), form=CredentialForm.SSH_KEY, holder="workflow")
                return


def _of_passage(guide: Guide, passage: Passage) -> Iterator[Credential]:
    """The keys that a passage makes, or hands to a machine elsewhere."""
    filled_in = [cell for cell in passage.said.cells[1:] if _FILLED_IN.fullmatch(cell)]
    for credential in _made(guide, passage) if passage.told else _entered(guide, passage):
        at = credential.at
        for value in filled_in:
            at = covered(at, value)
        yield replace(credential, at=at)


_FILLED_IN = regex(r"(?=[^\d\s]{0,100}\d)(?=[^a-z\s]{0,100}[a-z])[!-~]{8,200}")
"""A cell of a table that may hold the value itself, which no quote shows."""


def _made(guide: Guide, passage: Passage) -> Iterator[Credential]:
    text = passage.text
    if _OIDC.search(text) and about(passage, _PIPELINE) and not KEYS.search(text):
        yield Credential(**guide.common(passage), form=CredentialForm.OIDC, holder="workflow")
    elif KEYS.search(text) and not ROOT.search(text) and about(passage, IAM):
        yield Credential(**guide.common(passage), form=CredentialForm.STATIC_KEY, holder=_holder(guide, passage))
    elif _names_machine_user(guide, passage) or (_KEY_NAME.search(text) and is_for_pipelines(passage)):
        yield Credential(**guide.common(passage), form=CredentialForm.STATIC_KEY, holder="workflow")
    elif _lets_in(passage) or ((_SSH_KEY_NAME.search(text) or _hands_key(text)) and is_for_pipelines(passage)):
        yield Credential(**guide.common(passage), form=CredentialForm.SSH_KEY, holder="workflow")


def _names_machine_user(guide: Guide, passage: Passage) -> bool:
    """A user for a pipeline; a heading says no more of it where the commands below make the key."""
    if not _MACHINE_USER.search(passage.text):
        return False
    below = guide.section_of(passage).codes if passage.said.form is Form.HEADING else ()
    return not any("create-access-key" in code.snippet.text for code in below)


def _entered(guide: Guide, passage: Passage) -> Iterator[Credential]:
    """The keys that a text tells to be among a pipeline's secrets, in a list of them or in a sentence."""
    if not passage.affirmed or not (lists_them(passage) or _tells_of_secrets(passage)):
        return
    form = _form_of(passage.text) or (CredentialForm.SSH_KEY if _lets_in(passage) else None)
    if form is not None:
        yield Credential(**guide.common(passage, EvidenceKind.INSTRUCTED), form=form, holder="workflow")


_SHUT = r"(?:private key|\.pem\b|\bpem\b|(?:개인|비밀|프라이빗) ?키|秘密鍵|プライベートキー)"
_HOST = r"(?:\bssh\b|\bec2\b|\bservers?\b|\bvps\b|\bhost\b|\binstance\b|서버|인스턴스|サーバー?|インスタンス)"
_LETS_IN = any_of(rf"{_HOST}.{{0,40}}{_SHUT}|{_SHUT}.{{0,40}}{_HOST}")


_OTHER_KEYS = any_of(
    r"jwt|\bsign|\btokens?\b|\bapns?\b|\b(?:tls|ssl|gpg|pgp)\b|certificat|firebase|encrypt|github app|wallet",
    r"서명|인증서|토큰|암호화|署名|証明書|トークン|暗号",
)


def _lets_in(passage: Passage) -> bool:
    """A secret in a list of a pipeline's, of any name, that is said to hold the key that opens a host."""
    text = passage.text
    return _LETS_IN.search(text) is not None and not _OTHER_KEYS.search(text) and lists_them(passage)


def _tells_of_secrets(passage: Passage) -> bool:
    """What a pipeline is said to need or to use: nobody keeps a key there that nothing asks for."""
    text = passage.text
    return GITHUB_SECRETS.search(text) is not None and not (_OIDC.search(text) or _GIVEN_UP.search(text))


_GIVEN_UP = any_of(
    r"\b(?:instead|rather than|replac\w+|remov\w+|without|no longer|used to|eliminat\w+|avoid\w*|never|leak\w*)\b",
    r"대신|제거|없이|삭제|대체|노출|代わり|不要|廃止|削除|漏",
)


def _hands_key(text: str) -> bool:
    return _KEY_FILE.search(text) is not None and _PASTES.search(text) is not None


_KEY_FILE = any_of(
    r"\.pem\b|(?:프라이빗|개인|비공개|비밀) ?키(?! ?페어)|pem ?(?:키|파일)",
    r"\bprivate key\b|秘密鍵|プライベートキー|pem ?ファイル",
)
_PASTES = any_of(
    r"(?:내용|값)(?:을|를)?.{0,12}(?:복사|붙여|등록|입력|추가)|(?:内容|中身|全文).{0,12}(?:貼り付け|コピー|登録|設定)",
    r"(?:contents?|paste|copy)\b.{0,40}(?:secret|paste|whole|entire|full)",
    r"\b(?:put|add|set|store|save)\b.{0,40}\b(?:contents?|private key)\b.{0,40}\b(?:in|into|as|to)\b",
)
_MACHINE_USER = any_of(
    r"\biam users?\b.{0,20}\bfor (?:github|gitlab|circleci|jenkins|ci/?cd|ci\b|the pipeline)",
    r"(?:github(?: actions)?|gitlab|ci/?cd)(?:용| 전용|을 위한| 배포용)? ?iam ?(?:사용자|유저)",
    r"(?:github(?: actions)?|gitlab|ci/?cd)用(?:の)?iam ?ユーザー?",
)
"""A user of its own for a machine that runs elsewhere: it can only come with an access key."""

IAM = any_of(r"\biam\b|\baws\b|[액엑]세스 ?키|アクセスキー|사용자|access key")


_OWN_MACHINE = any_of(r"[(（\[]\s?(?:로컬|ローカル|local(?:ly|host)?\b|내 ?pc|手元)[^()（）\[\]]{0,20}[)）\]]")
"""Said of the key itself: whoever develops has it."""


def _holder(guide: Guide, passage: Passage) -> str:
    if _OWN_MACHINE.search(passage.text):
        return "person"
    beside = tuple(other.text for other in guide.section_of(passage).passages if other.speaks)
    return _named_holder(tuple(passage.around())) or _named_holder(beside) or "person"


# Every passage of a section asks for the same texts beside it.
@lru_cache(maxsize=32)
def _named_holder(texts: tuple[str, ...]) -> str | None:
    """Who the first of the texts that names a machine says that it is."""
    for text in texts:
        if _PIPELINE.search(text):
            return "workflow"
        if _APPLICATION.search(text):
            return "application"
    return None


def _listed(guide: Guide) -> Iterator[Credential | Login]:
    """The keys that a block of code names among the secrets of a pipeline, and root; the first of each sort."""
    seen: set[CredentialForm | str] = set()
    blocks = [code for section in guide.sections for code in section.codes if _lists_secrets(code, section)]
    for code in blocks:
        for number, row in enumerate(code.snippet.rows, start=1):
            match = _LISTED.match(row)
            form = _form_of(match["name"]) if match else None
            if form is not None and form not in seen:
                seen.add(form)
                yield Credential(**code.common(number), form=form, holder="workflow")
            below = "".join(code.snippet.rows[number : number + 1])
            if match and "root" not in seen and _is_root(match["name"], row[match.end("name") :], below):
                seen.add("root")
                yield Login(**code.common(number), method="ssh", user="root", actor="workflow")


def _kept_for_application(guide: Guide) -> Iterator[Credential]:
    """Access keys among the names that a block of code lists for a store whose values the application is given."""
    for section in guide.sections:
        for code in section.codes:
            rows = () if code.typed or not _is_for_store(code, section) else code.snippet.rows
            number = next((number for number, row in enumerate(rows, start=1) if _IN_STORE.match(row)), 0)
            if number:
                yield Credential(**code.common(number), form=CredentialForm.STATIC_KEY, holder="application")
                return


def _is_for_store(code: Code, section: Section) -> bool:
    before = (passage.text for passage in section.passages if passage.said.line < code.fence.line)
    return any(map(_STORES.search, (code.snippet.heading, *before)))


_STORES = any_of(
    r"parameter ?store|secrets ?manager|\bssm\b",
    r"パラメーター? ?ストア|シークレット ?マネージャ|(?:파라미터|매개 ?변수) ?(?:스토어|저장소)|시크릿 ?매니저",
)
_IN_STORE = regex(r"[\s\"'`•*-]{0,12}(?:/?[\w${}.<>-]{1,60}/){0,8}AWS_(?:SECRET_)?ACCESS_KEY(?:_ID)?\b(?![^\n]*\$\()")


def _lists_secrets(code: Code, section: Section) -> bool:
    """The heading above it, or what is said there before it, is about the secrets of a pipeline."""
    if code.typed:
        return False
    before = (passage.text for passage in section.passages if passage.said.line < code.fence.line)
    return any(map(GITHUB_SECRETS.search, (code.snippet.heading, *before)))


_OF_A_HOST = regex(r"^(?:(?:EC2|SSH|SERVER|HOST|REMOTE|DEPLOY|VPS|PROD|STAGING)_)*USER(?:_?NAME)?$")
_ROOT_HERE = regex(r"^[\"'`]?\s{0,12}[=:：]\s{0,12}[\"'`]?root[\"'`]?\s{0,12}(?:$|[#(（])")
_ROOT_BELOW = regex(
    r"(?i)^\s{0,12}(?:-\s)?(?:secret|value|값|値)\s{0,4}[:：]\s{0,4}[\"'`]?root[\"'`]?\s{0,12}(?:$|[#(（])"
)


def _is_root(name: str, behind: str, below: str) -> bool:
    """`SSH_USER=root`, or its name with the value in the row beneath."""
    if not _OF_A_HOST.match(name):
        return False
    return _ROOT_HERE.match(behind) is not None or _ROOT_BELOW.match(below) is not None


def _form_of(name: str) -> CredentialForm | None:
    if _KEY_NAME.search(name):
        return CredentialForm.STATIC_KEY
    return CredentialForm.SSH_KEY if _SSH_KEY_NAME.search(name) else None


_LISTED = regex(
    r"\s*(?:[-*•]\s+|\d+[.)]\s+)?(?:(?i:name|secret|이름|名前)\s{0,4}[:：]\s{0,4})?"
    r"[\"'`]?(?P<name>[A-Z][A-Z0-9_]{2,60})[\"'`]?\s*(?:[=:：#|,(（←→]|[-–—<]|//|$)"
)
