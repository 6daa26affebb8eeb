"""Recipes that put something live: by what they are named, what they start, and what they bring."""

import pytest

from holdfast.model.facts import Deployment, Login, Rollback, ScriptFault, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.tasks.just import as_makefile
from holdfast.readers.repository.tasks.reader import READER


def released(text: str, path: str = "Makefile") -> list[tuple[int | None, int | None]]:
    """Where each deployment stands, and where what it brings is taken."""
    found = [fact for fact in READER.read(Snippet(path, text)) if isinstance(fact, Deployment)]
    return [(fact.at.start_line, fact.where("identity").start_line) for fact in found]


@pytest.mark.parametrize(
    "recipe",
    [
        "up:\n\tdocker compose -f compose.prod.yaml up -d --build\n",
        "start:\n\tdocker compose --env-file .env.production up -d\n",
        "live:\n\tdocker-compose -f docker-compose-prod.yml up --build -d\n",
        "aws:\n\teb deploy\n",
        "up:\n\tsls deploy --stage prod\n",
    ],
)
def test_a_recipe_of_any_name_that_starts_what_is_for_production_is_a_deployment(recipe: str) -> None:
    assert released(recipe) == [(2, 2)]


@pytest.mark.parametrize(
    "recipe",
    [
        "up:\n\tdocker compose up -d\n",
        "local:\n\tdocker compose -f compose.prod.yaml up -d\n",
        "down:\n\tdocker compose -f compose.prod.yaml down\n",
        "check:\n\tdocker compose -f compose.prod.yaml up\n",
        "up:\n\tsls deploy --stage dev\n",
    ],
)
def test_what_is_tried_out_or_ends_is_none(recipe: str) -> None:
    assert released(recipe) == []


def test_a_release_without_a_name_is_shown_where_it_is_fetched_or_sent() -> None:
    fetched = 'deploy:\n\tssh $(HOST) "cd ~/shop; git pull"\n\tssh $(HOST) "systemctl restart shop"\n'
    assert released(fetched) == [(3, 2)]
    sent = "deploy:\n\trsync -a ./ shop@shop.example:/srv/shop/\n\tssh shop@shop.example pm2 restart shop\n"
    assert released(sent) == [(3, 2)]


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ('"ship:prod": "pnpm build && pnpm env:prod cdk deploy --all --require-approval never"', True),
        ('"deploy:prod": "env-cmd -f .env.production cdk deploy --all"', True),
        ('"infra": "aws-vault exec prod -- cdk deploy"', True),
        ('"deploy:dev": "pnpm env:dev cdk deploy --all --context env=dev"', False),
        ('"infra": "pnpm env:prod cdk diff"', False),
    ],
)
def test_a_script_that_hands_its_stage_to_a_deployment_is_one(script: str, seen: bool) -> None:
    assert released(f'{{"scripts": {{\n{script}\n}}}}', "package.json") == ([(2, 2)] if seen else [])


_COMPOSED = """\
HUB = hub.shop.kr/shop

.PHONY: deploy image push apply

image:
\tdocker build -t shop .

push: image
\tdocker tag shop $(HUB):{tag}
\tdocker push $(HUB):{tag}

apply:
\tcd infra && terraform apply -auto-approve

deploy: {needs} ## puts it live
"""


@pytest.mark.parametrize(
    ("tag", "needs", "identity", "shown"),
    [
        ("latest", "push apply", "latest", [(13, 9)]),
        ("latest", "apply", "none", [(13, 13)]),
        ("$(shell git rev-parse HEAD)", "push apply", "commit", [(13, 13)]),
        ("latest", "push", None, []),
    ],
)
def test_a_recipe_that_only_needs_others_puts_live_what_the_last_of_them_does(
    tag: str, needs: str, identity: str | None, shown: list[tuple[int, int]]
) -> None:
    text = _COMPOSED.format(tag=tag, needs=needs)
    assert released(text) == shown
    found = [fact for fact in READER.read(Snippet("Makefile", text)) if isinstance(fact, Deployment)]
    assert [fact.identity for fact in found] == [identity] * len(shown)


@pytest.mark.parametrize("text", ["deploy: deploy\n", "deploy: a b\na: b\nb: a\n", "deploy: deploy-app\ndeploy-app:\n"])
def test_recipes_that_need_one_another_in_a_ring_or_do_nothing_put_nothing_live(text: str) -> None:
    assert released(text) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("push:\n\tdocker push $(HUB)/shop:latest\n", [2]),
        ("TAG ?= latest\npush:\n\tdocker build -t $(HUB)/shop:$(TAG) .\n\tdocker push $(HUB)/shop:$(TAG)\n", [4]),
        ("push:\n\tdocker push $(HUB)/shop:$(shell git rev-parse HEAD)\n", []),
        ("push-dev:\n\tdocker push $(HUB)/shop:latest\n", []),
    ],
)
def test_what_a_recipe_pushes_as_the_latest_stands_under_that_name(text: str, rows: list[int]) -> None:
    found = [fact for fact in READER.read(Snippet("Makefile", text)) if isinstance(fact, StandingName)]
    assert [fact.at.start_line for fact in found] == rows


_STEPS = """\
upload:
\tscp shop shop@shop.example:/srv/
restart:
\tssh shop@shop.example "systemctl restart shop"
down:
\tdocker compose -f compose.prod.yml down || true
up:
\tdocker compose -f compose.prod.yml up -d
"""


@pytest.mark.parametrize(
    ("recipe", "places"),
    [
        ("deploy: upload \\\n\trestart\n", [(4, 2)]),
        ("deploy:\n\t@$(MAKE) upload\n\t$(MAKE) --no-print-directory restart\n", [(10, 2)]),
        ("live:\n\tgit pull origin main\n\t$(MAKE) down\n\t$(MAKE) up\n", [(8, 10)]),
        ("live:\n\tgit pull\n\tmake up\ndeploy:\n\tssh shop@shop.example 'cd shop; make live'\n", [(8, 10)]),
        ("deploy-local:\n\t$(MAKE) upload restart\n", []),
        ("again:\n\t$(MAKE) down\n\t$(MAKE) up\n", []),
        ("mine:\n\tdocker compose up -d\nupdate:\n\tgit pull\n\t$(MAKE) mine\n", []),
        ("mine:\n\tdocker compose up -d\nprod:\n\tgit pull\n\t$(MAKE) mine\n", [(10, 12)]),
        ("deploy: deploy-app\n\t$(MAKE) deploy-app\ndeploy-app:\n\techo\n", []),
    ],
)
def test_a_recipe_that_calls_others_is_one_run_with_what_they_do(recipe: str, places: list[tuple[int, int]]) -> None:
    # What is there without it puts something live, too.
    assert [one for one in released(_STEPS + recipe) if one not in ((8, 8), (2, 2))] == places


@pytest.mark.parametrize(
    ("variables", "host", "user"),
    [
        ("SERVER = root@shop.example\n", "$(SERVER)", "root"),
        ("SSH_USER := root\nSSH_HOST := shop.example\n", "$(SSH_USER)@$(SSH_HOST)", "root"),
        ("SSH_USER ?= $(shell whoami)\nSSH_HOST := shop.example\n", "$(SSH_USER)@$(SSH_HOST)", None),
    ],
)
def test_who_enters_a_host_may_stand_in_the_variables_of_the_file(variables: str, host: str, user: str | None) -> None:
    text = f"{variables}deploy:\n\tssh {host} 'cd shop && git pull && pm2 restart shop'\n"
    found = [fact for fact in READER.read(Snippet("Makefile", text)) if isinstance(fact, Login)]
    assert [one.user for one in found] == [user]


def test_what_one_recipe_stops_and_another_starts_is_an_interruption() -> None:
    text = _STEPS + "live:\n\tgit pull\n\t$(MAKE) down\n\t$(MAKE) up\n"
    found = [fact for fact in READER.read(Snippet("Makefile", text)) if isinstance(fact, ScriptFault)]
    assert [(one.form, one.at.start_line) for one in found] == [("stopped-before-start", 6)]


_JUST = """\
set dotenv-load
host := "shop@shop.example"

# puts the newest live
@deploy branch="main": check (build "web")
    ssh {{host}} "cd ~/shop && git pull origin {{branch}}"
    ssh {{host}} "docker compose up -d"

check:
    npm test
"""


@pytest.mark.parametrize("path", ["justfile", "ops/Justfile", ".justfile", "release.just"])
def test_a_justfile_is_read_as_the_makefile_that_it_could_be(path: str) -> None:
    assert READER.wants(path)
    assert released(_JUST, path) == [(7, 6)]


def test_the_needs_and_variables_of_a_justfile_are_those_of_a_makefile() -> None:
    assert as_makefile(_JUST).splitlines()[:7] == [
        "",
        "host := shop@shop.example",
        "",
        "# puts the newest live",
        "deploy: check build",
        '\tssh $(host) "cd ~/shop && git pull origin {{branch}}"',
        '\tssh $(host) "docker compose up -d"',
    ]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "deploy", "x := ", "    orphan\n", "deploy:\n", "[private]\nalias d := deploy\n"]
)
def test_a_justfile_without_a_recipe_says_nothing(text: str) -> None:
    assert released(text, "justfile") == []


@pytest.mark.parametrize("piece", ["{{", "a:", "(x ", "@a b", "    x\n", "x := "])
def test_a_justfile_is_read_in_time_linear_in_its_length(piece: str) -> None:
    as_makefile(piece * (300_000 // len(piece)))


def test_what_a_justs_recipe_is_handed_is_a_variable_unless_it_has_a_value_of_its_own() -> None:
    text = (
        'deploy tag word="latest" +more:\n    ship {{tag}} {{ word }} {{more}} {{arch()}}\nother:\n    ship {{tag}}\n'
    )
    assert as_makefile(text).splitlines()[1::2] == ["\tship $(tag) {{ word }} $(more) {{arch()}}", "\tship {{tag}}"]


@pytest.mark.parametrize(
    ("path", "text", "works"),
    [
        ("Makefile", 'rollback:\n\tssh app@shop.kr "cd shop && git checkout $(REV) && docker compose up -d"\n', [True]),
        ("Makefile", "roll-back:\n\tTAG=$(TAG) docker compose up -d\n", [True]),
        ("justfile", "rollback tag:\n    TAG={{tag}} docker compose up -d\n", [True]),
        ("Makefile", "rollback:\n\tdocker compose up -d\n", [False]),
        ("package.json", '{"scripts": {"rollback:prod": "git checkout HEAD~1 && pm2 reload shop"}}', [True]),
        ("Makefile", "live-rollback:\n\tcd ops && ansible-playbook -i hosts release.yml -e tag=$$OLD\n", [True]),
        ("justfile", "rollback:\n    fab live.rollback\n", [True]),
        ("Makefile", "rollback:\n\tansible-playbook -i hosts release.yml --check\n", []),
        ("package.json", '{"scripts": {"migration:rollback": "docker compose up -d db && knex rollback"}}', []),
        ("Makefile", "deploy:\n\tdocker compose up -d\n", []),
    ],
)
def test_a_recipe_that_is_called_so_is_a_way_back(path: str, text: str, works: list[bool]) -> None:
    found = [fact for fact in READER.read(Snippet(path, text)) if isinstance(fact, Rollback)]
    assert [fact.works for fact in found] == works


@pytest.mark.parametrize("start", ["npm start", "node app.js &", "./gradlew bootRun"])
def test_a_recipe_that_has_a_host_start_its_server_by_hand_is_a_release(start: str) -> None:
    recipe = f"deploy:\n\tssh ubuntu@shop.example 'cd /srv/shop && git pull && {start}'\n"
    assert released(recipe) == [(2, 2)]
    assert released(recipe.replace("deploy:", "dev:")) == []


_HOST = "HOST = ec2-203-0-113-7.ap-northeast-1.compute.amazonaws.com\n"
_UPLOAD = "upload:\n\tscp bin/shop restart.sh shop@$(HOST):/srv/shop/\n"


@pytest.mark.parametrize(
    ("recipes", "row"),
    [
        (_UPLOAD + 'restart:\n\techo "cd /srv/shop && bash restart.sh" | ssh shop@$(HOST) /bin/sh\n', 3),
        (_UPLOAD + "restart:\n\tssh shop@$(HOST) sudo systemctl restart shop\nall: upload restart\n", 3),
        ("push:\n\trsync -az bin/shop shop@$(HOST):/srv/shop/\n\tssh shop@$(HOST) pm2 restart shop\n", 4),
        ("sync:\n\trsync -az --exclude=.env ./ shop@$(HOST):/var/www/shop/\n", 3),
        (_UPLOAD, 3),
        ("keys:\n\tscp .env shop@$(HOST):/srv/shop/\n\tssh shop@$(HOST) pm2 restart shop\n", None),
        ("photos:\n\trsync -az photos/ shop@$(HOST):/var/www/shop/photos/\n", None),
        ("sync-dev:\n\trsync -az ./ shop@$(HOST):/var/www/shop/\n", None),
    ],
)
def test_a_recipe_of_any_name_that_sends_a_program_to_where_it_is_started_or_served_is_a_release(
    recipes: str, row: int | None
) -> None:
    found = [fact for fact in READER.read(Snippet("Makefile", _HOST + recipes)) if isinstance(fact, Deployment)]
    assert [fact.at.start_line for fact in found] == ([] if row is None else [row])
    assert all(fact.method == "ssh" and fact.where("host").start_line == 1 for fact in found)


@pytest.mark.parametrize(("pull", "shown"), [("git pull origin main", 3), ("git fetch --tags", None)])
def test_what_a_release_takes_from_a_branch_is_shown_where_a_recipe_before_it_does(
    pull: str, shown: int | None
) -> None:
    text = (
        f"deploy: pull build up\npull:\n\t{pull}\nbuild:\n\tdocker build -t server ./server\n"
        "up:\n\tdocker compose -f docker-compose.prod.yml up -d\n"
    )
    found = [fact for fact in READER.read(Snippet("Makefile", text)) if isinstance(fact, Deployment)]

    assert {fact.places["held"].start_line for fact in found if "held" in fact.places} == ({shown} if shown else set())


def test_many_recipes_that_send_below_many_variables_are_read_in_little_time() -> None:
    recipes = "".join(f"deploy-{n}:\n\trsync -a dist/ a@203.0.113.9:/srv/shop/\n" for n in range(300))
    assert len(released("".join(f"NAME_{n} = value.{n}\n" for n in range(6_000)) + recipes)) == 300


@pytest.mark.parametrize(
    ("variable", "used", "places"),
    [
        ("TAG := kiosk-$(shell date +%Y%m%d-%H%M)", "eb deploy kiosk --label $(TAG)", [2]),
        ("TAG = $(shell date +%s)", "docker push kiosk:$(TAG) && docker compose up -d", [2]),
        ("TAG := $(shell git rev-parse HEAD)", "eb deploy kiosk --label $(TAG)", []),
        ("OTHER := $(shell date +%s)", "eb deploy kiosk --label $(shell date +%s)", []),
    ],
)
def test_a_release_that_is_named_by_the_time_is_shown_where_a_variable_takes_it(
    variable: str, used: str, places: list[int]
) -> None:
    told = READER.read(Snippet("Makefile", f"ENV ?= one\n{variable}\n\ndeploy:\n\t{used}\n"))
    (deployment,) = [fact for fact in told if isinstance(fact, Deployment)]
    assert [at.start_line for name, at in deployment.places.items() if name == "identity"] == places


_CHOSEN = """\
.RECIPEPREFIX := >
again:
> ID=$$(cat id); \\
  aws ssm send-command --instance-ids "$$ID" --document-name AWS-RunShellScript \\
    --parameters commands='["docker rm -f shop || true","docker run -d --name shop shop:latest"]' \\
    --output text
"""


def test_a_recipe_goes_on_behind_a_backslash_and_begins_with_the_sign_that_its_file_chooses() -> None:
    assert released(_CHOSEN) == [(5, 5)]
    assert released(_CHOSEN.replace(".RECIPEPREFIX := >\n", "\n").replace("> ID", "\tID")) == [(5, 5)]


@pytest.mark.parametrize(
    ("recipe", "rows"),
    [
        ("update:\n\tssh a@shop.example 'cd shop && git pull && pm2 restart shop'\n", [(2, 2)]),
        ("again:\n\tssh a@shop.example 'docker stop shop; docker run -d --name shop shop:latest'\n", [(2, 2)]),
        ("again:\n\tssh a@shop.example 'docker rm -f old; docker run -d --name shop shop:latest'\n", []),
        ("again:\n\tdocker rm -f shop\n\tdocker run -d --name shop shop:latest\n", []),
        ("again:\n\tssh a@shop.example 'pm2 restart shop'\n", []),
        ("test:\n\tssh a@shop.example 'cd shop && git pull && pm2 restart shop'\n", []),
    ],
)
def test_what_makes_room_on_a_host_for_another_is_a_release_however_it_is_called(
    recipe: str, rows: list[tuple[int, int]]
) -> None:
    assert released(recipe) == rows


def test_what_a_recipe_for_deployments_calls_is_no_second_deployment() -> None:
    steps = "prod-build:\n\tdocker compose -f compose.prod.yml build\nprod-up:\n\tdocker compose -f compose.prod.yml up -d\n"
    assert released(f"{steps}deploy:\n\t@make prod-build\n\t@make prod-up\n\t@echo done\n") == [(6, 6)]
    assert released(f"{steps}deploy:\n\t@make prod-up\n") == [(4, 4)]
    assert released(f"{steps}deploy-local:\n\t@make prod-build\n\t@make prod-up\n") == [(4, 4)]
