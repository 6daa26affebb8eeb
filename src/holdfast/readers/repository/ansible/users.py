"""Users and rights that Ansible gives on a host, as the commands that do the same."""

from holdfast.readers.repository.ansible.options import Module, on_line, value_of, words
from holdfast.readers.repository.text.nodes import Node

_ADMINISTRATORS = frozenset(("sudo", "wheel", "admin", "root"))


def _of_host(given: Node, _: Node) -> str:
    """Groups of administrators that a user is put into; others say nothing of rights."""
    name, listed = value_of(given, "name"), words(given, "groups", "group") or value_of(given, "groups", "group")
    groups = [word for word in listed.replace(",", " ").split() if word in _ADMINISTRATORS]
    if not name or not groups or value_of(given, "state") == "absent":
        return ""
    option = "groups" if given.has("groups") else "group"
    return on_line(given, option, f"usermod -aG {','.join(groups)} {name}")


def _of_sudo(given: Node, _: Node) -> str:
    """Whoever may run everything without being asked; the module asks nobody unless it is told to."""
    name, asked = value_of(given, "user") or f"%{value_of(given, 'group')}", given.flag("nopassword") is False
    everything = (words(given, "commands") or value_of(given, "commands")) == "ALL"
    if name == "%" or asked or not everything or value_of(given, "state") == "absent":
        return ""
    return on_line(given, "commands", f"echo '{name} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/{name}")


USERS: dict[str, Module] = {"user": _of_host, "sudoers": _of_sudo}
"""Modules by short name, each with what makes its command from its options."""
