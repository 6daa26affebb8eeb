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
