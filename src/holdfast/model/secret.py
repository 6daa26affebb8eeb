"""A value of a secret, which no text, log or trace shows by accident."""

from typing import final

_SHOWN = "**********"


@final
class Secret:
    """Holds a value that must not be shown: its texts are stars, and only `get_secret_value` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        """The value itself."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def __repr__(self) -> str:
        return f"Secret('{_SHOWN if self._value else ''}')"

    def __str__(self) -> str:
        return _SHOWN if self._value else ""

    def __reduce__(self) -> str:
        """Refuse to be copied to where it might be read."""
        raise TypeError("a secret is not pickled")
