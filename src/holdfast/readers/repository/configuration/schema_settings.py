"""Settings by which what starts an application has it change its database's schema: Hibernate's own."""

from collections.abc import Mapping
from typing import Any

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex

_HIBERNATE = regex(
    r"(?i)^(?:(?:SPRING_JPA_(?:PROPERTIES_)?)?HIBERNATE_(?:DDL_?AUTO|HBM2DDL_?AUTO)"
    r"|(?:spring\.jpa\.)?(?:properties\.)?hibernate\.(?:ddl-?auto|hbm2ddl\.auto))$"
)
_GIVEN = regex(r"^(?:\$\{\w{1,100}:?-)?[\"']?(?P<value>[a-z-]{3,20})[\"']?\}?$")
_FORMS = {"update": "schema-changed", "create": "tables-dropped", "create-drop": "tables-dropped"}


def schema_told(said: Mapping[str, Any], name: str, value: str) -> ScriptFault | None:
    """What the application is told to do to the schema; None where the setting is another, or does no harm.

    Args:
        said: what the fact has in common with others, with where the setting stands.
        name: of the setting.
        value: as far as it is known.
    """
    given = _GIVEN.match(value[:200].strip()) if _HIBERNATE.match(name) else None
    form = _FORMS.get(given["value"]) if given else None
    return ScriptFault(**said, activity="start", form=form, command=f"{name}={value[:100]}") if form else None
