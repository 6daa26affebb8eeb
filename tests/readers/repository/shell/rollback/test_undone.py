"""What scripts put back where something failed, whatever they call it."""

import pytest

from holdfast.readers.repository.shell import commands
from holdfast.readers.repository.shell.rollback.undone import opened_by_failure, puts_back

_ASKED = "if ! curl -f localhost/health; then\n{back}\n  exit 1\nfi\n"


def lines(text: str) -> list[int]:
    parsed = commands(text)
    return [parsed[number].line for number in sorted(puts_back(parsed))]


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("on=$(readlink -f current)\nln -sfn $REL current\n", "  ln -sfn $on current"),
        ("was=$(git rev-parse HEAD)\ngit checkout $1\n", "  git checkout $was"),
        ("was=$(docker inspect -f '{{.Image}}' shop)\ndocker run shop:$1\n", "  docker run $was"),
        ("A=$(aws lambda get-alias --name live)\naws lambda update-alias $N\n", "  aws lambda update-alias $A"),
        ("docker rename shop shop-was\ndocker run --name shop shop:$1\n", "  docker rename shop-was shop"),
        ("cp -r /srv/shop/ /srv/kept\nsystemctl restart shop\n", "  rsync -a /srv/kept/ /srv/shop/"),
        ("sed -i s/shop:.*/shop:$TAG/ live.yml\ndocker compose -f live.yml up -d\n", "  git checkout live.yml"),
        ("cp .env .env.keep\nsed -i s/TAG=.*/TAG=$1/ .env\n", "  mv .env.keep .env"),
    ],
)
def test_what_was_live_comes_back_by_what_noted_or_kept_it(before: str, back: str) -> None:
    assert lines(before + _ASKED.format(back=back)) == [4]
    assert lines(f"undo() {{\n{back}\n}}\ntrap undo ERR\n{before}") == [2]
    assert lines(before + back) == []


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("git pull\nnew=$(git rev-parse HEAD)\n", "  docker run shop:$new"),
        ("tag=$(git rev-parse HEAD)\ndocker run shop:$tag\n", "  docker run shop:$tag"),
        ("cp nginx.conf nginx.conf.keep\nnginx -s reload\n", "  cp nginx.conf.keep nginx.conf"),
        ("on=$(docker ps -q)\ndocker run shop:$1\n", "  docker logs $on"),
        ("cp -r build /srv/shop\nsystemctl restart shop\n", "  rm -rf /srv/shop"),
    ],
)
def test_the_same_release_settings_and_logs_bring_nothing_back(before: str, back: str) -> None:
    assert lines(before + _ASKED.format(back=back)) == []


@pytest.mark.parametrize(
    ("mark", "opens"),
    [
        ('if [ "$STATUS" == "failed" ]', True),
        ("if [ $healthy = false ]", True),
        ("if [[ $code == 503 ]]", True),
        ('if [ "$CURRENT" == "$BEFORE" ]', True),
        ("if [ $tries -eq 30 ]", True),
        ('if [ "$ENVIRONMENT" == "production" ]', False),
        ("if [[ $1 == --rollback ]]", False),
        ('if [ "$COLOR" == "blue" ]', False),
    ],
)
def test_a_failure_opens_a_branch_that_asks_for_one(mark: str, *, opens: bool) -> None:
    assert opened_by_failure(mark) is opens
