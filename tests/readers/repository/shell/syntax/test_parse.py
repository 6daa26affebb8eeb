"""What `commands()` tells about the commands of a script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import Command, Failure, commands, facts_of, parse
from holdfast.readers.repository.shell.syntax.neutral import neutral


def one(text: str, name: str, *, errexit: bool = False) -> Command:
    return next(command for command in commands(text, errexit=errexit) if command.name == name)


def names(text: str) -> list[tuple[str, int]]:
    return [(command.name, command.line) for command in commands(text)]


def test_words_lose_their_quotes_and_keep_their_lines() -> None:
    text = "aws s3 cp \"$DIR/a b.gz\" \\\n  's3://bucket/' \\\n  --region us-east-1\n"
    assert commands(text) == (
        Command(
            name="aws",
            args=("s3", "cp", "$DIR/a b.gz", "s3://bucket/", "--region", "us-east-1"),
            words=("s3", "cp", '"$DIR/a b.gz"', "'s3://bucket/'", "--region", "us-east-1"),
            arg_lines=(1, 1, 1, 2, 3, 3),
            line=1,
            end_line=3,
        ),
    )


def test_wrappers_are_stripped() -> None:
    assert [c.text for c in commands("sudo -u postgres pg_dump app\nenv A=b timeout 30 /usr/bin/curl x\n")] == [
        "pg_dump app",
        "curl x",
    ]
    assert [c.text for c in commands("npx prisma migrate deploy\nsudo systemctl restart app")] == [
        "prisma migrate deploy",
        "systemctl restart app",
    ]


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("pg_dump a > b", Failure.UNCHECKED),
        ("set -e\npg_dump a > b", Failure.STOPS),
        ("#!/bin/bash -e\npg_dump a > b", Failure.STOPS),
        ("set -e\nset +e\npg_dump a > b", Failure.UNCHECKED),
        ("pg_dump a > b || true", Failure.SWALLOWED),
        ('pg_dump a > b || echo "failed, continuing"', Failure.SWALLOWED),
        ("pg_dump a > b || exit 0", Failure.SWALLOWED),
        ("pg_dump a > b || true && upload b", Failure.SWALLOWED),
        ("pg_dump a > b || echo failed && notify_slack", Failure.HANDLED),
        ("pg_dump a > b || exit 1", Failure.STOPS),
        ("pg_dump a > b || { echo failed; exit 1; }", Failure.STOPS),
        ("pg_dump a > b || notify_slack", Failure.HANDLED),
        ("(pg_dump a > b; gzip b) || true", Failure.SWALLOWED),
        ("if pg_dump a > b; then echo; fi", Failure.HANDLED),
        ("if ! pg_dump a > b; then exit 1; fi", Failure.HANDLED),
        ("pg_dump a > b\nif [ $? -ne 0 ]; then exit 1; fi", Failure.HANDLED),
        ("pg_dump a > b\nSTATUS=$?", Failure.HANDLED),
        ("pg_dump a > b && gzip b", Failure.HANDLED),
        ("pg_dump a | gzip > b", Failure.HIDDEN),
        ("if pg_dump a | gzip > b; then echo; fi", Failure.HIDDEN),
        ("set -eo pipefail\npg_dump a | gzip > b", Failure.STOPS),
        ("set -o pipefail\npg_dump a | gzip > b || true", Failure.SWALLOWED),
        ('pg_dump a | gzip > b\nif [ "${PIPESTATUS[0]}" -ne 0 ]; then exit 1; fi', Failure.HANDLED),
    ],
)
def test_what_happens_when_a_command_fails(text: str, failure: Failure) -> None:
    assert one(text, "pg_dump").failure is failure


def test_scripts_that_travel_over_ssh_are_read_with_their_host_and_lines() -> None:
    text = (
        "ssh -i key.pem ec2-user@$HOST << 'EOF'\n  cd /app\n  git pull\nEOF\n"
        'ssh root@10.0.0.1 "cd /srv && pm2 reload all"\n'
    )
    assert [(c.name, c.line, c.remote) for c in commands(text)] == [
        ("ssh", 1, ""),
        ("cd", 2, "ec2-user@$HOST"),
        ("git", 3, "ec2-user@$HOST"),
        ("ssh", 5, ""),
        ("cd", 5, "root@10.0.0.1"),
        ("pm2", 5, "root@10.0.0.1"),
    ]


def test_commands_inside_containers_and_shells_are_read() -> None:
    text = (
        "docker compose exec -T db pg_dump -U app app > x.sql\n"
        "bash -c 'npm ci && npm run build'\nsu - postgres -c \"pg_dumpall\"\n"
    )
    assert names(text) == [
        ("docker", 1),
        ("pg_dump", 1),
        ("bash", 2),
        ("npm", 2),
        ("npm", 2),
        ("su", 3),
        ("pg_dumpall", 3),
    ]


@pytest.mark.parametrize("shell", ["newgrp docker", "sudo -i", "sudo su -", "sudo -u app -s", "su - app", "sg docker"])
def test_shells_of_others_run_what_they_read(shell: str) -> None:
    text = f"{shell} <<EOF\ncertbot --nginx -d shop.kr\nEOF\necho done\n"
    assert ("certbot", 2) in [(command.name, command.line) for command in commands(text)]


def test_a_shell_of_a_group_runs_what_it_is_told() -> None:
    told = [command.text for command in commands("sg docker 'docker compose up -d'\nsg docker -c 'docker ps'\n")]
    assert told == ["sg docker docker compose up -d", "docker compose up -d", "sg docker -c docker ps", "docker ps"]


@pytest.mark.parametrize("shell", ["sudo -u app cat", "docker exec web cat"])
def test_what_is_no_shell_only_takes_what_it_reads(shell: str) -> None:
    text = f"{shell} <<EOF\ncertbot --nginx -d shop.kr\nEOF\n"
    assert "certbot" not in [command.name for command in commands(text)]


def test_run_command_documents_are_read() -> None:
    text = 'aws ssm send-command --parameters \'commands=["cd /app",\n"docker compose pull"]\'\n'
    assert [(c.text, c.line, c.remote) for c in commands(text)[1:]] == [
        ("cd /app", 1, "ssm"),
        ("docker compose pull", 2, "ssm"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "ansible web -i hosts -m shell -a 'cd /app && docker compose up -d' --become",
            ["cd /app", "docker compose up -d"],
        ),
        ("ansible web -a 'systemctl restart shop'", ["systemctl restart shop"]),
        ("ansible web -m copy -a 'src=a dest=b'", []),
        ("ansible localhost -m shell -a 'make build'", []),
        ("ansible --module-name shell --args 'make build' localhost", []),
    ],
)
def test_what_hosts_of_an_inventory_are_told_at_once_runs_there(text: str, told: list[str]) -> None:
    assert [c.text for c in commands(text)[1:]] == told
    assert {c.remote for c in commands(text)[1:]} <= {"web"}


def test_templates_and_placeholders_are_kept_as_written() -> None:
    text = "docker build -t ${{ secrets.REPO }}/app:${{ github.sha }} .\naws s3 cp x s3://<your-bucket>/{{ name }}\n"
    assert [c.args for c in commands(text)] == [
        ("build", "-t", "${{ secrets.REPO }}/app:${{ github.sha }}", "."),
        ("s3", "cp", "x", "s3://<your-bucket>/{{ name }}"),
    ]


def test_prompts_are_dropped() -> None:
    assert names("$ sudo apt update\nubuntu@ip-10-0-0-1:~$ pm2 list\n") == [("apt", 1), ("pm2", 2)]


def test_a_command_in_a_variable_is_spelled_out() -> None:
    assert commands('DC="docker compose -f prod.yml"\n$DC up -d')[1].text == "docker compose -f prod.yml up -d"


def test_branches_functions_and_loops_are_told() -> None:
    text = "rollback() {\n  pm2 reload old\n}\nfor i in 1 2; do\n  if ! curl -f x; then rollback; fi\ndone\n"
    found = commands(text)
    assert (found[0].name, found[0].function) == ("pm2", "rollback")
    assert (found[1].name, found[1].condition, found[1].loop) == ("curl", True, True)
    assert (found[2].name, found[2].branch, found[2].loop) == ("rollback", ("if ! curl -f x",), True)


def test_here_documents_are_kept_with_their_line() -> None:
    command = one("cat > /etc/cron.d/x <<'EOF'\n0 3 * * * root /x.sh\nEOF\n", "cat")
    assert command.document is not None
    assert (command.document.text, command.document.line) == ("0 3 * * * root /x.sh\n", 2)


def test_comments_are_not_commands() -> None:
    assert names("# pg_dump app || true\necho hi # rm -rf /\n") == [("echo", 2)]


def test_variables_are_expanded_where_they_are_literal() -> None:
    script = parse('DIR=/var/backups\nFILE="$DIR/db-$(date +%F).gz"\n')
    assert script.expand("${FILE}") == "/var/backups/db-$(date +%F).gz"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "$(" * 20_000,
        "<>|&;" * 20_000,
        "if true; then\n" * 5_000,
        "a && " * 20_000,
        "\x00\x01",
        "'" + "x\n" * 50_000,
        "cat <<A\n" * 10_000,
        '"$(' * 20_000,
    ],
)
def test_hostile_text_neither_raises_nor_hangs(text: str) -> None:
    parse(text)


def test_text_that_is_no_script_is_called_broken() -> None:
    assert parse("\x00\x01").broken == 1
    assert parse("x" * 200_000).broken == 1


@given(st.text(alphabet="ab $(){}[]<>|&;\"'`\n\\=!#*?~-", max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_lines_that_exist(text: str) -> None:
    assert all(1 <= command.line <= text.count("\n") + 1 for command in commands(text))


@pytest.mark.parametrize("word", ["s3://${BUCKET}/$SHA.zip", "key=${A}-$B.tar.gz", "a/$X.zip", "${A}/${B}.zip"])
def test_a_word_of_several_variables_stays_one_word(word: str) -> None:
    assert commands(f"aws s3 cp {word} last")[0].args == ("s3", "cp", word, "last")


def test_a_variable_behind_a_wrapper_is_spelled_out() -> None:
    text = 'COMPOSE="docker compose"\nsudo $COMPOSE down\nsudo -E $COMPOSE up -d\n'
    assert [c.text for c in commands(text) if c.name != "="] == ["docker compose down", "docker compose up -d"]


@pytest.mark.parametrize(
    "ending",
    [
        "cd $APP && bash -s",
        "set -a; cd $APP; bash",
        "bash -s -- $A $B $C",
        "sudo -u app bash -s a b c d",
        "A=$(printf '%q' \"$A\") B=$B bash -s",
    ],
)
def test_a_shell_at_the_end_of_a_remote_line_reads_what_follows(ending: str) -> None:
    text = f"""SSH="ssh -i $KEY $HOST"\n$SSH "{ending}" << 'END'\npm2 delete web\nEND\n"""
    found = next(command for command in commands(text) if command.name == "pm2")
    assert (found.line, found.remote) == (3, "$HOST")


def test_a_document_that_ends_only_further_in_ends_there_all_the_same() -> None:
    text = (
        "ssh ubuntu@host << REMOTE\n  git pull\n  cat > .env << ENV\n  A=$A\n  ENV\n  npm ci\nREMOTE\n"
        "if true; then\n  cat > x << EOF\n  words\n  EOF\n  pm2 restart shop\nfi\n"
    )
    found = [(command.name, command.line) for command in parse(text).commands]
    assert ("npm", 6) in found
    assert ("pm2", 12) in found
    assert [command.document.text for command in parse(text).commands if command.document and command.line == 9] == [
        "words\n"
    ]


def test_a_document_that_holds_its_own_last_word_further_in_goes_on_to_the_real_one() -> None:
    text = "cat > setup.sh << 'EOF'\ncat > .env << EOF\nA=1\n  EOF\necho inside\nEOF\necho outside\n"
    assert neutral(text).text == text


@pytest.mark.parametrize(
    ("definition", "call", "text"),
    [
        ('quietly() { pm2 --silent "$@"; }', "quietly reload shop", "pm2 --silent reload shop"),
        ('cloud() { aws "$@" --output text; }', "cloud ec2 stop-instances", "aws ec2 stop-instances --output text"),
        ('run() { echo "+ $*"; "$@"; }', "run pm2 reload shop", "pm2 reload shop"),
        ('function say_and_do { log "$@"; if ! "$@"; then exit 1; fi; }', "say_and_do git pull", "git pull"),
        ('again() { local n=$1; shift; until "$@"; do sleep "$n"; done; }', "again 5 docker pull shop",
         "docker pull shop"),
    ],
)  # fmt: skip
def test_a_function_that_runs_what_it_is_handed_runs_it(definition: str, call: str, text: str) -> None:
    assert commands(f"{definition}\n{call}\n")[-1].text == text


@pytest.mark.parametrize(
    "definition",
    [
        'maybe() { "$@" || true; }',
        'quietly() { "$@" | tee -a log; }',
        'say() { echo "$@"; }',
        'pick() { shift "$n"; "$@"; }',
    ],
)
def test_a_function_that_hides_how_it_ended_or_does_something_else_keeps_its_name(definition: str) -> None:
    name = definition.partition("(")[0]
    assert commands(f"{definition}\n{name} pm2 reload shop\n")[-1].name == name


def test_what_is_written_out_for_a_loop_is_known_inside_of_it() -> None:
    inside, after = (c for c in commands('for p in 22 "443"; do ufw allow "$p"; done\nufw enable') if c.name == "ufw")
    assert (inside.choices, after.choices) == ((("p", ("22", "443")),), ())
    assert one("for p in $PORTS; do ufw allow $p; done", "ufw").choices == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (
            "npx cdk --context stage=dev --profile shop deploy --all",
            "cdk deploy --context stage=dev --profile shop --all",
        ),
        ("sam --debug deploy", "sam deploy --debug"),
        ("sls -s prod deploy", "sls deploy -s prod"),
        ("pulumi -C infra up --yes", "pulumi up -C infra --yes"),
        ("cdk deploy --all", "cdk deploy --all"),
        ("cdk --version", "cdk --version"),
        ("cdk", "cdk"),
    ],
)
def test_what_a_tool_is_told_before_its_verb_stays_with_it(typed: str, read: str) -> None:
    assert [c.text for c in commands(typed)] == [read]


@pytest.mark.parametrize("typed", ["docker compose run --rm shop -c", "docker compose run --rm", "docker compose run"])
def test_a_service_that_is_told_nothing_is_read_as_it_stands(typed: str) -> None:
    assert commands(typed)[0].text == typed


def test_options_of_a_program_itself_come_behind_its_verb_or_go() -> None:
    assert [c.text for c in commands('sudo -u app git -C "$DIR" pull origin main\npnpm --filter api build')] == [
        "git pull origin main",
        "pnpm build",
    ]
    [stored] = commands("aws --profile shop --region eu-west-1 s3 cp a.gz s3://kept/")
    assert (stored.text, stored.option("--region")) == (
        "aws s3 cp a.gz s3://kept/ --profile shop --region eu-west-1",
        "eu-west-1",
    )
    assert [c.text for c in commands("git --version\naws --region eu-west-1")] == [
        "git --version",
        "aws --region eu-west-1",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b | c d\npg_dump x > y\n", [("a", 1), ("b", 1), ("c", 1), ("pg_dump", 2)]),
        ("a | b | c d\n\n# 한글\npg_dump x > y\n", [("a", 1), ("b", 1), ("c", 1), ("pg_dump", 4)]),
        ("a | b | c \\\n  d\npg_dump x > y\n", [("a", 1), ("b", 1), ("c", 1), ("pg_dump", 3)]),
        ("a | b |\n c d\npg_dump x > y\n", [("a", 1), ("b", 1), ("c", 2), ("pg_dump", 3)]),
        ("a | b | c\nd | e | f\nls > y\n", [("a", 1), ("b", 1), ("c", 1), ("d", 2), ("e", 2), ("f", 2), ("ls", 3)]),
    ],
)
def test_a_pipeline_ends_with_its_line_whatever_is_redirected_on_the_next(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws ecs --no-cli-pager update-service --cluster a", "aws ecs update-service --cluster a --no-cli-pager"),
        ("aws --profile p s3 --region r cp a s3://b", "aws s3 cp a s3://b --profile p --region r"),
        ("aws s3 --endpoint-url=x ls", "aws s3 ls --endpoint-url=x"),
        ("aws s3 ls --region r", "aws s3 ls --region r"),
        ("aws --region", "aws --region"),
    ],
)
def test_options_for_every_command_come_behind_what_aws_does(text: str, expected: str) -> None:
    assert [command.text for command in commands(text)] == [expected]


def test_what_another_shell_gives_a_variable_stands_for_it_unless_this_one_does() -> None:
    script = parse("HERE=own\nssh h <<'END'\nHERE=theirs\nTHERE=/srv/shop\nEND\n")
    assert script.expand("$HERE $THERE") == "own /srv/shop"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ('DC=(docker compose)\n"${DC[@]}" up -d', "docker compose up -d"),
        ('DC=(docker compose)\nDC+=(-f prod.yml)\n"${DC[@]}" up -d', "docker compose -f prod.yml up -d"),
        (
            'ARGS=(\n  -d # behind\n  --name "shop one"\n)\ndocker run "${ARGS[@]}" shop',
            "docker run -d --name shop one shop",
        ),
        ("WORD=ab\nWORD+=c\n$WORD d", "abc d"),
        ('"${UNKNOWN[@]}" up', "${UNKNOWN[@]} up"),
    ],
)
def test_lists_stand_for_their_words(text: str, last: str) -> None:
    assert commands(text)[-1].text == last


_THERE = "cd shop\ndocker compose up -d\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'DO="\n{_THERE}"\nssh app@shop.kr "$DO"\n', 3),
        ('DO="cd shop && docker compose up -d"\nssh app@shop.kr $DO\n', 1),
        ('DO="cd shop && docker compose up -d"\nssh app@shop.kr <<< "$DO"\n', 1),
        (f'DO=$(cat <<END\n{_THERE}END\n)\nssh app@shop.kr "$DO"\n', 3),
        (f"ssh app@shop.kr \"$(cat <<'END'\n{_THERE}END\n)\"\n", 3),
        (f'read -r -d "" DO <<END || true\n{_THERE}END\nssh app@shop.kr "$DO"\n', 3),
        (f"there() {{\n  ssh -p 2222 app@shop.kr bash -s\n}}\nthere <<END\n{_THERE}END\n", 6),
        ("echo 'cd shop; docker compose up -d' | ssh app@shop.kr bash\n", 1),
        ("{\n  printf 'cd %q\\n' \"$TO\"\n  echo docker compose up -d\n} | ssh app@shop.kr 'cd /srv && bash -s'\n", 3),
        ("{ echo docker compose up -d; echo docker ps; } | ssh app@shop.kr bash\n", 1),
        ("printf '%s\\n' 'cd shop' 'docker compose up -d' |\n  ssh app@shop.kr sh\n", 1),
        ("echo -e 'cd shop\\ndocker compose up -d' | ssh -p 22 app@shop.kr 'bash -s'\n", 1),
    ],
)
def test_a_script_that_is_kept_until_a_host_runs_it_is_read_on_its_own_lines(text: str, line: int) -> None:
    found = [command for command in commands(text) if command.text == "docker compose up -d"]
    assert [(command.line, command.remote) for command in found] == [(line, "app@shop.kr")]


@pytest.mark.parametrize(
    "text",
    [
        "echo 'docker compose up -d' | ssh app@shop.kr 'cat >> said.log'\n",
        "echo 'docker compose up -d' | tee said.log\n",
        "tar c . | ssh app@shop.kr bash\n",
        'echo "$KEY" | ssh app@shop.kr bash\n',
    ],
)
def test_what_is_said_to_anything_but_a_shell_is_no_script(text: str) -> None:
    assert not [command for command in commands(text) if command.name == "docker"]


@pytest.mark.parametrize(
    "text",
    [
        "${COMPOSE:-docker compose} up -d\n",
        'it() { COMPOSE=(docker compose); }\nCOMPOSE=()\nit\n"${COMPOSE[@]}" up -d\n',
        'COMPOSE=${COMPOSE:-"docker compose"}\n$COMPOSE up -d\n',
        "DOCKER=$(command -v docker)\n$DOCKER compose up -d\n",
        "DOCKER=`which docker`\n$DOCKER compose up -d\n",
        "COMPOSE=$(command -v docker-composer || echo 'docker compose')\n$COMPOSE up -d\n",
    ],
)
def test_a_program_that_stands_in_or_is_sought_is_spelled_out(text: str) -> None:
    assert commands(text)[-1].text == "docker compose up -d"


@pytest.mark.parametrize("told", ["-c", "-lc", "-ec", "-lic"])
def test_a_shell_over_there_that_is_told_what_to_run_reads_nothing_else(told: str) -> None:
    found = commands(f"ssh ubuntu@203.0.113.9 \"bash {told} 'pm2 restart shop'\"\n")
    assert [command.name for command in found] == ["ssh", "bash", "pm2"]


@pytest.mark.parametrize(
    "text",
    [
        "X='" + 'ssh h "$X"; ' * 30 + '\'\nssh h "$X"\n',
        "A=(" + "a " * 1_500 + ")\n" + 'run "${A[@]}" "${A[@]}" "${A[@]}"\n' * 100,
    ],
)
def test_what_variables_hold_many_times_over_has_an_end(text: str) -> None:
    assert sum(len(command.args) for command in commands(text)) < 20_000


@pytest.mark.parametrize(
    ("typed", "inner"),
    [
        ("'bash deploy.sh $TAG'", "bash deploy.sh $TAG"),
        ("sh deploy.sh", "sh deploy.sh"),
        ("'sudo bash /srv/deploy.sh'", "bash /srv/deploy.sh"),
        ("'/bin/bash -l /srv/deploy.sh'", "bash -l /srv/deploy.sh"),
        ("'bash -o pipefail deploy.sh'", "bash -o pipefail deploy.sh"),
        ("'sudo -u app bash'", None),
        ("'bash -l'", None),
        ("'bash -o pipefail'", None),
        ("bash /dev/stdin", None),
        ("bash -s v7", None),
    ],
)
def test_a_shell_on_another_host_reads_a_file_or_what_it_is_given(typed: str, inner: str | None) -> None:
    found = [one.text for one in commands(f"ssh app@host {typed}\n") if one.remote]
    assert found == ([inner] if inner else [])
    fed = [one.text for one in commands(f"ssh app@host {typed} <<'END'\npm2 reload api\nEND\n") if one.remote]
    assert ("pm2 reload api" in fed) is (inner is None)


@pytest.mark.parametrize("target", ["$A/b_$C.sql", "$A/$B/$C.conf", "${A}/b_${C}.sql"])
def test_a_file_whose_name_is_put_together_is_redirected_to_whole(target: str) -> None:
    [command] = parse(f"dump shop > {target}\n").commands
    assert command.writes == (target,)


@pytest.mark.parametrize(
    "row", ["docker compose exec " + "--x=y " * 300, "docker-compose " + "-i " * 400, "ssh " + "-i " * 400]
)
def test_options_without_end_cost_linear_time(row: str) -> None:
    list(facts_of(Snippet("ops/deploy.sh", f"#!/bin/bash\n{row}\n")))


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("ssh app@shop bash -e <<'EOF'\ncd /srv\nrails db:migrate\nEOF\n", True),
        ("ssh app@shop 'bash -se' <<'EOF'\ncd /srv\nrails db:migrate\nEOF\n", True),
        ("ssh app@shop bash -euo pipefail -s <<'EOF'\ncd /srv\nrails db:migrate\nEOF\n", True),
        ("ssh app@shop \"bash -euo pipefail -c 'cd /srv; rails db:migrate'\"", True),
        ('bash -ec "cd /srv; rails db:migrate"', True),
        ("ssh -e none app@shop <<'EOF'\ncd /srv\nrails db:migrate\nEOF\n", False),
        ("ssh app@shop bash -s -- -e <<'EOF'\ncd /srv\nrails db:migrate\nEOF\n", False),
        ("bash -o pipefail -c 'cd /srv; rails db:migrate'", False),
        ("ssh app@shop 'bash -e fetch.sh; rails db:migrate'", False),
        ("ssh app@shop 'cd /srv && bash -e fetch.sh; rails db:migrate'", False),
    ],
)
def test_a_shell_that_is_told_to_end_by_the_first_failure_does_so(text: str, *, strict: bool) -> None:
    assert [command.errexit for command in parse(text).commands if command.name == "rails"] == [strict]


@pytest.mark.parametrize(
    "function",
    [
        (
            'there() {\n  local id="$1"; shift\n'
            '  aws ssm send-command --instance-ids "$id" --document-name AWS-RunShellScript '
            '--parameters "commands=[\\"$*\\"]"\n}\n'
        ),
        'there() { aws ssm send-command --instance-ids "$1" --parameters "commands=[\\"$2\\"]"; }\n',
        'there() {\n  local host=$1\n  shift\n  ssh "deploy@$host" "$@"\n}\n',
        'there() { local what="$2"; ssh deploy@shop.example "$what"; }\n',
        'there() { host=$1; shift; ssh deploy@shop.example bash -c "$*"; }\n',
    ],
)
def test_what_a_function_sends_to_a_host_behind_words_of_its_own_runs_there(function: str) -> None:
    found = [c for c in commands(function + 'there web1 "cd /srv/shop && git pull origin main"\n') if c.name == "git"]
    assert [(c.args, c.line, bool(c.remote)) for c in found] == [
        (("pull", "origin", "main"), function.count("\n") + 1, True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        (
            "aws ecs run-task --cluster shop --task-definition shop --overrides "
            """'{"containerOverrides":[{"name":"web","command":["npm","run","migrate"]}]}'\n"""
        ),
        'OVER=\'{"containerOverrides":[{"command":["sh","-c","npm run migrate"]}]}\'\naws ecs run-task --overrides "$OVER"\n',
        'aws ecs run-task --overrides "{\\"containerOverrides\\":[{\\"command\\":[\\"npm\\",\\"run\\",\\"migrate\\"]}]}"\n',
        "aws ecs run-task --overrides 'containerOverrides=[{name=web,command=[npm,run,migrate]}]'\n",
        "aws batch submit-job --job-name m --container-overrides 'command=npm,run,migrate'\n",
        'aws ecs execute-command --cluster shop --interactive --command "npm run migrate"\n',
        'copilot svc exec --name web --command "npm run migrate"\n',
        'fly ssh console -C "npm run migrate"\n',
    ],
)
def test_what_a_new_task_or_a_console_is_told_to_run_is_read(text: str) -> None:
    assert [c.args for c in commands(text) if c.name == "npm"] == [("run", "migrate")]


def test_a_task_that_is_told_nothing_runs_nothing_more() -> None:
    assert [c.name for c in commands('aws ecs run-task --cluster shop --overrides \'{"cpu": "256"}\'\n')] == ["aws"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('case "$1" in\n  prod) SIZE=large ;;\n  staging) SIZE=micro ;;\nesac\n', "large"),
        ('case "$1" in\n  production|live) SIZE=large ;;\n  *) SIZE=micro ;;\nesac\n', "large"),
        ('if [ "$STAGE" = prod ]; then\n  SIZE=large\nelse\n  SIZE=micro\nfi\n', "large"),
        ('if [ "$STAGE" != prod ]; then\n  SIZE=micro\nelse\n  SIZE=large\nfi\n', "large"),
        (
            "if [[ $E == staging ]]; then\n  export SIZE=micro\nelif [[ $E == prod ]]; then\n  export SIZE=large\nfi\n",
            "large",
        ),
        ('case "$1" in\n  prod) SIZE=large ;;\n  staging) SIZE=micro ;;\nesac\nSIZE=medium\n', "medium"),
        ('if [ -n "$PROD_HOST" ]; then\n  SIZE=large\nelse\n  SIZE=micro\nfi\n', "micro"),
        ('SIZE=large\nif [ "$STAGE" != prod ]; then\n  SIZE=micro\nfi\n', "large"),
        ('SIZE=large\n[ "$STAGE" = staging ] && SIZE=micro\n', "large"),
        ('SIZE=large\ncase "$1" in\n  prod) HOST=a ;;\n  *) SIZE=micro ;;\nesac\n', "large"),
        ("SIZE=large\nif [ -f small ]; then\n  :\nelse\n  SIZE=micro\nfi\n", "micro"),
        ('SIZE=large\nif [ "$STAGE" != prod ]; then\n  SIZE=micro\nfi\nSIZE=medium\n', "medium"),
        ('SIZE=large\nif [ "$STAGE" = prod ]; then\n  :\nelse\n  SIZE=micro\nfi\n', "large"),
    ],
)
def test_a_variable_that_is_chosen_by_the_environment_holds_what_is_productions(text: str, held: str) -> None:
    assert parse(text).variables["SIZE"] == held


@pytest.mark.parametrize("listed", [" ", ",", "[]"])
def test_a_task_that_is_told_no_word_runs_nothing(listed: str) -> None:
    told = f'aws ecs run-task --overrides \'{{"containerOverrides":[{{"command":[{listed}]}}]}}\'\n'
    assert [command.name for command in parse(told).commands] == ["aws"]


def test_a_variable_that_is_made_of_itself_goes_on_holding_what_it_held() -> None:
    assert parse('TAG=$SHA\nTAG=$(echo "$TAG" | cut -c1-7)\n').variables["TAG"] == "$SHA"
    assert parse("TAG=$SHA\nTAG=$(date +%s)\n").variables["TAG"] == "$(date +%s)"
