"""Copies of the data that somebody makes when they think of it, or as a chore, and that nothing makes otherwise."""

from holdfast.readers.repository.guides.guide import Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import any_of

_SOMETIMES = any_of(
    r"from time to time|(?:every )?now and (?:then|again)|once in a while|occasionally|every so often"
    r"|when(?:ever)? (?:you|we|i|somebody|someone) (?:remembers?|thinks? of it|(?:have|has) (?:the )?time)"
    r"|가끔|이따금|생각날 ?때|시간(?:이)? ?날 ?때|時々|ときどき|たまに|思い出した(?:とき|時|ら)|気が向いた"
)
_DATA = any_of(r"(?<![a-z])(?:db|database|data ?base)(?![a-z])|데이터|データ|\w\.(?:db|sqlite3?)\b")
_COPY = any_of(
    r"\w\.(?:sql|dump)\b|back-?ups?(?![a-z])|백업|バックアップ|\bpg_dump|\bmysqldump|\bmongodump|덤프|ダンプ"
)
_TAKEN = any_of(r"\b(?:cop(?:y(?! of\b)|ies|ied)|download|scp)\b|복사|내려받|다운로드|コピー|ダウンロード")
_MADE = any_of(r"\b(?:run|save|take|make)\b|저장|실행|받|保存|実行|取")


def at_times(text: str) -> bool:
    """A sentence says that of the data, or of a copy of it."""
    clauses = sentences(text) if _SOMETIMES.search(text) else ()
    copied = _COPY.search(text) is not None
    about = copied or _DATA.search(text) is not None
    told = (one for one in clauses if about and _SOMETIMES.search(one))
    return any(_TAKEN.search(one) or (copied and _MADE.search(one)) for one in told)


_CHORES = any_of(
    r"유지 ?(?:보수|관리)|정기|주기적|점검|일상|운영|\b(?:maintenance|routine|regular|recurring|periodic|tasks?"
    r"|operations"
    r"|daily|weekly|monthly|housekeeping|chores)\b|保守|定期|運用|メンテナンス"
)
_AGAIN = any_of(
    r"매일|매주|매월|매달|일일|주간|월간|주 ?\d ?회|월 ?\d ?회|\b(?:daily|weekly|monthly|quarterly|every (?:day"
    r"|week|month)"
    r"|(?:once|twice) (?:a|per) (?:day|week|month)|regular(?:ly)?|periodic(?:ally)?)\b|毎[日週月]|日次|週次|月次"
    r"|定期|정기|주기적"
)
_BY_MACHINE = any_of(
    r"자동|스크립트|크론|수명 ?주기|\b(?:auto\w*|cron\w*|scripts?|scheduled|lifecycle|dlm|lambda|eventbridge|aws backup"
    r"|pg_dump"
    r"|mysqldump|mongodump|s3|retention|rds|retained|kept|workflow|actions?|timer|sh)\b|自動|スクリプト"
    r"|ライフサイクル|保持|보존|보관",
)
_LOOKS = any_of(
    r"확인|점검|검증|테스트|검토|삭제|정리|복[구원]|\b(?:check|verif\w*|tests?|review|confirm|delete|clean|prune"
    r"|rotate|monitor"
    r"|restor\w*|ensure|make sure)\b|確認|点検|検証|テスト|削除|復[元旧]|リストア"
)
_COPY_OF_DATA = any_of(
    r"(?:db|데이터(?:베이스)?|mysql|postgres\w*|mongo\w*|mariadb)(?:를|을|의)? ?(?:전체 ?)?(?:백업|덤프)",
    r"\b(?:db|database|data|mysql|postgres\w*|mongo\w*)\b ?(?:back-?ups?|dumps?)\b"
    r"|\bback(?:ing)? ?-?up (?:of )?(?:the |our |all )?(?:\w+ )?(?:db|database|data|mysql|postgres\w*|mongo\w*)\b",
    r"(?:db|データ(?:ベース)?|mysql|postgres\w*)の?(?:フル)?(?:バックアップ|ダンプ)",
    r"\b(?:take|create|make) (?:an? |the |new )?(?:manual )?(?:ebs |ec2 |rds |db |database |volume )?snapshots?\b",
    r"스냅샷(?:을|를)? ?(?:수동으로 ?)?(?:생성|찍|만들|뜨)|スナップショットを?(?:手動で)?(?:取得|作成)",
)


def is_chore(passage: Passage) -> bool:
    """An entry of a chapter of chores has somebody copy the data again and again, and names no means."""
    if passage.said.form not in (Form.ITEM, Form.STEP):
        return False
    text = passage.text
    above = "\n".join((passage.said.trail.lead, *(one.text for one in passage.said.trail.headings[-2:])))
    if not _COPY_OF_DATA.search(text) or _BY_MACHINE.search(f"{text}\n{above}") or _LOOKS.search(text):
        return False
    return _CHORES.search(above) is not None and _AGAIN.search(f"{text}\n{above}") is not None
