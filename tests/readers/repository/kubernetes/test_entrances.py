"""Where a cluster lets the internet in."""

import pytest

from holdfast.model.facts import Database, LoadBalancer
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.kubernetes.reader import READER

_INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
spec:
{tls}  rules:
    - host: shop.example.com
"""


@pytest.mark.parametrize(("tls", "shown"), [("", (4, 7)), ("  tls: [{secretName: shop}]\n", None)])
def test_an_ingress_without_tls_is_shown_down_to_its_first_host(tls: str, shown: tuple[int, int] | None) -> None:
    readings = READER.read(Snippet("k8s/ingress.yaml", _INGRESS.format(tls=tls)))
    [balancer] = [fact for fact in readings if isinstance(fact, LoadBalancer)]
    at = balancer.places.get("listener")

    assert (at and (at.start_line, at.end_line)) == shown


@pytest.mark.parametrize(("copies", "rows"), [("replicas: 1", [4]), ("replicas: 3", []), ("serviceName: db", [])])
def test_a_database_of_one_pod_is_shown_where_its_copies_are_told(copies: str, rows: list[int]) -> None:
    text = (
        f"apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  {copies}\n  template: {{spec: {{containers: [\n"
        "    {name: db, image: postgres:16}]}}\n"
    )
    readings = READER.read(Snippet("k8s/db.yaml", text))
    [database] = [fact for fact in readings if isinstance(fact, Database)]

    assert [at.start_line for key, at in database.places.items() if key == "copies"] == rows
