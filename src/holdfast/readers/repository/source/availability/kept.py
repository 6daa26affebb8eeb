"""What an application keeps in Redis or the like, by the packages that it lists: sessions, jobs that wait."""

from collections.abc import Iterable, Iterator
from re import Pattern

from holdfast.model.facts import KeptInCache
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.apps import App

_KEEPERS = (
    (
        "sessions",
        regex(
            r"""["'/](?:connect-(?:redis|memcached)|koa-redis|@fastify/redis-session)["']|\bspring-session-data-redis\b"""
            r"""|\b(?:redis-session-store|redis-actionpack|redis-rails)\b|/(?:redistore|redisstore)(?:/|\s)"""
            r"""|AspNetCore\.DataProtection\.StackExchangeRedis"""
        ),
    ),
    (
        "jobs",
        regex(
            r"""["'](?:bull|bullmq|bee-queue|@nestjs/bull(?:mq)?|@adonisjs/redis-queue)["']|\bcelery\[[^\]\n]{0,60}redis"""
            r"""|(?m:^[^\S\n]*["']?(?:rq|django-rq|dramatiq\[redis[^\]\n]{0,40}\]|arq)\b(?!-))"""
            r"""|\bgem ["'](?:sidekiq|resque)["']|\blaravel/horizon\b|/hibiken/asynq\b|Hangfire\.(?:Pro\.)?Redis"""
        ),
    ),
)
_CELERY = regex(r"(?m)^[^\S\n]*[\"']?celery\b(?![-\[])")
_REDIS = regex(r"(?m)^[^\S\n]*[\"']?redis\b(?!-)")


def kept_in_cache(apps: Iterable[App]) -> Iterator[KeptInCache]:
    """One fact per manifest and sort of thing, where the package is listed."""
    for manifest in (manifest for app in apps for manifest in app.manifests):
        by_celery = bool(_CELERY.search(manifest.text) and _REDIS.search(manifest.text))
        for what, keeper in _KEEPERS:
            keepers = (keeper, _CELERY) if what == "jobs" and by_celery else (keeper,)
            if found := _first_row(manifest, keepers):
                yield KeptInCache(kind=manifest.kind, at=manifest.at(found), old=manifest.old, what=what)


def _first_row(manifest: Snippet, keepers: tuple[Pattern[str], ...]) -> int:
    """The number of the first row that one of them is found in; 0 for none."""
    for number, row in enumerate(manifest.rows, start=1):
        if len(row) <= 1_000 and any(keeper.search(row) for keeper in keepers):
            return number
    return 0
