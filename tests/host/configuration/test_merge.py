"""Merging: which value wins, and what is said about it."""

from holdfast.host.configuration.merge import ENVIRONMENT, merge
from holdfast.model.secret import Secret
from holdfast.model.startup import NoticeKind, Place, PlaceKind

FIRST = Place(PlaceKind.SECRET, "first", "ap-northeast-2")
SECOND = Place(PlaceKind.SECRET, "second", "ap-northeast-2")


def hidden(**values: str) -> dict[str, Secret]:
    return {name: Secret(value) for name, value in values.items()}


def test_the_process_environment_wins_over_the_later_secret_and_that_over_the_earlier() -> None:
    merged = merge(
        {"A": "environment"},
        [(FIRST, hidden(A="first", B="first", C="first")), (SECOND, hidden(A="second", B="second"))],
    )

    assert {name: (given.value.get_secret_value(), given.place) for name, given in merged.variables.items()} == {
        "A": ("environment", ENVIRONMENT),
        "B": ("second", SECOND),
        "C": ("first", FIRST),
    }


def test_an_empty_variable_of_the_environment_wins_too_and_is_said() -> None:
    merged = merge({"A": ""}, [(FIRST, hidden(A="first"))])

    assert merged.variables["A"].value.get_secret_value() == ""
    assert [(one.kind, one.key, one.places) for one in merged.notices] == [
        (NoticeKind.SHADOWED, "A", (ENVIRONMENT, FIRST))
    ]


def test_the_same_value_twice_is_nothing_to_speak_of() -> None:
    assert merge({"A": "same"}, [(FIRST, hidden(A="same")), (SECOND, hidden(A="same"))]).notices == ()


def test_no_repr_shows_a_value() -> None:
    merged = merge({"A": "canary-own"}, [(FIRST, hidden(A="canary-first", B="canary-b"))])

    assert "canary" not in repr(merged)
