"""Listeners of Go through which only developers look into a program."""

import pytest

from holdfast.model.facts import PlainTaken, ServesHttp

from ..support import told

_LOOKED_INTO = 'package main\n\nimport (\n\t"net/http"\n\t_ "net/http/pprof"\n)\n\nfunc main() {{\n\tgo http.ListenAndServe({given})\n}}\n'


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("debugAddr, nil", False),
        ("o.PprofAddress, nil", False),
        ("listenProfile, nil", False),
        ('"localhost:6060", nil', False),
        ('":6060", nil', False),
        ("addr, nil", True),
        ('":8080", nil', True),
        ("debugAddr, router", True),
    ],
)
def test_a_listener_for_the_profiler_of_go_takes_no_visitors_in(given: str, *, shown: bool) -> None:
    files = {"go.mod": "module shop\n", "main.go": _LOOKED_INTO.format(given=given)}
    assert bool(told(files, PlainTaken)) == shown
    assert bool(told(files, ServesHttp)) == shown
    apart = files | {"main.go": files["main.go"].replace('\t_ "net/http/pprof"\n', "")}
    assert told(apart, PlainTaken) != []
