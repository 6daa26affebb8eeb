"""What moto's server and its callers do once instead of again and again."""

from inspect import signature

from botocore.session import Session  # type: ignore[import-untyped]
from werkzeug.serving import BaseWSGIServer

from holdfast.rig.quick import Methods, install


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


def test_sessions_share_what_they_read_of_services() -> None:
    install()
    install()

    one, other = (Session().get_component("data_loader").load_service_model("sts", "service-2") for _ in range(2))

    assert one is other


def test_a_server_that_shall_end_looks_up_many_times_a_second() -> None:
    install()

    assert signature(BaseWSGIServer.serve_forever).parameters["poll_interval"].default <= 0.1
