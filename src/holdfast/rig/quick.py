"""What moto's server does for every call and needs to do once: a third of a call's time."""

import inspect
from collections.abc import Iterator
from typing import Any


class Methods:
    """The names of a class's methods, found one by one when they are asked for.

    moto lists and sorts them all for each call, to look for one.
    """

    def __init__(self, owner: Any) -> None:
        self._owner = owner

    def __contains__(self, name: object) -> bool:
        return inspect.isfunction(getattr(self._owner, str(name), None))

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in inspect.getmembers(self._owner, inspect.isfunction))


def install() -> None:
    """Have the server read its folder once, and look for methods by their names; nothing happens the second time."""
    from moto import backends
    from moto.core import responses

    modules: Any = backends
    if getattr(modules, "are_known", False):
        return
    # It reads the folder of its modules for each call, to see whether the host is one of them.
    known = tuple(modules.list_of_moto_modules())
    modules.list_of_moto_modules = lambda: known
    modules.are_known = True
    core: Any = responses
    core.method_names_from_class = Methods
