"""Records are dataclasses by value, made cheaply."""

import copy
import pickle
from dataclasses import asdict, astuple, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from holdfast.model.record import record
from holdfast.model.record import replace as changed


@record(frozen=True, slots=True, kw_only=True)
class Base:
    """One key of its own."""

    name: str
    aside: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@record(frozen=True, slots=True, kw_only=True)
class Child(Base):
    """Another key, and one with a default."""

    size: int = 1


@record(frozen=True)
class Open:
    """Without slots, by position."""

    first: int
    second: str = ""


@record(frozen=True)
class Empty:
    """Nothing at all."""


@record(frozen=True)
class Spoken:
    """Says itself what it is."""

    word: str

    def __repr__(self) -> str:
        return self.word

    def __hash__(self) -> int:
        return 7


@dataclass(frozen=True)
class Standard:
    """What the standard library makes of the same."""

    first: int
    second: str = ""


VALUES = [Base(name="a"), Child(name="a", size=3, aside={"b": 1}), Open(1, "x"), Empty(), Spoken("hello")]


def test_records_are_equal_and_hashed_by_value_without_what_is_set_aside() -> None:
    assert Child(name="a", aside={"x": 1}) == Child(name="a", aside={"y": 2})
    assert len({Child(name="a", aside={"x": 1}), Child(name="a"), Child(name="b")}) == 2
    assert Child(name="a") != Child(name="a", size=2)
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())


def test_records_of_two_kinds_are_never_equal() -> None:
    others: list[Any] = [Base(name="a"), Child(name="a"), Open(1), Standard(1), ("a",), 1, None]

    assert all((one == other) == (one is other) for one in others for other in others)


def test_a_record_shows_itself_as_a_dataclass_does_unless_it_says_it_itself() -> None:
    assert repr(Open(1, "x")).rpartition(".")[2] == repr(Standard(1, "x")).replace("Standard", "Open")
    assert repr(Child(name="a", aside={"secret": 1})) == "Child(name='a', size=1)"
    assert (repr(Spoken("hello")), hash(Spoken("hello"))) == ("hello", 7)


def test_a_record_is_a_dataclass_to_the_standard_library() -> None:
    changed = replace(Child(name="a", aside={"b": 1}), size=9)

    assert is_dataclass(Child)
    assert [one.name for one in fields(Child)] == ["name", "aside", "size"]
    assert changed == Child(name="a", size=9)
    assert (asdict(changed), astuple(Open(1))) == ({"name": "a", "aside": {"b": 1}, "size": 9}, (1, ""))
    match Open(1, "x"):
        case Open(first, second):
            assert (first, second) == (1, "x")


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_record_survives_copying_and_pickling(value: object) -> None:
    assert copy.deepcopy(value) == value
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own


def test_a_default_that_is_shared_is_refused_and_a_factory_makes_one_for_each() -> None:
    with pytest.raises(ValueError, match="mutable default"):

        @record(frozen=True)
        class _Shared:
            names: list[str] = []  # noqa: RUF012 - what is refused

    assert Base(name="a").aside is not Base(name="a").aside


@record(frozen=True)
class Made:
    """Every way in which a field comes to its value."""

    name: str
    size: int = 2
    parts: list[str] = field(default_factory=list)
    held: str = field(default="held", init=False)
    kept: list[str] = field(default_factory=list, init=False)
    aside: int = field(default=3, kw_only=True)
    asked: int = field(kw_only=True)

    def __post_init__(self) -> None:
        self.kept.append(self.name)


def test_fields_take_their_values_by_position_by_name_by_default_and_after_all_others() -> None:
    one, other = Made("a", 5, ["b"], asked=1), Made("a", asked=1)

    assert (one.size, one.parts, one.held, one.kept, one.aside, one.asked) == (5, ["b"], "held", ["a"], 3, 1)
    assert (other.size, other.parts, other.kept) == (2, [], ["a"])
    assert other.parts is not Made("a", asked=1).parts


@pytest.mark.parametrize("second", [False, True], ids=["first value", "second value"])
def test_what_does_not_fit_the_fields_is_refused_as_by_any_function(*, second: bool) -> None:
    @record(frozen=True, slots=True)
    class Pair:
        left: int
        right: int = field(kw_only=True)

    if second:
        assert Pair(1, right=2).right == 2
    making: Any = Pair
    for given, named in (((1,), {}), ((1, 2), {"right": 3}), ((1,), {"right": 2, "more": 3})):
        with pytest.raises(TypeError, match="__init__"):
            making(*given, **named)


@record(frozen=False)
class Growing:
    """Changes while something is gone through."""

    seen: list[str] = field(default_factory=list)


def test_what_may_change_is_equal_by_value_and_has_no_hash_as_a_dataclass() -> None:
    one = Growing()
    one.seen.append("a")

    assert one == Growing(["a"]) != Growing()
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_a_record_without_a_docstring_says_its_name() -> None:
    @record(frozen=True)
    class Plain:
        size: int

    assert Plain.__doc__ == "Plain"
    assert Growing.__doc__ == "Changes while something is gone through."


@record(frozen=True)
class Lone:
    """One value, by position."""

    first: int = 0


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (Child(name="a", size=2), {"size": 3}),
        (Open(1, "b"), {"second": "c"}),
        (Open(1, "b"), {}),
        (Lone(1), {"first": 2}),
        (Empty(), {}),
    ],
    ids=["by name", "by position", "nothing", "of one", "of none"],
)
def test_a_copy_with_other_values_is_the_one_that_dataclasses_make(value: Any, changes: dict[str, Any]) -> None:
    assert changed(value, **changes) == replace(value, **changes)
    assert changed(value, **changes) is not value


@pytest.mark.parametrize("value", [Child(name="a"), Open(1)], ids=["by name", "by position"])
def test_a_copy_with_a_value_that_no_field_holds_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="third"):
        changed(value, third=3)
