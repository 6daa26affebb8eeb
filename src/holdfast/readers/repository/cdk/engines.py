"""Which database, and which version of it, a CDK program names."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.text.nodes import Node, build

_VERSION = regex(r"VER_(\d{1,3}(?:_\d{1,3}){0,2})")
_ENGINE = regex(r"aurora_?(mysql|postgres)|postgres|mysql|mariadb|oracle|sqlserver", re.IGNORECASE)


def engine_of(props: Node) -> tuple[Node | None, Node | None]:
    """The engine's name and version from `DatabaseInstanceEngine.postgres({version})`."""
    engine = props.get("engine")
    if engine is None:
        return None, None
    words = [str(node.value) for node in engine.scalars()]
    match = next((found for word in words if (found := _ENGINE.match(word.replace("-", "")))), None)
    version = next((found[1].replace("_", ".") for word in words if (found := _VERSION.search(word))), None)
    name = match[0].lower().replace("_", "") if match else None
    if name and name.startswith("aurora"):
        name = "aurora-postgresql" if "postgres" in name else "aurora-mysql"
    return build(name, engine.line) if name else None, build(version, engine.line) if version else None
