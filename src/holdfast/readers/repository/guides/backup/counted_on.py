"""Backups that a guide counts on where something goes wrong, and of which it does not say who makes them."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.lexicon import NEGATION, any_of

_COPY_JA = r"(?:バックアップ|スナップショット|ダンプ)(?:ファイル|データ)?"
_COPY_KO = r"(?:백업|스냅샷|덤프)(?: ?(?:파일|본|데이터))?"
_BROUGHT_BACK = any_of(
    rf"{_COPY_JA}(?:から|を(?:使って|使い|用いて|もとに|元に))の?[^。\n]{{0,16}}(?:リストア|復元|復旧|リカバリ"
    rf"|戻[しすせ])",
    rf"{_COPY_JA}[のを] ?(?:リストア|復元)",
    rf"{_COPY_KO}(?:에서|으로부터|로부터|으로|로|[을를] ?(?:이용|사용|통)(?:해서?|하여))"
    r"[^.\n]{0,16}(?:복구|복원|되돌|리스토어)",
    rf"{_COPY_KO}(?:[을를])? ?(?:복구|복원)(?:한다|합니다|하세요|하여|해)",
    r"\b(?:restor(?:e|es|ed|ing)|recover(?:s|ed|ing)?|roll(?:s|ed|ing)? back)\b[^.\n]{0,30}"
    r"\b(?:from|using|with) (?:(?:the|an?|your|our|its) )?(?:[\w-]{1,20} ){0,3}(?:back-?ups?|snapshots?|dumps?)\b",
    r"\brestor(?:e|es|ed|ing) (?:the|an?|your|our) (?:[\w-]{1,20} ){0,3}(?:back-?ups?|snapshots?|dumps?)\b",
)
_DATA = any_of(
    r"\bdb\b|databases?|데이터베이스|データベース|スキーマ|\bschema\b|스키마|postgres|mysql|maria|mongo|\brds\b|aurora"
    r"|마이그레이션|マイグレーション|\bmigrations?\b"
)
_OTHER = any_of(
    r"\b(?:git|volume of|nginx|jenkins|terraform|tfstate|state file|config\w*|settings?|\.env|vm|ami)\b"
    r"|설정 ?파일|設定ファイル"
    r"|\b(?:feature|users? can|customers?)\b|機能|기능|사용자|고객|회원|ユーザー|顧客",
    r"\b(?:local\w*|dev|staging)\b|로컬|개발 ?(?:환경|서버|db)|ローカル|開発環境|検証環境",
    r"\bautomat(?:ed|ic) (?:[\w-]{1,20} )?(?:back-?ups?|snapshots?)\b|point[- ]in[- ]time|\bpitr\b"
    r"|자동 ?(?:백업|스냅샷)|自動の?(?:バックアップ|スナップショット)",
)
"""Copies of something else, elsewhere or of somebody else, and such as AWS makes by itself."""
_CANNOT = any_of(r"でき(?:ない|ません|ず)|不可|[할될] ?수 ?없")


def counted_on(guide: Guide) -> Iterator[BackupJob]:
    """The first sentence that brings the database back from a copy, as if there always were one."""
    for passage in guide.passages:
        if _counts_on(passage):
            yield BackupJob(**guide.common(passage, EvidenceKind.CLAIMED), subject="database", method="copy")
            return


def _counts_on(passage: Passage) -> bool:
    if passage.said.form is Form.HEADING or passage.old or not _BROUGHT_BACK.search(passage.text):
        return False
    if NEGATION.search(passage.text) or _CANNOT.search(passage.text) or _OTHER.search(passage.text):
        return False
    return any(map(_DATA.search, (passage.text, *passage.said.trail.upwards())))
