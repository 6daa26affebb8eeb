"""How commands name the release that they put live."""

import pytest

from holdfast.model.facts import Deployment, Login, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import commands, facts_of, parse
from holdfast.readers.repository.shell.delivery.reader import identity_of, probes, written_out
from holdfast.readers.repository.shell.rollback.returns import returns


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("docker run -d ghcr.io/shop/api:$GIT_SHA\n", "commit"),
        ('IMAGE="ghcr.io/shop/api:$GIT_SHA"\ndocker run -d --name api "$IMAGE"\n', "commit"),
        ("IMAGE=ghcr.io/shop/api:latest\ndocker pull $IMAGE\ndocker run -d $IMAGE\n", "latest"),
        ("IMAGE=ghcr.io/shop/api\ndocker run -d $IMAGE\n", "latest"),
        ("docker run -d ghcr.io/shop/api:latest\n", "latest"),
        ("R=10.0.0.5:5000\ndocker run -d -p 80:80 $R/shop:$GIT_SHA\n", "commit"),
        ("git pull origin main\npm2 restart api\n", "none"),
        ("docker run -d -p 80:8000 --name api $TAG_COMMIT\n", "commit"),
        ("docker run -d -p 80:8000 $RELEASE_IMAGE\n", None),
        (
            'N=shop:$1\ndocker pull "$N"\nE=/opt/shop.env\nup() {\n  docker run -d --env-file "$E" "$1"\n}\nup "$N"\n',
            None,
        ),
        ("docker run --rm $TOOL_IMAGE lint\ngit pull\npm2 restart api\n", "none"),
        ("TOOL=docker/compose:1.29.2\ndocker run --rm -v $DIR:/app $TOOL up -d --build\n", "none"),
        ("docker run --rm curlimages/curl:8.5.0 -fsS http://api/health\ngit pull\npm2 restart api\n", "none"),
        ("bundle exec cap production deploy\n", "commit"),
        ("kubectl set image deployment/shop shop=r.example/shop:$GIT_SHA\n", "commit"),
        ("aws deploy create-deployment --github-location repository=$REPO,commitId=$(cat head)\n", "commit"),
        ("git fetch\ngit checkout $COMMIT_SHA\npm2 restart api\n", "commit"),
        ("docker push r.example/shop:latest\nsam deploy --parameter-overrides VpcId=$VPC_ID Stage=$STAGE\n", "latest"),
        ("docker push r.example/shop:latest\nsam deploy --parameter-overrides Stage=a ImageTag=$GIT_SHA\n", "commit"),
        ("docker push r.example/shop:latest\nsam deploy --parameter-overrides file://$VALUES\n", "latest"),
        ("BRANCH=$(git rev-parse --abbrev-ref HEAD)\ndocker pull r.example/shop:$BRANCH\n", "latest"),
        ("docker push r.example/shop:$(git branch --show-current)\n", "latest"),
        ("docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_BRANCH\n", "latest"),
        ("docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_REF_NAME\n", "tag"),
        ("docker push $CI_REGISTRY_IMAGE:$CI_COMMIT_BRANCH-$CI_COMMIT_SHORT_SHA\n", "commit"),
        ("docker push r.example/shop:${BRANCH_NAME}-${BUILD_NUMBER}\n", "number"),
        ('IMAGE_TAG="${2:-}"\ndocker compose pull web\ndocker compose up -d web\n', "tag"),
        ('IMAGE_TAG="${2:-newest}"\ndocker compose pull web\ndocker compose up -d web\n', None),
        ('TAG="$1"\nsed -i "s/^APP_TAG=.*/APP_TAG=$9/" .env\ndocker compose up -d web\n', "tag"),
    ],
)
def test_a_release_is_named_by_the_image_or_checkout_that_goes_live(text: str, identity: str | None) -> None:
    script = parse(text)

    assert identity_of(script.commands, script.variables) == identity


def test_a_word_as_the_tag_of_an_own_image_moves_as_latest_does() -> None:
    assert identity_of(parse("docker pull $IMAGE:api\ndocker push $IMAGE:web\n").commands) == "latest"
    assert identity_of(parse("docker push ${{ secrets.OWNER }}/shop:production\n").commands) == "latest"
    assert identity_of(parse("docker pull $IMAGE:api\ndocker push $IMAGE:latest\n").commands) == "latest"
    assert identity_of(parse("docker pull $IMAGE:api\ndocker push $IMAGE:$TAG\n").commands) is None


def test_a_tag_that_is_filled_in_later_is_not_called_latest() -> None:
    for tag in ("<IMAGE_TAG>", "{{ tag }}", "__TAG__", "$TAG"):
        assert (
            identity_of(parse(f"docker pull r.example/app:{tag}\ndocker run -d r.example/app:{tag}\n").commands) is None
        )
    assert identity_of(parse("docker run -d r.example/app:stable\n").commands) == "latest"


@pytest.mark.parametrize("host", ["${{ secrets.HOST }}", "${{ vars.HOST || 'x.example' }}", "$HOST"])
def test_the_path_that_is_asked_for_is_told_whatever_fills_in_the_host(host: str) -> None:
    (probe,) = probes(parse(f"curl -f http://{host}:8080/health || exit 1\n").commands)
    assert (probe.path, probe.port, probe.decides) == ("/health", 8080, True)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("curl -f http://$EC2_PUBLIC_IP:5000/ || exit 1", [("/", True)]),
        ("curl -fsS https://${HOST} || return 1", [(None, True)]),
        ("curl -f http://203.0.113.7/ || exit 1", [("/", True)]),
        ("curl -f http://$HOST:5000/", []),
        ("curl http://$HOST:5000/ || exit 1", []),
        ("curl -fsSL https://$HOST/install.sh || exit 1", []),
        ("curl -f https://packages.example.org/ || exit 1", []),
        ("curl -f http://$HOST/ | sh || exit 1", []),
    ],
)
def test_the_first_page_of_a_host_is_asked_for_health_where_a_bad_answer_ends_the_script(
    asked: str, told: list[tuple[str | None, bool]]
) -> None:
    assert [(probe.path, probe.decides) for probe in probes(commands(f"{asked}\n"))] == told


def test_what_another_function_does_is_no_consequence_of_a_bad_answer() -> None:
    text = "check() {\n  if curl -s http://shop.kr/health > /dev/null; then\n    echo up\n  fi\n}\n"
    behind = "rollback() {\n  git reset --hard HEAD~1\n  exit 1\n}\n"
    assert [probe.decides for probe in probes(commands(text + behind))] == [False]
    inside = text.replace("curl -s", "curl -sf").replace("  fi\n", "  else\n    return 1\n  fi\n")
    assert [probe.decides for probe in probes(commands(inside + behind))] == [True]


@pytest.mark.parametrize(
    ("asked", "decides"),
    [
        ("if curl -s {} > /dev/null; then echo up; else exit 1; fi", False),
        ("if ! curl -s -o /dev/null {}; then exit 1; fi", False),
        ("if curl --silent {} &> /dev/null; then echo up; else exit 1; fi", False),
        ("curl -sS {} > /dev/null || exit 1", False),
        ("if ! curl -sI {} > /dev/null 2>&1; then exit 1; fi", False),
        ("if ! curl -sfI {} > /dev/null; then exit 1; fi", True),
        ("if ! curl --fail -s {} > /dev/null; then exit 1; fi", True),
        ("if ! wget -q --spider {}; then exit 1; fi", True),
        ("if ! curl -s {} | grep -q UP; then exit 1; fi", True),
    ],
)
def test_a_refusal_by_the_application_is_an_answer_for_curl_unless_it_is_told_to_fail(
    asked: str, *, decides: bool
) -> None:
    (probe,) = probes(commands(asked.format("http://localhost:8080/health") + "\n"))
    assert probe.decides is decides


def test_an_end_in_the_other_branch_of_the_test_around_it_is_no_answer_to_a_question() -> None:
    around = "if docker compose ps | grep -q Up; then\n  %s\nelse\n  docker compose logs\n  exit 1\nfi\n"
    asked = "if curl -f http://localhost:8000/health; then\n    say fine\n  else\n    %s\n  fi"
    for answer, decides in (("warn 'no answer'", False), ("exit 2", True)):
        assert [probe.decides for probe in probes(commands(around % (asked % answer)))] == [decides]


def test_an_answer_that_is_kept_decides_where_it_is_looked_at() -> None:
    asked = "for i in {1..9}; do\n  if curl -fs http://localhost/health > /dev/null; then\n    UP=yes\n    break\n"
    asked += "  fi\n  sleep 3\ndone\n"
    told = "\n".join(f"  echo line {n}" for n in range(20))
    ends = f'if [ "$UP" != yes ]; then\n{told}\n  exit 1\nfi\n'
    for script, decides in ((asked + ends, True), (asked + ends.replace("$UP", "$IDLE"), False), (asked, False)):
        assert [probe.decides for probe in probes(commands(script))] == [decides]


def test_a_tag_that_other_settings_hold_as_latest_is_latest() -> None:
    push = parse("docker push $ACCOUNT.dkr.ecr.$REGION.amazonaws.com/$NAME:$TAG\n").commands

    assert identity_of(push, {"TAG": "latest", "NAME": "shop"}) == "latest"
    assert identity_of(push, {"NAME": "shop"}) is None


def test_a_link_onto_the_former_release_is_a_way_back() -> None:
    script = "ln -sfn $release /srv/app/current\ncurl -f http://localhost/health && exit 0\n"

    assert not list(returns(commands(script)))
    assert len(list(returns(commands(f"{script}ln -sfn $previous /srv/app/current\n")))) == 1


def test_what_a_script_is_handed_to_check_out_is_named_by_whoever_starts_it() -> None:
    assert identity_of(parse('git checkout "$1"\npm2 reload shop\n').commands) == "tag"
    assert identity_of(parse('git checkout "$1"\ngit pull\npm2 reload shop\n').commands) == "none"


def test_a_link_onto_what_a_file_notes_as_the_release_before_goes_back() -> None:
    for noted in ("$(cat /srv/shop/previous)", "$(readlink -f /srv/shop/previous)", "`cat last_good`"):
        assert list(returns(parse(f'ln -sfn "{noted}" /srv/shop/current\n').commands))
    assert not list(returns(parse('ln -sfn "$(cat newest)" /srv/shop/current\n').commands))


@pytest.mark.parametrize("branch", ["origin/${{ github.ref_name }}", "origin/release-2.1", "upstream/$BRANCH"])
def test_a_branch_of_the_remote_names_no_release_whatever_it_is_called(branch: str) -> None:
    assert identity_of(parse(f"git fetch --all\ngit reset --hard {branch}\npm2 reload shop\n").commands) == "none"


def test_images_that_are_built_out_of_a_branch_get_no_name_from_those_that_are_pulled_beside_them() -> None:
    built = "git pull origin main\ndocker compose pull\ndocker compose up -d --build\n"

    assert identity_of(parse(built).commands) == "none"
    assert identity_of(parse(built.replace(" --build", "")).commands) is None
    assert identity_of(parse(f"{built}docker compose push\n").commands) is None


def test_a_test_at_the_end_of_what_a_loop_found_ends_the_script() -> None:
    asked = "ok=0\nfor i in 1 2 3; do\n  if curl -fs http://localhost/health; then ok=1; break; fi\ndone\n"
    for end, decides in (('[ "$ok" = 1 ]\n', True), ('[ "$ok" = 1 ]\necho done\n', False), ("echo done\n", False)):
        assert [probe.decides for probe in probes(commands(asked + end))] == [decides]
    stops = f'set -e\n{asked}[ "$ok" = 1 ]\necho done\n'
    assert [probe.decides for probe in probes(commands(stops))] == [True]


def test_whoever_looks_for_the_copy_that_serves_asks_nothing_about_health() -> None:
    script = (
        "function find_idle_profile() {\n  CODE=$(curl -s -o /dev/null -w '%{http_code}' http://localhost/profile)\n}\n"
    )

    assert not list(probes(parse(script).commands))


@pytest.mark.parametrize(
    ("given", "identity"),
    [('export TAG="${2:?which}"', "tag"), ("IMAGE_TAG=$1", "tag"), ('export TAG="${1:-latest}"', None)],
)
def test_a_tag_for_compose_is_named_by_whoever_starts_the_script(given: str, identity: str | None) -> None:
    assert identity_of(parse(f"{given}\ndocker compose pull\ndocker compose up -d\n").commands) == identity


def test_an_image_that_is_exported_for_a_file_of_services_has_the_name_it_is_given() -> None:
    export = "export SHOP_IMAGE=r/shop:$GIT_SHA\ngit pull\ndocker stack deploy -c prod.yml shop\n"

    assert identity_of(parse(export).commands) == "commit"
    assert identity_of(parse(export.replace("$GIT_SHA", "latest")).commands) == "none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("docker build -t acme/shop:1.0.0 .\ndocker push acme/shop:1.0.0\n", True),
        ("docker build -t acme/shop:$VERSION .\ndocker push acme/shop:1.0.0\n", False),
        ("git pull\npm2 reload shop\n", False),
    ],
)
def test_a_version_that_stands_in_the_file_is_the_same_for_the_next_release(text: str, *, expected: bool) -> None:
    assert written_out(parse(text).commands) is expected


@pytest.mark.parametrize(
    ("key", "identity"),
    [("$(date +%Y%m%d%H%M).zip", ["timestamp"]), ("shop.zip", ["none"]), ("$(git rev-parse HEAD).zip", [])],
)
def test_a_revision_that_waits_for_whoever_puts_it_live_has_a_name_all_the_same(key: str, identity: list[str]) -> None:
    text = f"#!/bin/bash\naws deploy push --application-name shop --s3-location s3://shop/{key} --source .\n"
    found = facts_of(Snippet("bin/push.sh", text))

    assert [fact.identity for fact in found if isinstance(fact, StandingName)] == identity


@pytest.mark.parametrize(
    ("given", "told"),
    [("containrrr/watchtower", ["none"]), ("containrrr/watchtower --monitor-only", []), ("example/watch", [])],
)
def test_a_tool_that_starts_whatever_is_pushed_next_names_no_release(given: str, told: list[str]) -> None:
    text = f"docker run -d --name w --restart always -v /var/run/docker.sock:/var/run/docker.sock {given}\n"
    found = facts_of(Snippet("scripts/tools.sh", text))
    assert [fact.identity for fact in found if isinstance(fact, StandingName)] == told


def test_what_a_repository_on_the_host_does_with_what_is_pushed_is_a_deployment() -> None:
    text = "#!/bin/sh\nGIT_WORK_TREE=/srv/shop git checkout -f main\nnpm ci\npm2 restart shop\n"
    for path, places in (("hooks/post-receive", [2]), ("hooks/post-commit", [])):
        found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, Deployment)]
        assert [fact.at.start_line for fact in found] == places


@pytest.mark.parametrize(
    ("name", "text", "deploys"),
    [
        (
            "prod_run.sh",
            "docker compose -f compose.prod.yml down\ndocker compose -f compose.prod.yml up -d --build\n",
            1,
        ),
        ("up.sh", "docker compose -f compose.prod.yml build\ndocker compose -f compose.prod.yml up -d\n", 1),
        ("up.sh", "docker compose -f compose.prod.yml up -d\n", 0),
        ("up.sh", "docker compose up -d --build\n", 0),
        ("prod_local.sh", "docker compose -f compose.prod.yml up -d --build\n", 0),
    ],
)
def test_containers_of_production_that_are_built_and_started_are_a_release(name: str, text: str, deploys: int) -> None:
    facts = facts_of(Snippet(name, text))
    assert len([fact for fact in facts if isinstance(fact, Deployment)]) == deploys


@pytest.mark.parametrize(
    "command", ['"docker push r/shop:latest"', '"docker tag a r/shop:1"', 'aws "s3 mb"', 'aws "rds create-db-instance"']
)
def test_a_command_whose_words_stand_in_one_pair_of_quotes_hides_no_other(command: str) -> None:
    read = list(facts_of(Snippet("deploy.sh", f"#!/bin/bash\n{command}\nssh root@198.51.100.7 uptime\n")))
    assert any(isinstance(fact, Login) for fact in read)


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ('V=$CIRCLE_SHA1\nscp a.tgz web@shop:/srv/$V/\nssh web@shop "sudo /srv/shop/cambiar.sh $V"\n', "commit"),
        ('ssh web@shop "/srv/shop/umschalten.sh $CI_COMMIT_SHA"\n', "commit"),
        ("ssh web@shop <<END\n/srv/shop/basculer.sh $GITHUB_SHA\nEND\n", "commit"),
        ('ssh web@shop "/srv/shop/cambiar.sh"\n', "none"),
        ("./avisar.sh $CIRCLE_SHA1\nssh web@shop 'cd /srv/shop && git pull && pm2 restart shop'\n", "none"),
        (
            'aws ssm send-command --document-name ShopDeploy --parameters "Commit=$GITHUB_SHA" --output text\n',
            "commit",
        ),
        ("aws ssm send-command --document-name ShopDeploy --parameters Stage=prod\n", "none"),
    ],
)
def test_a_host_that_is_told_which_release_to_run_is_told_its_name(text: str, identity: str) -> None:
    assert identity_of(commands(text)) == identity


def test_thousands_of_loops_that_ask_are_gone_through_to_their_end() -> None:
    text = "until curl -f http://localhost/health; do sleep 1; done\necho up\n" * 1_000
    assert [probe.decides for probe in probes(commands(text))] == [True] * 1_000
