"""Tables of the spec: what is taken without pydantic is what pydantic would have taken, and the same table."""

import subprocess
import sys
import tomllib
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.model.product import Environment, Health, Product, Service, Suppression, Variable
from holdfast.model.table import Table, checked, plainly

EXAMPLE = Path(__file__).parents[2] / "docs" / "holdfast.example.toml"

WORDS = st.sampled_from(
    ["a", "shop", "a/b", "/", "/ws", "0 22 * * *", "t4g.small", "db.t4g.medium", "me@here.kr", "ap-northeast-2",
     "https://shop.kr", "access.ssh-open-to-world", "DATABASE_URL", "shop-uploads", "true", "5", "가게", "a\n", "a\x1cb",
     "² * * * *", "", "stdout", "(", "none", "\ud800"]
)  # fmt: skip
ODD = st.one_of(
    WORDS, st.booleans(), st.integers(-1, 70_000), st.floats(), st.just(10**400), st.dates(), st.just([]),
    st.just({}), st.none(), st.just(datetime(2026, 11, 1, tzinfo=UTC)), st.just({"odd": 1}), st.just(["a", 3]),
)  # fmt: skip


def _likely(declared: Any) -> st.SearchStrategy[Any]:
    """Values that a key of this type may well hold, and the nearest that it may not."""
    inner = get_args(declared)
    if get_origin(declared) is Annotated:
        return _likely(inner[0])
    if get_origin(declared) is Literal:
        return st.sampled_from([*inner, "none"])
    if get_origin(declared) is tuple:
        return st.lists(_with_odd(inner[0]), max_size=3)
    if get_origin(declared) is dict:
        return st.dictionaries(_likely(inner[0]), _with_odd(inner[1]), max_size=2)
    if NoneType in inner:
        return _likely(next(one for one in inner if one is not NoneType))
    if isinstance(declared, type) and issubclass(declared, Table):
        return _documents(declared)
    kinds: dict[Any, st.SearchStrategy[Any]] = {
        str: WORDS,
        int: st.one_of(st.integers(1, 100), st.just(10**400)),
        float: st.one_of(st.integers(1, 60), st.floats(0.1, 60)),
        bool: st.booleans(),
        date: st.dates(),
    }
    return kinds[declared]


def _with_odd(declared: Any) -> st.SearchStrategy[Any]:
    return st.integers(0, 19).flatmap(lambda drawn: ODD if drawn == 0 else _likely(declared))


def _documents(table: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Documents for a table: some keys that it knows, seldom others, values mostly of the right kind."""
    known = {one.name: _with_odd(one.type) for one in fields(table) if one.init}
    return st.fixed_dictionaries({}, optional={**known, "named": ODD, "regoin": ODD} if table is Product else known)


def _made(table: Any, values: object) -> str | None:
    """The text of the table with the types of its values; None when there is a doubt."""
    try:
        return repr(plainly(table, values))
    except ValueError:
        return None


@pytest.mark.parametrize("table", [Product, Environment, Service, Health, Variable, Suppression])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_taken_without_pydantic_is_what_pydantic_makes_of_it(table: type[Table], data: st.DataObject) -> None:
    values = data.draw(_documents(table))
    made = _made(table, values)

    assert made is None or made == repr(checked(table, values))


def test_a_valid_spec_is_taken_without_doubt() -> None:
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))

    assert _made(Product, values) == repr(checked(Product, values))


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Environment, {"domains": "shop.kr"}),
        (Environment, {"unknown": 1}),
        (Environment, {"buckets": [{"purpose": "site"}]}),
        (Environment, {"backup": {"retention_days": True}}),
        (Environment, {"backup": {"retention_days": 0}}),
        (Environment, {"compute": {"minimum": 3}}),
        (Environment, {"origins": ["https://shop.kr\n"]}),
        (Suppression, {"check": "a.b", "author": "", "reason": "long enough", "expires": date(2026, 1, 1)}),
        (Service, {"health": {"interval_seconds": float("nan")}}),
        (Service, {"last_good_copy_hours": 10**400}),
    ],
)
def test_what_may_not_be_valid_is_left_to_pydantic(table: type[Table], values: object) -> None:
    assert _made(table, values) is None


def test_a_valid_spec_is_read_without_loading_pydantic() -> None:
    reads = (
        "import sys; from pathlib import Path; from holdfast.readers.spec import parse_spec\n"
        "parse_spec(Path(sys.argv[1]).read_bytes())\n"
        "print('pydantic' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", reads, str(EXAMPLE)], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
