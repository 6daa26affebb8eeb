"""Kubernetes that a script sets up on a machine of the team's own."""

import pytest

from holdfast.model.facts import OwnCluster
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("curl -sfL https://get.k3s.io | sh -s - --disable traefik", [("k3s", False)]),
        ("sudo snap install microk8s --classic", [("microk8s", False)]),
        ("kubeadm init --pod-network-cidr=10.1.0.0/16", [("kubeadm", False)]),
        ("k3sup install --ip $IP", [("k3s", False)]),
        ("curl -sfL https://get.k3s.io | K3S_URL=https://a:6443 sh -", [("k3s", False), ("kubernetes", True)]),
        ("kubeadm join 10.0.0.4:6443", [("kubernetes", True)]),
        ("minikube start", []),
        ('echo "now run: kubeadm init"', []),
        ("k3s kubectl get nodes", []),
        ("snap install kubectl --classic", []),
        ("docker run rancher/k3s:latest", []),
    ],
)
def test_what_sets_a_cluster_up_here_is_told_apart_from_what_only_asks_one(
    row: str, told: list[tuple[str, bool]]
) -> None:
    facts = facts_of(Snippet("bootstrap.sh", f"#!/bin/bash\n{row}\n"))
    assert [(one.tool, one.joins) for one in facts if isinstance(one, OwnCluster)] == told


def test_a_cluster_for_trying_things_out_serves_where_a_server_is_set_up() -> None:
    text = "#!/bin/bash\nset -e\napt-get update\napt-get install -y docker.io nginx\nminikube start --driver=none\n"
    facts = facts_of(Snippet("user_data.sh", text))
    assert [one.tool for one in facts if isinstance(one, OwnCluster)] == ["minikube"]
