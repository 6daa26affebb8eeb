"""Kubernetes that a script sets up on the machine it runs on: what runs there shares that one machine."""

from collections.abc import Iterator

from holdfast.model.facts import OwnCluster
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source

_SETS_UP = regex(
    r"\bget\.(?P<k3s>k3s|rke2)\.io\b|\bsnap install (?:--?\S{1,40} ){0,3}(?P<snap>microk8s|k8s)\b"
    r"|\b(?P<adm>kubeadm) init\b|\bk3sup install\b|\b(?P<k0s>k0s) (?:install controller|start)\b"
)
_TRIES = regex(r"\b(?:(?P<mini>minikube) start|(?P<kind>kind|k3d) (?:create cluster|cluster create))\b")
"""What developers have on their own machines, unless a script that sets a server up calls it."""
_JOINS = regex(r"\bK3S_URL=|\bkubeadm join\b|\bmicrok8s join\b|\bk3sup join\b|\bk0s token\b|\bagent --server\b")
_SPEAKS = frozenset(("echo", "printf"))
_WORDS = ("k3s", "rke2", "microk8s", "kubeadm", "k0s", "snap install", "minikube", "kind", "k3d")


def own_clusters(source: Source) -> Iterator[OwnCluster]:
    """Each command that sets one up, or makes the machine a part of one."""
    if not any(word in source.snippet.text for word in _WORDS):
        return
    serves = source.sets_up_host or source.first_boot
    for command in source.commands:
        if command.name in _SPEAKS:
            continue
        text = command.text[:1_000]
        match = _SETS_UP.search(text) or (_TRIES.search(text) if serves else None)
        joins = _JOINS.search(" ".join((text, *("=".join(one) for one in command.assigns))))
        if match is None and joins is None:
            continue
        tool = next(filter(None, match.groups()), "k3s") if match else "kubernetes"
        yield OwnCluster(**source.common(command), tool=tool, joins=joins is not None)
