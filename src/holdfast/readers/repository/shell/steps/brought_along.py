"""Scripts that a database's container brings along, for its backups and for the way back."""

from holdfast.model.regex import regex

_STORE = r"(?:\S*[-_])?(?:postgres(?:ql)?|pg|mysql|mariadb|mongo(?:db)?|db|database)(?:[-_]\S*)?"
"""How people call the container of a database."""

_BEGINS = rf"^(?:docker|podman|docker-compose)\b(?: \S+){{0,8}}? (?:exec|run)(?: -\S+)* {_STORE} (?:(?:ba)?sh )?"
_CALLED = r"(?:\S*/)?(?:(?:pg|db|mysql|mongo)[-_]?)?"

OWN_BACKUP = regex(rf"{_BEGINS}{_CALLED}(?:back-?up|dump)(?:[-_]?(?:db|all))?(?:\.sh)?$")
"""`docker compose exec postgres backup`."""

OWN_RESTORE = regex(rf"{_BEGINS}{_CALLED}restore(?:[-_]?db)?(?:\.sh)?(?: \S+)?$")
"""`docker compose exec postgres restore FILE`."""
