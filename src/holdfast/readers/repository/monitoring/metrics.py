"""What a metric is about, told from its name in CloudWatch, Prometheus or prose."""

import re

from holdfast.model.facts import Watched
from holdfast.model.regex import regex

# Ordered: the first pattern that fits decides, so the narrow ones stand before the wide ones.
_PATTERNS: tuple[tuple[str, Watched], ...] = (
    (r"daystoexpiry|certificate.?expir|cert.*expir|ssl.*expir|probe_ssl_earliest", Watched.CERTIFICATE),
    (
        r"(?:cert|ssl|tls)\w{0,12}.{0,3}?(?:not.?after|days?(?:.?(?:left|remain|until|valid|to)|(?![a-z])))",
        Watched.CERTIFICATE,
    ),
    (r"days?.{0,3}(?:left|remaining|until).{0,12}(?:cert|ssl|tls)", Watched.CERTIFICATE),
    (r"\bcert(?:ificate)?s?\b[^.\n]{0,40}\d days? (?:left|remain|before|to go)", Watched.CERTIFICATE),
    (r"인증서.{0,8}(?:만료|기한|유효 ?기간)|만료.{0,8}인증서", Watched.CERTIFICATE),
    (r"証明書.{0,8}(?:期限|失効|有効期間)|期限切れ.{0,8}証明書", Watched.CERTIFICATE),
    (r"\bcertbot\b.{0,20}(?:알림|알람|메일|alert|notif|e?-?mail|通知|メール)", Watched.CERTIFICATE),
    (r"backup.*(age|fail)|lastbackup|backup_last", Watched.BACKUP_AGE),
    (r"rootaccount|root.?usage|root.?login", Watched.ROOT_USE),
    (r"accesskeyage|key.?age", Watched.KEY_AGE),
    (r"estimatedcharges|billing|(?:cost|spending|budget) ?al(?:ert|arm)s?\b", Watched.COST),
    (r"(?:결제|요금|비용|청구|예산) ?(?:알림|알람|경보)|(?:請求|料金|予算)の?(?:アラート|アラーム|通知)", Watched.COST),
    (r"cpu(surplus)?credit|cpu.?credit|크레딧|クレジット", Watched.CREDITS),
    (r"statuscheckfailed|status.?check|상태 ?(검사|체크)|ステータスチェック", Watched.STATUS),
    (
        r"database ?connections?|numbackends|pg_stat_activity|db.?connection|연결 ?수|接続数",
        Watched.DATABASE_CONNECTIONS,
    ),
    (r"slow.?quer|query.?(time|latenc)|dbload|쿼리|クエリ", Watched.DATABASE_QUERIES),
    (r"freestoragespace|volumebytesused|free storage", Watched.DATABASE_STORAGE),
    (r"(?:\brds|\bdb|database) ?(?:여유|저장|스토리지|free|storage|の?空き|の?ストレージ)", Watched.DATABASE_STORAGE),
    (r"데이터베이스 ?(?:여유|저장|스토리지)|データベースの?(?:空き|ストレージ)", Watched.DATABASE_STORAGE),
    (r"(read|write)(iops|latency|throughput)|disk ?i/?o|diskqueuedepth|디스크 ?i/?o", Watched.DATABASE_IO),
    (r"unhealthyhost|healthyhostcount", Watched.UNHEALTHY_HOSTS),
    (
        r"(?:running|desired|pending).?task.?count|groupinserviceinstances|실행 ?중인 ?태스크|実行中の?タスク",
        Watched.UNHEALTHY_HOSTS,
    ),
    (r"targetresponsetime|response.?time|latency|duration|응답 ?시간|応答時間|レイテンシ", Watched.RESPONSE_TIME),
    (r"5xx|4xx|error.?(rate|count)|\berrors?\b|[a-z0-9]_?errors?(?![a-z])|에러율|오류율|エラー率", Watched.ERROR_RATE),
    (r"bucketsizebytes|bucket.?size|버킷 ?크기", Watched.BUCKET_SIZE),
    (r"allrequests|numberofobjects|bucket.?request", Watched.BUCKET_REQUESTS),
    (r"requestcount|request.?(count|rate)|http_requests_total|요청 ?수|リクエスト数", Watched.REQUESTS),
    (r"pm2.*mem|process.*mem|procstat.*mem", Watched.PROCESS_MEMORY),
    (r"pm2|procstat|process.?(up|count|status|restart)|restarts?_total|프로세스|プロセス", Watched.PROCESS),
    (r"mem(ory)?[_ .]?(used|util|avail|percent)?|메모리|メモリ", Watched.MEMORY),
    (r"disk|filesystem|inode|storage|디스크|ディスク|여유 ?공간|空き容量", Watched.DISK),
    (r"cpu", Watched.CPU),
    (r"heartbeat|uptime|\bup\b|healthcheckstatus|ping", Watched.UPTIME),
    (r"log", Watched.LOGS),
)
_LONGEST = 2_000
"""Characters of a name, or of the expression of an alert, that tell what it is about."""
_COMPILED = tuple((regex(pattern, re.IGNORECASE), watched) for pattern, watched in _PATTERNS)


_NEVER_MEASURED = {
    "aws/ec2": r"mem(?:ory)?(?:util|used|usage|avail|_|$)|swap|file.?system"
    r"|(?:disk|volume|storage|root).?(?:space|util|used|usage|free|perc)",
    "aws/rds": r"^mem(?:ory)?.?(?:util|used|usage)|^(?:disk|storage)(?:.?space)?.?(?:util|used|usage|perc)",
    "aws/ecs": r"^(?:running|desired|pending)taskcount$|^task.?count$",
    "aws/lambda": r"^(?:max)?mem(?:ory)?.?(?:util|used|usage|size)|^cpu",
    "aws/applicationelb": r"^latency$|^httpcode_backend|^httpcode_(?:elb|target)_[2345]xx$",
    "aws/elasticache": r"^memoryutilization$",
    "aws/dynamodb": r"^(?:cpu|mem|latency)",
}
"""Metrics that people look for in a namespace of AWS, and that an agent or Container Insights sends elsewhere."""
_NEVER = {space: regex(pattern, re.IGNORECASE) for space, pattern in _NEVER_MEASURED.items()}


def is_measured(metric: str, namespace: str) -> bool:
    """Somebody measures it; an alarm on what AWS itself does not have in its own namespace stays silent for ever."""
    never = _NEVER.get(namespace.lower())
    return never is None or never.search(metric) is None


_OF_FUNCTIONS = {Watched.ERROR_RATE: Watched.FUNCTION_ERRORS, Watched.RESPONSE_TIME: Watched.FUNCTION_DURATION}
_OF_WHAT_SERVES = frozenset({
    Watched.CPU,
    Watched.MEMORY,
    Watched.CREDITS,
    Watched.DISK,
    Watched.STATUS,
    Watched.RESPONSE_TIME,
    Watched.ERROR_RATE,
    Watched.UNHEALTHY_HOSTS,
    Watched.UPTIME,
})  # fmt: skip
_BESIDE = frozenset(
    f"aws/{service}"
    for service in (
        "amazonmq", "aoss", "codebuild", "dms", "dynamodb", "efs", "elasticache", "es", "events", "firehose", "kafka",
        "kinesis", "memorydb", "natgateway", "redshift", "s3", "scheduler", "ses", "sns", "sqs", "states",
    )
)  # fmt: skip
"""Namespaces of what stands beside the product's own programs: a cache's processor is not theirs."""


def watched_by(metric: str, namespace: str = "") -> Watched:
    """What the metric called `metric` in `namespace` (such as `AWS/RDS`) is about; OTHER when nothing fits."""
    told = metric[:_LONGEST]
    watched = next((found for pattern, found in _COMPILED if pattern.search(told)), Watched.OTHER)
    space = namespace.strip().lower()
    if watched is Watched.CPU and _DATABASES.search(namespace):
        return Watched.DATABASE_CPU
    if watched is Watched.REQUESTS and space == "aws/s3":
        return Watched.BUCKET_REQUESTS
    if space == "aws/lambda":
        return _OF_FUNCTIONS.get(watched, watched)
    return Watched.BESIDE if space in _BESIDE and watched in _OF_WHAT_SERVES else watched


_DATABASES = regex(r"rds|aurora|database|postgres|mysql|docdb|neptune", re.IGNORECASE)
