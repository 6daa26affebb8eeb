import socket

from holdfast.rig.ports import HIGHEST, LOWEST, free_port


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as listening:
        assert listening.getsockname()[1] > 0


def test_free_ports_lie_below_those_of_outgoing_connections() -> None:
    assert all(LOWEST <= free_port() <= HIGHEST < 32_768 for _ in range(50))


def test_a_port_that_somebody_listens_on_is_never_given() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as listening:
        taken = listening.getsockname()[1]
        assert taken not in {free_port() for _ in range(200)}
