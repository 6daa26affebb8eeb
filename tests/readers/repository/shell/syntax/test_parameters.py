"""What Systems Manager has hosts run, wherever the script keeps it."""

import pytest

from holdfast.readers.repository.shell.syntax.parse import parse

_SEND = "aws ssm send-command --document-name AWS-RunShellScript --instance-ids i-1 --parameters "
_FILE = f"{_SEND}file://run.json\n"
_AS_ONE = (
    'aws ssm send-command --cli-input-json \'{"Targets":[{"Values":["web"]}],'
    '"Parameters":{"commands":["git pull","pm2 reload shop"]}}\'\n'
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            f'cat > run.json <<\'END\'\n{{"commands": [\n  "git pull",\n  "pm2 reload shop"\n], "t": ["600"]}}\nEND\n{_FILE}',
            [3, 4],
        ),
        (f'tee run.json <<END\n{{"commands": ["git pull",\n"pm2 reload shop"]}}\nEND\n{_FILE}', [2, 3]),
        (f'echo \'{{"commands":["git pull","pm2 reload shop"]}}\' > run.json\n{_FILE}', [1, 1]),
        (f'jq -n \'{{commands: [\n"git pull",\n"pm2 reload \\($name)"]}}\' > run.json\n{_FILE}', [2, 3]),
        (f'RUN=\'{{"commands":["git pull","pm2 reload shop"]}}\'\n{_SEND}"$RUN"\n', [1, 1]),
        (f'RUN=$(jq -nc \'{{commands:["git pull","pm2 reload shop"]}}\')\n{_SEND}"${{RUN}}"\n', [1, 1]),
        (_AS_ONE, [1, 1]),
        (f'{_SEND}\'commands=["git pull","pm2 reload shop"],executionTimeout=["600"]\'\n', [1, 1]),
        (f"{_SEND}\"commands=[\n  'git pull',\n  'pm2 reload \\\"shop\\\"'\n]\"\n", [2, 3]),
        (f"{_SEND}\"commands=['git pull','pm2 reload shop'],executionTimeout=['600']\"\n", [1, 1]),
        (_FILE, []),
        (f'echo \'{{"commands":["git pull"]}}\' > other.json\n{_FILE}', []),
    ],
)
def test_commands_for_hosts_are_read_where_they_stand(text: str, lines: list[int]) -> None:
    there = [command for command in parse(text).commands if command.remote == "ssm"]
    assert [command.line for command in there] == lines
    assert [command.name for command in there] == ["git", "pm2"][: len(lines)]


_ROWS = "git pull\nif [ -f shop.json ]; then pm2 reload shop; fi"
_HELD = f"RUN=$(cat <<'END'\n{_ROWS}\nEND\n)\n"


@pytest.mark.parametrize(
    "text",
    [
        f'read -r -d "" RUN <<END || true\n{_ROWS}\nEND\n{_SEND}commands="$RUN" --query "Command[0]"\n',
        f'{_HELD}{_SEND}"commands=$RUN"\n',
        f'{_HELD}{_SEND}"commands=[$(echo "$RUN" | jq -Rs .)]" --output text\n',
        f'{_HELD}{_SEND}"commands=[$(printf \'%s\' "$RUN" | jq -Rs .)]"\n',
        f'{_HELD}RUN=$(echo "$RUN" | sed "s|TAG|$TAG|g")\n{_SEND}"commands=[$(echo "$RUN" | jq -Rs .)]"\n',
        f'{_HELD}SENT=$(jq -n --arg rows "$RUN" \'{{commands:[$rows]}}\')\n{_SEND}"$SENT"\n',
        f'{_HELD}{_SEND}commands="$(jq -n --arg rows "$RUN" \'{{commands:[$rows]}}\')"\n',
        f'{_HELD}SENT=$(python3 -c "print(1)" <<<"$RUN")\n{_SEND}"commands=$SENT"\n',
        f'cat > run.sh <<END\n{_ROWS}\nEND\n{_SEND}commands="$(cat run.sh)"\n',
        f'RUN=\'[\n"git pull",\n"pm2 reload shop"]\'\n{_SEND}"commands=$RUN"\n',
    ],
)
def test_a_script_that_is_written_down_anew_for_the_hosts_is_read_where_it_stands(text: str) -> None:
    there = [command for command in parse(text).commands if command.remote == "ssm" and command.name != "["]
    assert [(command.name, command.line) for command in there] == [("git", 2), ("pm2", 3)]


@pytest.mark.parametrize(
    "text",
    [
        f'{_SEND}commands="$RUN"\n',
        f'RUN=$(jq -n "$RUN")\n{_SEND}"commands=$RUN"\n',
        f'A=$(echo "$B")\nB=$(echo "$A")\n{_SEND}"commands=[$(echo "$A" | jq -Rs .)]"\n',
    ],
)
def test_a_script_that_nobody_holds_has_no_commands(text: str) -> None:
    assert not [command for command in parse(text).commands if command.remote == "ssm" and command.name == "git"]
