"""Containers of Kubernetes without probes or a share of their machine."""

import pytest

from holdfast.model.facts import Workload
from holdfast.readers.repository.kubernetes.reader import READER
from tests.readers.repository.terraform.support import readings

_POD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      containers:
        - name: shop
          image: acme/shop:3
          %s
"""


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("ports: [{containerPort: 80}]", {"unprobed", "unsized"}),
        ("readinessProbe: {httpGet: {path: /ready, port: 80}}", {"unsized"}),
        ("startupProbe: {tcpSocket: {port: 80}}", {"unsized"}),
        ("resources: {requests: {cpu: 250m}}", {"unprobed"}),
    ],
)
def test_a_container_is_shown_where_it_lacks_something(said: str, lacks: set[str]) -> None:
    [shop] = [one for one in readings({"k8s/shop.yaml": _POD % said}, reader=READER) if isinstance(one, Workload)]

    assert {name for name in shop.places if name.startswith("un")} == lacks
    assert {(at.start_line, at.end_line) for name, at in shop.places.items() if name in lacks} == {(8, 9)}
