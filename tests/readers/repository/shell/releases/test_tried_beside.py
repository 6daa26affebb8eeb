"""Releases that are tried beside the one that serves."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import commands, facts_of
from holdfast.readers.repository.shell.delivery.reader import probes
from holdfast.readers.repository.shell.releases.tried_beside import tried_beside

_OR_END = "if ! curl -f localhost:8082/health; then\n  {undo}\n  exit 1\nfi\n"


def tried(text: str) -> bool:
    parsed = commands(text)
    return tried_beside(probes(parsed), parsed)


@pytest.mark.parametrize(
    ("start", "undo", "takes_over"),
    [
        ("docker run -d --name shop-2 shop:$SHA", "docker rm -f shop-2", "docker rm -f shop-1"),
        ("docker rm -f shop-2 || true\ndocker run -d --name shop-2 shop", "docker rm -f shop-2", "docker stop shop-1"),
        (
            "docker run -d --name trial shop:$SHA",
            "docker rm -f trial",
            "docker rm -f trial\ndocker run -d --name shop shop:$SHA",
        ),
        ("docker compose up -d --no-recreate --scale web=2 web", "docker stop $NEW", "docker stop $OLD"),
        ("docker compose up -d green", "docker compose stop green", "docker compose stop blue"),
        ("pm2 start app.js --name api-$SHA", "pm2 delete api-$SHA", "pm2 delete $BEFORE"),
        (
            "docker rm -f $NEW || true\ndocker run -d --name $NEW shop:$SHA",
            "docker rm -f $NEW",
            'if [[ "$OLD" != "none" ]]; then\n  docker stop $OLD\nfi',
        ),
        ("docker run -d --name next shop:$SHA", "docker rm -f next", 'if [ "$OLD" != "" ]; then docker stop $OLD; fi'),
        ("systemctl start shop@8082", "systemctl stop shop@8082", "systemctl stop shop@8081"),
        ("docker run -d --name next shop:$SHA", "docker rm -f next", "aws elbv2 modify-listener --listener-arn $L"),
    ],
)
def test_what_served_goes_on_where_the_new_one_does_not_answer(start: str, undo: str, takes_over: str) -> None:
    assert tried(f"{start}\n{_OR_END.format(undo=undo)}{takes_over}\n")
    assert not tried(f"{start}\ncurl -s localhost:8082/health\n{takes_over}\n")


@pytest.mark.parametrize(
    "text",
    [
        "docker rm -f shop\ndocker run -d --name shop shop:$SHA\ncurl -f localhost/health || exit 1\n",
        "docker stop shop-1\ndocker run -d --name shop-2 shop\ncurl -f localhost/health || exit 1\ndocker rm shop-1\n",
        "docker compose up -d\ncurl -f localhost/health || exit 1\ndocker compose stop worker\n",
        "pm2 reload api\ncurl -f localhost/health || exit 1\npm2 delete worker\n",
    ],
)
def test_what_is_replaced_in_its_place_is_not_there_any_more(text: str) -> None:
    assert not tried(text)


@pytest.mark.parametrize(("start", "kept"), [("systemctl restart shop", False), ("systemctl restart shop@8082", True)])
def test_a_proxy_turned_after_the_answer_keeps_nothing_that_was_replaced(start: str, *, kept: bool) -> None:
    text = f"#!/bin/bash\nset -e\ngit pull\n{start}\ncurl -f localhost:8082/health\nsystemctl reload nginx\n"
    [told] = [one for one in facts_of(Snippet("deploy.sh", text)) if isinstance(one, Deployment)]
    assert (told.rollback == "automatic") is kept
