"""Releases that nobody asks how they are: proxies turned to them, states that only get a word."""

import pytest

from holdfast.model.facts import Deployment, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def lines(text: str) -> tuple[int, int] | None:
    """Where somebody would have to ask."""
    facts = facts_of(Snippet("ops/deploy.sh", f"#!/bin/bash\n{text}"))
    [release] = [fact for fact in facts if isinstance(fact, Deployment)]
    at = release.places.get("asks_health")
    return (at.start_line, at.end_line) if at else None


_TAKING_TURNS = """if [ $NOW = green ]; then
  docker compose -p blue up -d
  sleep 9
  docker compose -p green stop
else
  docker compose -p green up -d
  sleep 9
  docker compose -p blue stop
fi
"""
_LOOKING_BY_TURNS = """if [ -z "$NOW" ]; then
  docker compose -p blue up -d
  sleep 9
  UP=$(docker compose -p blue ps | grep Up)
  [ -z "$UP" ] || docker compose -p green down
else
  docker compose -p green up -d
  sleep 9
  UP=$(docker compose -p green ps | grep Up)
  [ -z "$UP" ] || docker compose -p blue down
fi
"""
_TURN = "envsubst < upstream.tpl > /etc/nginx/conf.d/upstream.conf\nsudo nginx -s reload\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"docker compose -f compose.$COLOR.yml up -d\n{_TURN}", (2, 4)),
        ("docker run -d --name web-$P web:1\necho $P | sudo tee /etc/nginx/port.inc\nsystemctl reload nginx\n", (2, 4)),
        ("docker compose up -d\nsudo nginx -s reload\n", None),
        (_LOOKING_BY_TURNS, (4, 10)),
        (_LOOKING_BY_TURNS.replace("else\n", "else\n" + "\n" * 40), (4, 5)),
        ("docker compose up -d\nsleep 9\n# well?\nUP=$(docker compose ps | grep Up)\necho $UP\n", (3, 5)),
        ("systemctl restart web\nsudo cp web.conf /etc/nginx/conf.d/\nsudo systemctl reload nginx\n", None),
        (f"docker compose up -d\ncurl -f http://localhost:3000/health || exit 1\n{_TURN}", None),
        ("docker compose up -d\nsystemctl is-active proxy && echo up || echo DOWN\n", (3, 3)),
        ("tell() {\n  echo $1\n}\ndocker compose up -d\nsleep 5\ntell state\ndocker compose ps\n", (6, 8)),
        ("docker compose up -d\nsleep 5\nprune_old\ndocker compose ps\n", None),
        ("docker compose -p blue up -d\nsleep 10\ndocker compose -p green down\n", (2, 4)),
        ("docker run -d --name shop-$NEW shop:1\nsleep 30\ndocker stop shop-$OLD\ndocker rm shop-$OLD\n", (2, 4)),
        ("nohup java -jar shop.jar > shop.log 2>&1 &\nsleep 20\nkill -15 $OLD_PID\n", (2, 4)),
        ("pm2 start shop.js --name $NEW\nsleep 5\npm2 delete $OLD\n", (2, 4)),
        ("systemctl start shop@$NEW\nsleep 15\nsudo systemctl stop shop@$OLD\n", (2, 4)),
        ("docker compose -p blue up -d\nsleep 10\nsudo service nginx reload\n", (2, 4)),
        (_TAKING_TURNS, (3, 9)),
        ("docker compose down\nsleep 5\ndocker compose up -d\n", None),
        ("docker compose up -d\nsleep 5\ncurl -f http://localhost/health || exit 1\ndocker stop old\n", None),
    ],
)
def test_where_a_release_would_have_to_be_asked_how_it_is(text: str, told: tuple[int, int] | None) -> None:
    assert lines(text) == told


_LIVE = "git pull\nsystemctl restart shop\n"


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        ("systemctl is-active shop && echo runs || echo FAILED\n", [(4, 4)]),
        ("systemctl is-active a || echo down\nsystemctl is-active b || echo down\n", [(4, 5)]),
        ("if pm2 list | grep -q online; then\n  echo runs\nelse\n  echo FAILED\nfi\necho done\n", [(4, 4)]),
        ("if ! systemctl is-active shop; then\n  echo FAILED\nfi\necho done\n", [(4, 4)]),
        ("if systemctl is-active shop; then\n  echo runs\nelse\n  echo FAILED\n  exit 1\nfi\necho done\n", []),
        ("netstat -tlnp | grep :5000 || echo FAILED\n", [(4, 4)]),
        ("if lsof -i:5000 > /dev/null; then\n  echo runs\nelse\n  echo FAILED\nfi\necho done\n", [(4, 4)]),
        ('NEW=$(lsof -t -i:5000 || echo "")\nif [ -z "$NEW" ]; then\n  echo FAILED\n  exit 1\nfi\necho done\n', []),
        ('if ssh shop "ss -tlnp | grep :5000"; then\n  echo runs\nelse\n  echo FAILED\nfi\necho done\n', [(4, 4)]),
        ("log_bad() {\n  echo $1\n}\nss -tl | grep :50 || log_bad FAILED\n", [(7, 7)]),
        ("log_error() {\n  echo $1\n  exit 1\n}\nif ! pgrep shop; then\n  log_error FAILED\nfi\necho done\n", []),
        ("ss -tlnp | grep :5000 || exit 1\n", []),
        ("systemctl is-active shop || exit 1\n", []),
        ("systemctl status shop --no-pager || true\n", []),
        ("systemctl is-active shop || echo down\ncurl -f http://localhost/health || exit 1\n", []),
    ],
)
def test_a_state_of_the_new_release_that_only_gets_a_word(behind: str, told: list[tuple[int, int]]) -> None:
    facts = facts_of(Snippet("ops/deploy.sh", f"#!/bin/bash\n{_LIVE}{behind}"))
    faults = [fact for fact in facts if isinstance(fact, ScriptFault) and fact.form == "error-swallowed"]
    assert [(fault.at.start_line, fault.at.end_line) for fault in faults] == told
    assert {fault.activity for fault in faults} <= {"health"}


@pytest.mark.parametrize(("inside", "told"), [("start_it", [(6, 6)]), ("look", [])])
def test_a_function_that_starts_and_looks_is_asked_by_itself(inside: str, told: list[tuple[int, int]]) -> None:
    text = f"""#!/bin/bash
look() {{
  echo looking
}}
{inside}() {{ systemctl restart shop
  ss -tlnp | grep :5000 || echo FAILED
}}
git pull
start_it
echo done
"""
    text = text if inside == "start_it" else text.replace("systemctl restart shop", "sleep 1")
    facts = facts_of(Snippet("ops/deploy.sh", text))
    faults = [fact for fact in facts if isinstance(fact, ScriptFault) and fact.form == "error-swallowed"]
    assert [(fault.at.start_line, fault.at.end_line) for fault in faults] == told
