"""Backups and the way back from them in a guide."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import BackupJob, PointInTimeRecovery, RestoreProcedure
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.availability.safeguards import is_how_often
from holdfast.readers.repository.guides.backup.at_times import at_times, is_chore
from holdfast.readers.repository.guides.backup.counted_on import counted_on
from holdfast.readers.repository.guides.backup.moved import is_moved
from holdfast.readers.repository.guides.guide import Code, Guide, Passage, Section
from holdfast.readers.repository.guides.page.blocks import Form
from holdfast.readers.repository.guides.values import about, days_in, denied, is_priced
from holdfast.readers.repository.guides.wording.lexicon import any_of

_BACKUP = any_of(
    r"백업|back-?ups?\b|\bback(?:s|ed|ing)? up\b(?! and running)|バックアップ",
    r"스냅샷|(?<!\d-)snapshots?(?!\.(?:jar|war))|スナップショット",
)
_NOT_OURS = any_of(
    r"git\b|\.bak\b|설정 ?파일|config(?:uration)? (?:file )?backup|backup (?:the )?(?:config|nginx)|"
    r"백업 ?코드|codebase"
)
_KEYS = any_of(
    r"\.pem\b|(?<!\w)(?:키|key|キー|鍵) ?(?:파일|페어|pair|file|ペア|ファイル)",
    r"(?:개인|비밀|private|秘密) ?(?:키|key|鍵)",
    r"\b(?:secrets?|credentials?)\.(?:json|ya?ml)\b|(?<!\w)\.env\b|환경 ?변수|"
    r"(?:이미지|image|jar|소스|source|코드|code|배포 ?스크립트|deploy(?:ment)? script)(?:을|를|에|の|を)? ?"
    r"(?:백업|back-?ups?\b|バックアップ)",
)
"""What opens doors, and what a build brings back: copies of it are none of the product's data."""
_DATA = any_of(r"데이터|\bdb\b|database|postgres|mysql|mongo|\brds\b|data\b|データ|\bdump")
_COMMAND = regex(r"\b(?P<tool>pg_dump(?:all)?|mysqldump|mongodump|pg_basebackup|wal-g|pgbackrest|barman)\b", re.ASCII)
_WITH_ARGUMENTS = regex(r"(?:pg_dump(?:all)?|mysqldump|mongodump|pg_basebackup)\s+(?:-|\$|[\"'\w]+\s*[>|])", re.ASCII)
_METHODS = {"pg_dumpall": "pg_dump", "pg_basebackup": "wal", "wal-g": "wal", "pgbackrest": "wal", "barman": "wal"}
_KINDS = (
    ("volume", "dlm", any_of(r"수명 ?주기 ?(?:관리자|정책)|lifecycle manager|\bdlm\b|ライフサイクルマネージャ")),
    ("volume", "aws-backup", any_of(r"aws backup|백업 ?(?:플랜|볼트)|backup (?:plan|vault)|バックアッププラン")),
    (
        "volume",
        "snapshot",
        any_of(
            r"(?:ebs|ec2|볼륨|volume|인스턴스|ami|ボリューム).{0,20}(?:스냅샷|snapshot|백업|backup|"
            r"スナップショット|이미지 ?생성)"
        ),
    ),
    ("database", "rds", any_of(r"\brds\b|aurora|오로라")),
    ("bucket", "copy", any_of(r"\bs3\b.{0,20}(?:복제|replicat|レプリケーション)|cross-region replication")),
)
_SCHEDULES = (
    ("daily", any_of(r"매일|일일|일 ?1회|daily|every ?day|nightly|each day|毎日|日次|毎晩")),
    ("weekly", any_of(r"매주|주간|주 ?1회|weekly|every week|毎週|週次")),
    ("monthly", any_of(r"매월|매달|월간|monthly|毎月|月次")),
    ("hourly", any_of(r"매시간|hourly|毎時")),
)
_CRON = regex(r"(?<![\w*])((?:[\d*/,-]+\s+){4}[\d*/,A-Za-z-]+)(?=\s|$)", re.ASCII)
_TO_S3 = any_of(r"\bs3\b|s3://|버킷|bucket|バケット")
_OTHER_REGION = any_of(r"cross-?region|다른 ?리전|리전 ?간|another region|other region|別リージョン|クロスリージョン")
_PRODUCT_DATA = any_of(
    r"데이터베이스|\bdb\b|database|postgres|mysql|mongo|\brds\b|데이터|data\b|データ|볼륨|volume|"
    r"\bebs\b|ec2|서버|server|サーバ|인스턴스|instance|インスタンス"
)

_RESTORE = any_of(r"복구|복원|restor(?:e|ing|ation)|recover(?:y|ing)?\b|復元|復旧|リストア|リカバリ")
_RESTORE_COMMAND = regex(
    r"\bpg_restore\b|\bmongorestore\b|\brestore-db-(?:instance|cluster)|\bpsql\b[^\n]{0,200}<\s*\S|"
    r"\b(?:mysql|mariadb)\b[^\n]{0,200}<\s*\S"
    r"|\|\s*(?:psql|mysql|mariadb)\b|psql\b[^\n]{0,200}\s-f\s|create-volume\b[^\n]{0,200}--snapshot-id|"
    r"\b(?:barman-cloud-restore|wal-g\s+backup-fetch|restic\s+(?:restore|dump)|litestream\s+restore)\b|"
    r"\bpgbackrest\b[^\n]{0,200}\srestore\b|(?:^|[\s/])[\w-]{0,40}restore[\w-]{0,40}\.sh\b|restore-table-(?:from|to)|start-restore-job",
)
_COPIED_BACK = regex(
    r"\b(?:cp|mv|rsync|aws\s+s3\s+cp)\s+(?:-\w+\s+)*\S*(?:backup|dump|snapshot)\S*\s+(?!s3://)\S*\.(?:db|sqlite3?|sql|dump)\b",
    re.IGNORECASE | re.ASCII,
)
_TESTED = any_of(
    r"(?:복구|복원|restore|recovery|リストア|復元|復旧) ?(?:테스트|훈련|test|drill|リハーサル|テスト|"
    r"訓練|검증)|(?:test|verify|rehears)\w* .{0,20}(?:restore|backup)|복구.{0,8}(?:확인|검증)"
)
_PITR = any_of(
    r"point[- ]in[- ]time(?![- ](?:correct|accura|consisten|joins?\b|feature|quer|lookup|retriev|view))|\bpitr\b"
    r"|시점 ?(?:으?로)? ?(?:복구|복원)|ポイント ?イン ?タイム|任意の時点|\bwal\b.{0,12}(?:아카이|archiv|アーカイブ)"
)
_ARCHIVE = regex(
    r"^[^\S\n]*archive_(?:mode\s*=\s*'?on|command\s*=\s*\S)|restore-db-instance-to-point-in-time", re.MULTILINE
)


def read_recovery(guide: Guide) -> Iterator[Reading]:
    """Everything about losing data and getting it back."""
    jobs = list(_jobs(guide))
    if not any(job.kind is EvidenceKind.INSTRUCTED for job in (*jobs, *_scripted(guide))):
        jobs += list(_kept_here(guide)) or list(_by_hand(guide))
    told = [*jobs, *_restores(guide)]
    yield from told
    steps = jobs or _scripted(guide) or any(one.kind is EvidenceKind.INSTRUCTED for one in told)
    yield from () if steps else counted_on(guide)
    yield from _point_in_time(guide)


def _scripted(guide: Guide) -> tuple[BackupJob, ...]:
    return tuple(fact for fact in guide.readings if isinstance(fact, BackupJob))


def _jobs(guide: Guide) -> Iterator[BackupJob]:
    best: dict[tuple[str, str, str | None], Passage] = {}
    for passage in guide.passages:
        if passage.said.form is Form.HEADING or not passage.affirmed:
            continue
        found = _job_in(passage)
        if found is None or is_moved(guide, passage.said.trail, passage.text):
            continue
        key = (*found, passage.environment)
        if key not in best or (passage.told and not best[key].told):
            best[key] = passage
    for (subject, method, _), passage in best.items():
        text = passage.text
        # A tool's name in a sentence is a plan; with its arguments it is a command to run.
        named_only = _COMMAND.search(text) is not None and not _WITH_ARGUMENTS.search(text)
        # So is the name of what AWS could do: whoever sets it says where, when, or for how long.
        chosen = passage.said.crumbs or _schedule(text) or days_in(text) or _keyed(passage)
        named_only = named_only or (method == "rds" and not chosen)
        yield BackupJob(
            **guide.common(passage, EvidenceKind.CLAIMED if named_only else None),
            subject=subject,
            method=method,
            schedule=_schedule(text),
            destination=_destination(text, method),
            retention_days=None if is_how_often(text) else days_in(text),
            other_region=True if _OTHER_REGION.search(text) else None,
        )


def _kept_here(guide: Guide) -> Iterator[BackupJob]:
    """A sentence that says that the copies lie on the machine whose data they hold: nobody says so unless they do."""
    passage = _here(guide)
    if passage is not None:
        common = guide.common(passage, EvidenceKind.INSTRUCTED)
        # What a list says of the copies, it says of these: when they are made, and how long they stay.
        beside = [one.text for one in guide.section_of(passage).passages if one.affirmed and _BACKUP.search(one.text)]
        told = (passage.text, *beside)
        days, clock = next(filter(None, map(days_in, told)), None), next(filter(None, map(_schedule, told)), None)
        yield BackupJob(
            **common, subject="database", method="script", schedule=clock, destination="host", retention_days=days
        )


def _by_hand(guide: Guide) -> Iterator[BackupJob]:
    """A sentence that says that somebody makes the copies by hand: nobody says so unless they do."""
    if not _PRODUCT_DATA.search(guide.all_text):
        return
    for passage in guide.passages:
        told = passage.affirmed or (passage.said.ticked is False and is_chore(passage))
        if not told or passage.said.form is Form.HEADING or _NOT_OURS.search(passage.text):
            continue
        by_hand = _MANUALLY.search(passage.text) and about(passage, _BACKUP)
        if by_hand or at_times(passage.text) or is_chore(passage):
            common = guide.common(passage, EvidenceKind.INSTRUCTED)
            yield BackupJob(**common, subject="database", method="script")
            return


_COPIES = r"(?:백업|덤프|내보내기|추출|export|dump|back(?:ed)? ?up|エクスポート|バックアップ|ダンプ)"
_MANUALLY = any_of(
    rf"(?:수동(?:으로)?|손으로|manually|by hand|手動(?:で|による)?|手作業(?:で)?)[^.。\n]{{0,30}}{_COPIES}",
    rf"{_COPIES}[^.。\n]{{0,30}}(?:수동|manually|by hand|手動|手作業)",
)


def _here(guide: Guide) -> Passage | None:
    for passage in guide.passages:
        if not passage.affirmed or passage.said.form is Form.HEADING or not _is_here(passage):
            continue
        if about(passage, _BACKUP) and not _TO_S3.search(passage.text) and not _NOT_OURS.search(passage.text):
            return passage
    return None


def _is_here(passage: Passage) -> bool:
    """A sentence says so, or a field for where the copies lie holds a path of the machine."""
    if _ANOTHER.search(passage.text):
        return False
    if _HERE.search(passage.text):
        return not _RESTORE.search(passage.text)
    fields = ((key, _MACHINE.sub("", value.strip(" `'\""))) for key, value in passage.said.pairs)
    return any(_WHERE.search(key) and _PATH.match(value) for key, value in fields)


def with_destinations(guide: Guide, readings: Iterable[Reading]) -> Iterator[Reading]:
    """Jobs of which the command does not say where the copies go learn that they stay, where the guide says so."""
    read = tuple(readings)
    where = _stays_at(guide) if any(map(_is_untold, read)) else None
    for reading in read:
        yield _kept_at(reading, where) if where is not None and _is_untold(reading) else reading


def _is_untold(reading: Reading) -> TypeGuard[BackupJob]:
    return isinstance(reading, BackupJob) and reading.destination is None and reading.method == "script"


def _stays_at(guide: Guide) -> Location | None:
    """Where the guide says that copies stay on the machine; None when it says that they leave it, or nothing."""
    if _sends_away(guide):
        return None
    said = _here(guide)
    return guide.at(said) if said is not None else next(_folders(guide), None)


def _kept_at(job: BackupJob, where: Location) -> BackupJob:
    return replace(job, destination="host", places={**job.places, "destination": where})


def _sends_away(guide: Guide) -> bool:
    told = (code.fence.text for code in guide.codes)
    return any(map(_TO_S3.search, told)) or any(p.affirmed and _TO_S3.search(p.text) for p in guide.passages)


def _folders(guide: Guide) -> Iterator[Location]:
    """Where a setting of the script that makes the copies names a folder of the machine."""
    for code in guide.codes:
        for number, row in enumerate(code.snippet.rows, start=1):
            if _FOLDER.match(row):
                yield code.snippet.at(number)


_FOLDER = regex(
    r"\s*(?:export\s+)?(?:\w{1,20}_)?(?:BACKUPS?|DUMPS?)_(?:DIR|DIRECTORY|PATH|FOLDER|ROOT|BASE|LOCATION|DEST)\s*="
    r"\s*[\"']?(?:~|/|\./|\$HOME\b|\$\{HOME\})"
)
_WHERE = any_of(
    r"(?:백업|덤프|저장|보관)(?: ?(?:파일|본))?(?: ?(?:저장|보관))? ?(?:위치|경로|폴더|디렉[토터]리|장소)$",
    r"\b(?:backups?|dumps?|storage|stored?)(?: files?)? (?:location|path|dir(?:ectory)?|folder)$|^\W*location$",
    r"(?:バックアップ|ダンプ|保存|格納|保管)(?:ファイル)?の?(?:保存|格納|保管)?(?:先|場所|ディレクトリ|フォルダ|パス)$",
)
_PATH = regex(r"(?:\.{0,2}/|~/)?(?!s3|https?:)[\w.-]*/[\w./<>{}-]*$|(?:\.{0,2}/|~/|/)[\w./-]+")
_MACHINE = regex(r"(?i)^(?:ec2|서버|サーバー?|server|host)\s?(?:내부?|상|内|上)?[の의]?:?\s?[`'\"]?(?=[~/])")
"""What people put before the path: it says that the path is the machine's."""


_SITE = r"[`'\"「]?(?:~|\.)?/[\w./~-]{1,80}[`'\"」]?"
_HERE = any_of(
    r"\b(?:stored?|kept|saved?|written) locally\b",
    r"\b(?:stored?|kept|saved?) (?:only )?on (?:the )?(?:same )?(?:ec2|server|instance|host|vps)\b",
    rf"\b(?:stored?|kept|saved?|written|dumped|go) (?:in|to|at|under|into) {_SITE} (?:folder |directory )?on "
    r"(?:the |our )?(?:same |production |app |application |web )?(?:ec2|server|instance|host|vps|droplet)\b",
    r"(?:로컬|같은 서버|동일 서버|서버(?: 내부| 로컬)?|ec2(?: 내부| 로컬)?)(?: ?디스크)?에(?:만)? ?(?:저장|보관)",
    rf"(?:서버|ec2|인스턴스)(?: ?(?:내부|내|안|상|로컬))?의? ?{_SITE} ?(?:폴더|디렉[토터]리|경로|아래|하위)? ?"
    r"에[^.\n]{0,20}(?:저장|보관|보존|남[기는]|생성|쌓)",
    r"(?:ローカル|同じサーバー?|サーバー?(?:内|上)|ec2(?:内|上))(?:ディスク)?に(?:のみ)?(?:保存|保管)",
    rf"(?:サーバー?|ec2|インスタンス) ?(?:内|上)?の? ?{_SITE} ?(?:ディレクトリ|フォルダー?|配下|以下)?"
    r"[にへ][^。\n]{0,20}(?:保存|保管|出力|置[いかきく]|残[しす]|保持|格納|作成)",
)
_ANOTHER = any_of(
    r"(?:백업|다른|별도|외부|원격)(?: ?용| ?의)? ?(?:서버|인스턴스|ec2)|\bnas\b"
    r"|バックアップ(?:用)?の?サーバ|(?:別|他|外部)の? ?(?:サーバ|ec2|インスタンス)"
    r"|\b(?:backup|another|other|separate|different|remote|dedicated|second) (?:ec2|server|host|instance|machine|vps)",
)
"""A machine that is there for the copies, or at least is not the one whose data they hold."""


def _destination(text: str, method: str) -> str | None:
    if _TO_S3.search(text):
        return "s3"
    return "aws" if method in _KEPT_BY_AWS else None


def _keyed(passage: Passage) -> bool:
    """A field of the console, with the value that it is given."""
    return any(_BACKUP.search(key) and len(value) <= _LONGEST_VALUE for key, value in passage.said.pairs)


_LONGEST_VALUE = 20
_KEPT_BY_AWS = ("dlm", "aws-backup", "snapshot", "rds")


def _job_in(passage: Passage) -> tuple[str, str] | None:
    """What a passage backs up and how; restoring, and backing up configuration files, is something else."""
    text = passage.text
    command = _COMMAND.search(text)
    if command and not _RESTORE.search(text):
        return "database", _METHODS.get(command["tool"], command["tool"])
    if not _BACKUP.search(text) or _NOT_OURS.search(text) or _RESTORE.search(text) or is_priced(passage):
        return None
    title = passage.said.trail.chapter
    if _KEYS.search(f"{title}\n{text}") and not _DATA.search(text):
        return None
    restoring = _RESTORE.search(title) is not None
    if passage.told and (not _decides(text) or restoring):
        return None
    if restoring and not _BACKUP.search(title):
        return None  # what it says of backups there is which one to take
    for subject, method, pattern in () if _is_here(passage) else _KINDS:
        if pattern.search(text) or (passage.told and _BACKUP.search(text) and about(passage, pattern)):
            return subject, method
    if passage.told:
        return None  # "back it up" without a way to do it is no job
    return ("database", "copy") if _schedule(text) or about(passage, _PRODUCT_DATA) else None


def _decides(text: str) -> bool:
    """It sets a schedule or a retention, or creates the policy or plan: not one copy made once by hand."""
    return bool(_schedule(text) or days_in(text) or _POLICY.search(text))


_POLICY = any_of(
    r"정책|플랜|policy|plan\b|ポリシー|プラン|자동(?:화된)? ?백업|automat(?:ed|ic) backup|"
    r"自動バックアップ|수명 ?주기|lifecycle"
)


def _schedule(text: str) -> str | None:
    cron = _CRON.search(text)
    if cron:
        return cron[1]
    return next((name for name, pattern in _SCHEDULES if pattern.search(text)), None)


def _restores(guide: Guide) -> Iterator[RestoreProcedure]:
    known = [fact for fact in guide.readings if isinstance(fact, RestoreProcedure)]
    codes = [c for c in guide.codes if _restores_by(c) and not is_moved(guide, c.fence.trail, c.fence.text)]
    spoken = [p for p in guide.passages if p.affirmed and p.said.form is not Form.HEADING]
    tested = next((p for p in spoken if _TESTED.search(p.text)), None)
    if not known and codes:
        code = codes[0]
        yield RestoreProcedure(
            kind=code.snippet.kind,
            at=code.snippet.at(1, len(code.snippet.rows)),
            environment=code.snippet.environment,
            old=code.snippet.old,
            tested=tested is not None and tested.told,
        )
        return
    if known:
        return
    for section in guide.sections:
        steps = _steps(section)
        if steps:
            common = guide.common(steps[0], EvidenceKind.INSTRUCTED)
            common["at"] = guide.at(steps[0], steps[-1])
            yield RestoreProcedure(**common, tested=tested is not None and tested.told)
            return
    claim = next((p for p in spoken if _is_restore(p)), None)
    if claim is not None:
        yield RestoreProcedure(**guide.common(claim, EvidenceKind.CLAIMED))


def _steps(section: Section) -> list[Passage]:
    """The numbered steps and console ways, two or more, of a section about bringing data back."""
    if not _RESTORE.search(section.title) or not _SAVED.search(section.text):
        return []
    steps = [p for p in section.passages if p.told and (p.said.form is Form.STEP or p.said.crumbs)]
    return steps if len(steps) > 1 else []


def _is_restore(passage: Passage) -> bool:
    return (
        _RESTORE.search(passage.text) is not None
        and not _PITR.search(passage.text)
        and about(passage, _SAVED)
        and not re.search(r"pm2|서비스|service|session|password|비밀번호|계정", passage.text, re.IGNORECASE | re.ASCII)
    )


_SAVED = any_of(r"백업|backup|バックアップ|스냅샷|snapshot|スナップショット|\bdb\b|데이터베이스|database|\brds\b")


def _restores_by(code: Code) -> bool:
    rows = [row for row in code.snippet.rows if not row.lstrip().startswith(("#", "--"))]
    text = "\n".join(rows)
    if not _RESTORE_COMMAND.search(text):
        # A database that is one file comes back by a copy, where the chapter says that it is one.
        chapters = [heading.text for heading in code.fence.trail.headings if heading.level > 1]
        return _COPIED_BACK.search(text) is not None and any(map(_RESTORE.search, chapters))
    plain_load = not re.search(r"pg_restore|mongorestore|restore-|snapshot", text)
    # Loading a schema or seed file looks like a restore; its heading tells them apart.
    return not plain_load or _RESTORE.search(code.snippet.heading) is not None


def _point_in_time(guide: Guide) -> Iterator[PointInTimeRecovery]:
    for code in guide.codes:
        match = _ARCHIVE.search(code.snippet.text)
        if match and not any(isinstance(reading, PointInTimeRecovery) for reading in code.readings):
            row = code.snippet.text.count("\n", 0, match.end()) + 1
            yield PointInTimeRecovery(**code.common(row), enabled=True)
    best: dict[str | None, Passage] = {}
    for passage in guide.passages:
        if passage.speaks and passage.said.form is not Form.HEADING and _PITR.search(passage.text):
            held = best.get(passage.environment)
            if held is None or (passage.told and not held.told):
                best[passage.environment] = passage
    for passage in best.values():
        enabled = not denied(passage, _PITR)
        concrete = passage.told and (days_in(passage.text) is not None or bool(passage.said.pairs))
        kind = EvidenceKind.INSTRUCTED if concrete else EvidenceKind.CLAIMED
        yield PointInTimeRecovery(**guide.common(passage, kind), enabled=enabled, retention_days=days_in(passage.text))
