"""Ways back that bring something back, and those that only start again what has just failed."""

import pytest

from holdfast.model.facts import Rollback, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_FETCH = "git pull origin main\nnpm ci\nsudo systemctl restart shop\n"


def ways(text: str) -> tuple[list[bool], list[int]]:
    facts = list(facts_of(Snippet("deploy.sh", text)))
    broken = [f.at.start_line for f in facts if isinstance(f, ScriptFault) and f.form == "rollback-cannot-start"]
    return [fact.works for fact in facts if isinstance(fact, Rollback)], broken


@pytest.mark.parametrize(
    "back",
    [
        "if ! curl -f localhost:3000/health; then\n  echo 'Rolling back...'\n  sudo systemctl restart shop\n  exit 1\nfi\n",
        "rollback() {\n  cp $BACKUP/.env /srv/shop/.env\n  sudo systemctl restart shop\n}\ntrap rollback ERR\n",
        "rollback() {\n  docker compose down\n  docker compose up -d\n}\ncurl -f localhost/health || rollback\n",
        (
            "docker compose down || true\nif docker compose up -d; then\n  say_ok Started\nelse\n  print_info 'Attempting rollback'\n"
            "  docker compose down\n  exit 1\nfi\n"
        ),
    ],
)
def test_what_only_starts_the_same_again_is_no_way_back(back: str) -> None:
    works, broken = ways(_FETCH + back)

    assert not any(works)
    assert broken


@pytest.mark.parametrize(
    "back",
    [
        "if ! curl -f localhost:3000/health; then\n  echo 'Rolling back'\n  git reset --hard $PREV\n  pm2 restart shop\nfi\n",
        "rollback() {\n  export TAG=$PREVIOUS_TAG\n  docker compose up -d\n}\ncurl -f localhost/health || rollback\n",
        "rollback() {\n  rm -rf dist && mv dist.old dist\n  pm2 restart shop\n}\ntrap rollback ERR\n",
        "rollback() {\n  ./restore-release.sh\n  pm2 restart shop\n}\ntrap rollback ERR\n",
    ],
)
def test_what_brings_a_release_back_or_may_do_so_is_one(back: str) -> None:
    assert not ways(_FETCH + back)[1]


def test_taking_the_new_release_down_again_is_enough_where_the_old_one_still_serves() -> None:
    text = "if ! docker compose -p green up -d; then\n  echo 'Rolling back'\n  docker compose -p green down\n  exit 1\nfi\n"

    assert ways(_FETCH + text)[1] == []


def test_a_restart_that_brings_nothing_new_has_nothing_to_go_back_to() -> None:
    text = "sudo systemctl restart shop\nif ! curl -f localhost; then\n  echo rollback\n  sudo systemctl restart shop\nfi\n"

    assert ways(text)[1] == []


@pytest.mark.parametrize(
    ("failed", "ways_back"),
    [
        ('if ! curl -f localhost/health; then\n  start "$OLD_TAG"\n  exit 1\nfi\n', [True]),
        ('curl -f localhost/health || { start "$PREVIOUS_TAG"; exit 1; }\n', [True]),
        (
            'if curl -f localhost/health; then\n  exit 0\nfi\nif [ -n "$OLD_TAG" ]; then\n  start "$OLD_TAG"\nfi\nexit 1\n',
            [True],
        ),
        ('curl -f localhost/health && exit 0\nif [ -n "$OLD_TAG" ]; then\n  start "$OLD_TAG"\nfi\n', []),
        ('if curl -f localhost/health; then\n  exit 0\nfi\nstart "$TAG"\nexit 1\n', []),
        ('curl -f localhost/health || start "$TAG"\n', []),
        ('start "$OLD_TAG"\n', []),
        ('curl -f localhost/health || say "$OLD_TAG"\n', []),
    ],
)
def test_a_function_that_starts_what_ran_before_where_something_failed_goes_back(
    failed: str, ways_back: list[bool]
) -> None:
    functions = 'start() {\n  docker run -d --name shop "shop:$1"\n}\nsay() {\n  echo "$1"\n}\n'
    works, broken = ways(f'{functions}docker pull "shop:$TAG"\nstart "$TAG"\n{failed}')

    assert (works, broken) == (ways_back, [])


@pytest.mark.parametrize(
    ("back", "ways_back"),
    [
        ('TAG="$OLD" docker compose up -d', [True]),
        ('export TAG="$OLD"\ndocker compose up -d', [True]),
        ('docker run -d --name shop "shop:$OLD"', [True]),
        ("docker compose up -d", []),
    ],
)
def test_what_is_started_behind_a_loop_that_ends_the_script_well_goes_back(back: str, ways_back: list[bool]) -> None:
    head = 'OLD=$(cat current)\ndocker pull "shop:$TAG"\nTAG="$TAG" docker compose up -d\n'
    waits = "for i in $(seq 30); do\n  if curl -fs localhost/ready; then exit 0; fi\n  sleep 2\ndone\n"

    assert ways(f"{head}{waits}{back}\nexit 1\n") == (ways_back, [])


@pytest.mark.parametrize(
    "back",
    [
        "if ! nginx -t; then\n  cp /etc/nginx/nginx.conf.bak /etc/nginx/nginx.conf\n  exit 1\nfi\n",
        "if ! systemctl is-active shop; then\n  mv .env.backup .env\nfi\n",
        "npm test || { ln -sf /etc/nginx/sites-available/old /etc/nginx/sites-enabled/shop; exit 1; }\n",
    ],
)
def test_settings_that_are_put_back_bring_no_release_back(back: str) -> None:
    assert ways(_FETCH + back) == ([], [])


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("cp -a new app\nif [ $? -eq 0 ]; then\n  echo ok\nelse\n  mv app.bak app\n  exit 1\nfi\n", [2]),
        ("npm run build\nif [ $? -ne 0 ]; then\n  ./restore.sh\n  exit 1\nfi\n", [2]),
        ("npm run build\nif [ $? -ne 0 ]; then\n  echo 'restore the backup by hand'\n  exit 1\nfi\n", []),
        ("npm run build\nif [ $? -ne 0 ]; then\n  exit 1\nfi\n", []),
    ],
)
def test_what_is_asked_for_once_the_script_has_ended_brings_nothing_back(asked: str, rows: list[int]) -> None:
    _, broken = ways("set -e\n" + asked + "pm2 restart shop\n")
    assert broken[:1] == rows


def test_a_way_back_gives_a_kept_image_the_name_that_services_start() -> None:
    text = 'OLD=$(aws ecr batch-get-image --query x)\naws ecr put-image --image-tag live --image-manifest "$OLD"\n'
    told = [
        [(f.at.start_line, f.works) for f in facts_of(Snippet(name, text)) if isinstance(f, Rollback)]
        for name in ("ops/rollback.sh", "ops/promote.sh")
    ]
    assert told == [[(2, True)], []]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('TAG=$1\necho "TAG=$TAG" > .env\ndocker compose build\ndocker compose up -d\n', [3]),
        ("export TAG=$1\ndocker compose up -d --build\n", [2]),
        ("TAG=$1\ngit checkout $TAG\ndocker compose build\ndocker compose up -d\n", []),
        ("TAG=$1\ndocker pull shop:$TAG\ndocker build -t proxy proxy/\ndocker run -d shop:$TAG\n", []),
        ("TAG=$1\ndocker build --build-arg VERSION=$TAG -t shop .\ndocker run -d shop\n", []),
    ],
)
def test_a_way_back_that_builds_what_lies_there_brings_nothing_back(text: str, lines: list[int]) -> None:
    facts = facts_of(Snippet("ops/rollback.sh", text))
    found = [f.at.start_line for f in facts if isinstance(f, ScriptFault) and f.form == "rollback-cannot-start"]
    assert found == lines


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (
            "aws elbv2 modify-listener --listener-arn $L --default-actions Type=forward,TargetGroupArn=$PREVIOUS_TG\nexit 1",
            [True],
        ),
        (
            "if ! curl -f $URL; then\n  aws elbv2 modify-rule --rule-arn $R --actions Type=forward,TargetGroupArn=$OLD\nfi",
            [True],
        ),
        ("aws elbv2 modify-listener --listener-arn $L --default-actions Type=forward,TargetGroupArn=$LAST_TG", [False]),
        ("aws elbv2 modify-listener --listener-arn $L --default-actions Type=forward,TargetGroupArn=$NEXT_TG", []),
        (
            "aws elbv2 modify-rule --actions 'TargetGroups=[{TargetGroupArn=$OLD,Weight=0},{TargetGroupArn=$NEW,Weight=9}]'",
            [],
        ),
    ],
)
def test_traffic_that_is_turned_back_to_the_hosts_before_is_a_way_back(back: str, expected: list[bool]) -> None:
    facts = facts_of(Snippet("deploy.sh", f"curl -f localhost/health\n{back}\n"))
    assert [fact.automatic for fact in facts if isinstance(fact, Rollback)] == expected


_NAMES = 'tag() {\n  sed -i "s/^APP_TAG=.*/APP_TAG=$1/" .env\n}\n'
_UP = "docker compose up -d web"


@pytest.mark.parametrize(
    ("failed", "ways_back", "swallowed"),
    [
        (f'if ready; then\n  exit 0\nfi\ntag "$previous_tag"\n{_UP} || true\nexit 1\n', [True], []),
        (f'if ready; then\n  exit 0\nelse\n  tag "$OLD_TAG"\n  {_UP} || true\n  exit 1\nfi\n', [True], []),
        (f'ready || {{ tag "$OLD_TAG"; {_UP} || true; exit 1; }}\n', [True], []),
        (f'if ready; then\n  exit 0\nfi\ntag "$TAG"\n{_UP} || true\nexit 1\n', [], []),
        (f'ready || {{ tag "$OLD_TAG"; {_UP} || true; }}\n', [True], [8]),
        (f"ready\n{_UP} || true\nexit 0\n", [], [9]),
        ('ready || tag "$OLD_TAG"\n', [], []),
    ],
)
def test_a_function_that_writes_the_name_of_what_ran_before_goes_back_with_the_next_start(
    failed: str, ways_back: list[bool], swallowed: list[int]
) -> None:
    text = f'#!/bin/bash\nset -e\n{_NAMES}tag "$2"\n{_UP}\n{failed}'
    facts = list(facts_of(Snippet("deploy.sh", text)))
    assert [fact.works for fact in facts if isinstance(fact, Rollback)] == ways_back
    found = [f.at.start_line for f in facts if isinstance(f, ScriptFault) and f.form == "error-swallowed"]
    assert found == swallowed


@pytest.mark.parametrize(
    ("keeps", "ways_back"),
    [
        ('antes=$(basename "$(readlink actual)")', [True]),
        ("avant=`readlink -f courant`", [True]),
        ("vorher=$(docker inspect --format '{{.Config.Image}}' shop)", [True]),
        ("antes=$(git rev-parse HEAD)", [True]),
        ("antes=$(date +%s)", []),
        ("antes=$2", []),
    ],
)
def test_what_ran_before_is_known_by_how_it_is_asked_for_whatever_it_is_called(
    keeps: str, ways_back: list[bool]
) -> None:
    name = keeps.partition("=")[0]
    functions = 'poner() {\n  ln -sfn "releases/$1" actual\n  systemctl restart shop\n  curl -f localhost/ready\n}\n'
    assert ways(f'{keeps}\n{functions}if ! poner "$1"; then\n  poner "${name}"\n  exit 1\nfi\n') == (ways_back, [])


@pytest.mark.parametrize(
    ("command", "works"),
    [
        ("docker ps --filter name=shop", []),
        ("docker stop shop-backup", []),
        ("git log -1 HEAD~1", []),
        ("docker rename shop-backup shop", [True]),
        ("git -C /opt/shop checkout HEAD~1", [True]),
    ],
)
def test_what_only_looks_or_takes_away_where_something_failed_brings_no_release_back(
    command: str, works: list[bool]
) -> None:
    failed = f"if ! curl -f localhost/health; then\n  BACKUP=/backups/shop.sql\n  {command}\n  exit 1\nfi\n"
    assert ways(f"docker compose up -d\n{failed}") == (works, [])
