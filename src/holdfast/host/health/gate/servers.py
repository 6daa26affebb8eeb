"""The lines of an Nginx `upstream` block, with `down` on the servers that are not ready."""

from collections.abc import Collection, Sequence

# Nginx's own look at failures stays on: it is what is left when the agent is gone.
_PASSIVE = "max_fails=3 fail_timeout=5s"


def server_lines(ports: Sequence[int], up: Collection[int]) -> str:
    """One `server` line per port of `ports`, in their order; those that are not in `up` are `down`.

    When none is up, none is marked: Nginx would answer 502 at once, while the closed file gives a 503 that says
    when to come again.
    """
    none_up = not any(port in up for port in ports)
    lines = [
        f"server 127.0.0.1:{port:d} {_PASSIVE}{'' if none_up or port in up else ' down'};\n"
        for port in dict.fromkeys(ports)
    ]
    return "".join(lines)
