"""Copies of the data that somebody makes whenever they think of it, and that nothing makes otherwise."""

from holdfast.readers.repository.guides.apart import sentences
from holdfast.readers.repository.guides.lexicon import any_of

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
