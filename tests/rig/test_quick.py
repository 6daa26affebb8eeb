"""What moto's server does once instead of for every call."""

from holdfast.rig.quick import Methods


class Answers:
    fixed = "text"

    def describe(self) -> None: ...


def test_a_method_is_found_by_its_name_and_nothing_else_is() -> None:
    names = Methods(Answers)

    assert "describe" in names
    assert "fixed" not in names
    assert "absent" not in names
    assert list(names) == ["describe"]


def test_a_method_that_comes_later_is_found_too() -> None:
    class Later(Answers):
        """Gets a method after its names were asked for."""

    names = Methods(Later)
    assert "update" not in names

    Later.update = lambda self: None  # type: ignore[attr-defined]

    assert "update" in names
