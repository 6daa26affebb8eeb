"""A copy of the data that a guide asks for before a change, and never shows how to make."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Admitted, BackupJob
from holdfast.readers.repository.guides.guide import Guide, Passage
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.wording.apart import sentences
from holdfast.readers.repository.guides.wording.lexicon import any_of

_DATA = r"(?:db|database|data|rds|mysql|mariadb|postgres\w*|mongo\w*)"
_CHANGES = r"(?:deploy|updat|upgrad|migrat|releas|restart|chang|schema|appl|run|start|switch|cut)\w*"
_ASKED = any_of(
    rf"\bback(?:ing)?[- ]?up (?:of )?(?:the |your |our |all )?(?:production |live |existing |current )?{_DATA}\b"
    r"[^.\n]{0,40}\b(?:before|first|prior to)\b",
    rf"\b(?:take|make|create|have|keep|get|need)s? (?:an? )?(?:fresh |recent |full |manual |current )?(?:{_DATA} )?"
    r"(?:backup|snapshot|dump)\b[^.\n]{0,40}\b(?:before|first|prior to)\b",
    rf"\b(?:before|prior to) (?:each |every |the |an? |any |you )?{_CHANGES}[^.\n]{{0,40}}"
    r"\b(?:back(?:ing)?[- ]?up|snapshot|dump)\b",
    r"(?:배포|업데이트|업그레이드|마이그레이션|변경|작업|적용|반영|전환|재시작|실행)"
    r"(?:을|를)?(?: ?하기)? ?(?:전|이전)[에의엔]?[^.\n]{0,24}(?:백업|스냅샷|덤프)",
    r"(?:db|데이터 ?베이스|데이터|rds)(?:를|을|의)? ?(?:먼저 ?)?(?:백업|덤프)(?:을|를)?"
    r" ?(?:먼저|선행|(?:한|받은|뜬|완료) ?(?:뒤|후|다음))",
    r"(?:デプロイ|更新|アップデート|アップグレード|マイグレーション|変更|作業|適用|リリース|切り?替え)"
    r"(?:する|の)?(?:直?前|まえ)に?は?[^。\n]{0,24}(?:バックアップ|スナップショット|ダンプ)",
    r"(?:db|データベース|データ|rds)の?(?:バックアップ|ダンプ)を?"
    r"(?:取得|採取|取っ|作成)(?:し)?(?:てから|た(?:後|うえ|上))",
)
_SHOWN = any_of(
    r"\b(?:pg_dump\w*|pg_basebackup|mysqldump|mariadb-dump|mongodump|redis-cli|sqlite3|barman|wal-g|pgbackrest)\b",
    r"\b(?:xtrabackup|create-(?:db-)?(?:cluster-)?snapshot|create-backup)\b",
    r"\b(?:back-?up|dump|snapshot)[\w-]{0,30}\.(?:sh|py|js|ts|sql|yml)\b",
    r"(?:npm|yarn|pnpm|make|rake|artisan|manage\.py) (?:run )?\S{0,20}(?:backup|dump)",
    r"\b(?:automat\w+|daily|nightly|scheduled) (?:\w+ )?(?:back-?ups?|snapshots?)\b",
    r"자동 ?(?:백업|스냅샷)|(?:매일|일일|정기) ?백업",
    r"自動(?:バックアップ|スナップショット)|(?:毎日|日次|定期)の?バックアップ",
)
"""Some way in which copies are made: whoever reads that knows what to do before the change."""
_DONE = any_of(
    r"\b(?:already|was taken|were taken|has been|have been)\b",
    r"이미|완료(?:됨|했|하였)|불필요|필요 ?없|済み|取得しました|不要",
    r"\bautomatic\w*|\bby itself\b|자동으로|自動で",
    r"\b(?:pipeline|workflow|job|script|rds|aws|deploy\w*|system|it) (?:also |always )?(?:takes|makes|creates"
    r"|keeps)\b"
    r"|(?:파이프라인|워크플로우?|스크립트|시스템)[이가은는]|(?:パイプライン|ワークフロー|スクリプト|システム)[がは]",
)
"""Somebody has made it, or something makes it each time."""
_OTHERS = any_of(
    r"\.env\b|설정 ?파일|인증서|certificates?|config(?:uration)? files?|設定ファイル|証明書|nginx|로컬|local|ローカル"
    r"|\b(?:users?|customers?)\b|사용자|고객|ユーザー|顧客"
)


def read_copied_first(guide: Guide) -> Iterator[Admitted]:
    """The first sentence that asks for it, in a guide that tells of no copies else."""
    if any(isinstance(reading, BackupJob) for reading in guide.readings) or _SHOWN.search(guide.all_text):
        return
    asking = next(filter(_asks, guide.passages), None)
    if asking is not None:
        yield Admitted(**guide.common(asking, EvidenceKind.CLAIMED), control="backup")


def _asks(passage: Passage) -> bool:
    if passage.said.form is Form.HEADING or passage.said.ticked or passage.old:
        return False
    told = (one for one in sentences(passage.text) if _ASKED.search(one))
    return any(not (_DONE.search(one) or _OTHERS.search(one)) for one in told)
