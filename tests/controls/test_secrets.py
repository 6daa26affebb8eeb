"""One secret that several readers have seen is told once."""

from holdfast.controls.secrets import secrets
from holdfast.model.facts import ExposedSecret

from .support import made, scope


def test_what_only_its_shape_gives_away_gives_way_to_the_name_on_its_line() -> None:
    named = made(ExposedSecret, "up.sh:3", name="GIT_TOKEN", form="token")
    same = made(ExposedSecret, "up.sh:3", name="token", form="token")
    other = made(ExposedSecret, "up.sh:4", name="token", form="token")
    found = secrets(scope(named, same, other).view, lambda fact: not fact.opens_doors)
    assert sorted((fact.at.start_line, fact.name) for fact in found) == [(3, "GIT_TOKEN"), (4, "token")]
