"""What machines and buckets are for, told from their names: a template's, a script's, a tag's, an account's."""

from holdfast.model.regex import regex

_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HOSTS = (
    ("bastion", regex(r"bastion|jump|\bnat\b|vpn|fumidai|踏み?台|배스천|바스티온")),
    ("ci", regex(r"jenkins|runner|gitlab|\bbuild|\bci\b")),
    ("database", regex(r"database|postgres|mysql|maria|mongo|\bdb\b")),
    # What watches may be the product itself: its application is named for it then, too.
    ("monitoring", regex(r"prometheus|grafana|\belk\b|^(?!.*\b(?:app|api|backend|was)\b).*\bmonitor(?:ing)?\b")),
    ("application", regex(r"app|web|api|server|backend|\bwas\b|front|\bap\b|proxy|nginx|\blb\b|balancer")),
)
_BUCKETS = (
    ("state", regex(r"\btf ?state|terraform|\b(?:remote )?state\b")),
    ("logs", regex(r"\blogs?\b|logging|cloudtrail|audit")),
    ("backup", regex(r"backup|\bdumps?\b|archive|snapshot")),
    (
        "artifacts",
        regex(r"artifact|artefact|code ?pipeline|code ?deploy|deploy|pipeline|release|build|lambda|\bsource\b"),
    ),
    (
        "uploads",
        regex(
            r"upload|media|\bim(?:age|g)s?\b|photo|picture|\bvideos?\b|\bfiles?\b|\bassets?\b|attachment|avatar|thumbnail"
            r"|\bdocuments?\b|\bcontents?\b"
        ),
    ),
    ("site", regex(r"front|\bweb|site|www|\bspa\b|static|client|\bui\b|hosting")),
)


def _words(name: str) -> str:
    """The words of a name in small letters, one space between: `AppDBServer` and `app-db_server` are the same."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in _HUMP.sub(" ", name)).lower().split())


def host_purpose(name: str) -> str | None:
    """What a machine of this name is for, in the words of `Instance`; None when its name does not tell."""
    words = _words(name)
    return next((purpose for purpose, pattern in _HOSTS if pattern.search(words)), None)


def bucket_purpose(name: str) -> str | None:
    """What a bucket of this name is for, in the words of `Bucket`; None when its name does not tell."""
    words = _words(name)
    return next((purpose for purpose, pattern in _BUCKETS if pattern.search(words)), None)
