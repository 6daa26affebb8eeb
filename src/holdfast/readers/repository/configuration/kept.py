"""Names that tell of a cache that it keeps sessions or jobs, which nothing else has."""

from holdfast.model.regex import regex

_KEEPS = regex(
    r"(?i)session|queue|broker|(?<![a-z])(?:bull(?:mq)?|celery|sidekiq|jobs?)(?![a-z])|세션|큐|セッション|キュー"
)


def keeps(*words: str | None) -> bool:
    """One of these names of a cache, or what describes it, tells of sessions or jobs."""
    return any(_KEEPS.search(word) for word in words if word)


_WATCHES = regex(
    r"(?i)(?<![a-z])(?:log(?:s|ging)?|elk|efk|kibana|siem|observability|monitoring|trac(?:es|ing))(?![a-z])"
)


def only_watches(*words: str | None) -> bool:
    """One of these names of an index tells that it holds what is logged, which no visitor waits for."""
    return any(_WATCHES.search(word) for word in words if word)
