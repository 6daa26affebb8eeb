"""Names that tell of a cache that it keeps sessions or jobs, which nothing else has."""

from holdfast.model.regex import regex

_KEEPS = regex(
    r"(?i)session|queue|broker|(?<![a-z])(?:bull(?:mq)?|celery|sidekiq|jobs?)(?![a-z])|세션|큐|セッション|キュー"
)


def keeps(*words: str | None) -> bool:
    """One of these names of a cache, or what describes it, tells of sessions or jobs."""
    return any(_KEEPS.search(word) for word in words if word)
