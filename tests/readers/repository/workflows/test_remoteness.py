"""Which step of a job a release goes live by."""

from holdfast.model.facts import Deployment
from holdfast.readers.repository.workflows import READER

from ..many import read_files

_HEAD = "on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n"
_STACK = "      - run: aws cloudformation deploy --stack-name {name} --parameter-overrides {given}\n"
_REMOTE = (
    "      - uses: a/ssh-action@v1\n        with:\n          host: h\n          key: k\n          script: {script}\n"
)


def lines(steps: str) -> list[int]:
    found = read_files(READER, **{".github/workflows/release.yml": _HEAD + steps})
    return [one.at.start_line for one in found if isinstance(one, Deployment) and one.at.start_line]


def test_of_several_stacks_the_one_that_is_handed_the_image_is_the_release() -> None:
    network = _STACK.format(name="net", given="Environment=production")
    service = _STACK.format(name="web", given="ImageUri=$URI")

    assert lines(network + service) == [7]
    assert lines(network) == [6]


def test_a_script_that_only_looks_at_a_host_puts_nothing_there() -> None:
    assert lines(_REMOTE.format(script="sudo bash deploy/verify_release.sh")) == []
    assert lines(_REMOTE.format(script="sudo bash deploy/update.sh")) == [6]


_SEND = """      - run: |
          aws ssm send-command --document-name AWS-RunShellScript --instance-ids i-1 \\
            --parameters "commands=['cd /srv/shop && {run}']"
"""


def test_a_step_that_only_makes_room_on_the_host_is_not_the_release() -> None:
    stop, start = _SEND.format(run="docker-compose down || true"), _SEND.format(run="docker-compose up -d")

    assert lines(stop + start) == [9]
    assert lines(start + stop) == [6]
