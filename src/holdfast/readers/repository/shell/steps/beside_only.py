"""Starts of Compose that bring up only what stands beside an application: its proxy, its stores, what watches it."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_WORDS = (
    r"nginx|caddy|traefik|haproxy|proxy|redis|cache|memcached|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?"
    r"|db|database|rabbitmq|kafka|zookeeper|elasticsearch|opensearch|qdrant|chroma|weaviate|milvus|minio|certbot"
    r"|prometheus|grafana|loki"
)
_BESIDE = regex(rf"(?i)^(?:[\w-]{{1,30}}[-_])?(?:{_WORDS})(?:[-_]\d{{1,2}})?$")
_FILE_BESIDE = regex(
    rf"(?i)(?:^|/)(?:(?:docker-)?compose[-_.])?(?:[\w-]{{1,30}}[-_])?(?:{_WORDS}|monitor(?:ing)?|observability|elk|efk)"
    r"(?:[-_.](?:docker-)?compose)?\.ya?ml$"
)
_UP_VALUES = frozenset(("--scale", "-t", "--timeout", "--pull", "--wait-timeout", "--exit-code-from", "--attach"))


def starts_only_helpers(command: Command) -> bool:
    """`docker compose up -d nginx`: it names services, or files that are called so, and none is the application's.

    What is built anew is the team's own, whatever it is called.
    """
    if command.has("--build"):
        return False
    words = command.args[command.args.index("up") + 1 :] if "up" in command.args else ()
    before = ("", *words)
    named = [word for word, last in zip(words, before, strict=False) if word[:1] != "-" and last not in _UP_VALUES]
    if named:
        return all(map(_BESIDE.match, named))
    files = command.options("-f", "--file")
    return bool(files) and all(map(_FILE_BESIDE.search, files))
