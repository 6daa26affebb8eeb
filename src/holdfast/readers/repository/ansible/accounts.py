"""Users that Ansible makes in a database, as the statements that do the same."""

from holdfast.readers.repository.ansible.options import Module, value_of
from holdfast.readers.repository.text.nodes import Node


def _of_mysql(given: Node, _: Node) -> str:
    user = f"'{value_of(given, 'name', 'user')}'@'{value_of(given, 'host') or 'localhost'}'"
    return _told(
        given, _there(given, "mysql", "sudo"), f"CREATE USER {user} IDENTIFIED BY", f"GRANT ALL ON *.* TO {user};"
    )


def _of_postgresql(given: Node, _: Node) -> str:
    return _told(
        given, _there(given, "psql", "sudo -u postgres"), f"CREATE USER {value_of(given, 'name', 'user')} PASSWORD"
    )


def _there(given: Node, program: str, as_its_own: str) -> str:
    """The client, on the host of the server itself unless the module is given another one."""
    host = value_of(given, "login_host")
    here = not host or host in ("localhost", "127.0.0.1", "::1")
    return f"{as_its_own} {program}" if here else f"{program} -h {host.replace(' ', '')}"


def _told(given: Node, program: str, made: str, granted: str = "") -> str:
    """The statements on the lines of the options that they come from; nothing of a user that goes away."""
    password = value_of(given, "password")
    if value_of(given, "state") == "absent" or "'" in password or "\n" in password:
        return ""
    told = [(given.child("password").key_line, f"{made} '{password}';")] if password else []
    told += [(given.child("host").key_line, granted)] if granted and value_of(given, "host") else []
    first = given.key_line
    if not told or any(line <= first for line, _ in told):
        return f'{program} -e "{" ".join(text for _, text in told)}"' if told else ""
    rows = dict(told)
    return "\n".join([f"{program} <<'SQL'", *(rows.get(line, "") for line in range(first + 1, max(rows) + 1)), "SQL"])


ACCOUNTS: dict[str, Module] = {"mysql_user": _of_mysql, "postgresql_user": _of_postgresql}
"""Modules by short name, each with what makes its statements from its options."""
