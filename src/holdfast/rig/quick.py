"""What moto's server and its callers do again and again and need to do once: a third of the time."""

import inspect
from collections.abc import Iterator
from functools import cache
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
    """Have the server look once for its modules, its methods and its applications; nothing happens the second time."""
    # Before moto is there: it makes a session for each service to name its regions.
    _share_descriptions()
    from moto import backends
    from moto.core import responses
    from moto.moto_server import threaded_moto_server, werkzeug_app

    modules: Any = backends
    if getattr(modules, "are_known", False):
        return
    # It reads the folder of its modules for each call, to see whether the host is one of them.
    known = tuple(modules.list_of_moto_modules())
    modules.list_of_moto_modules = lambda: known
    modules.are_known = True
    core: Any = responses
    core.method_names_from_class = Methods
    # A server would make an application of each service anew, though all of them have one state.
    makers: Any = (threaded_moto_server, werkzeug_app)
    make = cache(werkzeug_app.create_backend_app)
    for one in makers:
        one.create_backend_app = make
    _look_up_often()


def _look_up_often() -> None:
    """Have a server that shall end see it after 0.03 s, and not after half a second."""
    from werkzeug.serving import BaseWSGIServer

    serving: Any = BaseWSGIServer.serve_forever
    serving.__defaults__ = (0.03,)


def _share_descriptions() -> None:
    """Have all sessions of boto3 share what they read of AWS's services: it is megabytes of JSON."""
    from botocore import session  # type: ignore[import-untyped]

    sessions: Any = session
    if not hasattr(sessions.create_loader, "cache_info"):
        sessions.create_loader = cache(sessions.create_loader)
