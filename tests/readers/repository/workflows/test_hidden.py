"""Releases whose commands are kept in a secret."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

SHIPS = "      - run: ./ship.sh\n"
WRITES = "      - run: echo '${{ secrets.SCRIPT }}' > ship.sh\n"


def deployments(steps: str, job: str = "deploy") -> list[str]:
    text = f"on: push\njobs:\n  {job}:\n    runs-on: ubuntu-latest\n    steps:\n{steps}"
    readings = read_files(READER, **{".github/workflows/x.yml": text})
    return [line[: line.index(" method")] for line in told(one for one in readings if isinstance(one, Deployment))]


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        ("      - run: ${{ secrets.COMMAND }}\n", ["Deployment 6"]),
        ('      - run: bash -c "${{ secrets.COMMAND }}"\n', ["Deployment 6"]),
        (
            "      - uses: appleboy/ssh-action@v1\n        with:\n          script: ${{ secrets.SCRIPT }}\n",
            ["Deployment 6-8"],
        ),
        (WRITES + SHIPS, ["Deployment 7"]),
        (WRITES + "      - run: bash -e ship.sh --now\n", ["Deployment 7"]),
        (
            (
                "      - env: { B: '${{ secrets.SCRIPT }}' }\n        run: echo \"$B\" > ship.sh\n"
                "      - run: chmod +x ship.sh && ./ship.sh\n"
            ),
            ["Deployment 8"],
        ),
        ("      - run: echo '${{ secrets.ENV }}' > .env\n      - run: cat .env\n", []),
        ("      - run: echo '${{ secrets.KEY }}' > key.pem\n      - run: ssh -i key.pem host uptime\n", []),
        (SHIPS, []),
    ],
)
def test_what_only_a_secret_knows_is_a_release_without_a_name(steps: str, places: list[str]) -> None:
    assert deployments(steps) == places


def test_a_job_for_something_else_may_keep_its_commands_to_itself() -> None:
    assert deployments(WRITES + SHIPS, job="lint") == []
