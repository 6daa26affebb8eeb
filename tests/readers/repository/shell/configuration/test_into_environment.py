"""Settings that a script takes straight into its environment."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_ALL = "aws secretsmanager get-secret-value --secret-id shop | jq -r 'to_entries[]'"
START = "exec node server.js\n"


def let_go(text: str, path: str = "start.sh") -> list[tuple[str, int]]:
    found = facts_of(Snippet(path, f"#!/bin/bash\n{text}"))
    return [(one.missing, one.at.start_line) for one in found if isinstance(one, ConfigurationLoader)]


@pytest.mark.parametrize(
    "line",
    [
        f"eval $({_ALL})",
        f'eval "$({_ALL})"',
        f"export $({_ALL})",
        f"source <({_ALL})",
        "set -a; . <(doppler secrets download --no-file --format env); set +a",
        "eval `chamber export --format exports shop`",
        'while IFS== read -r k v; do export "$k=$v"; done < <(aws ssm get-parameters-by-path --path /shop)',
    ],
)
def test_a_fetch_that_fails_inside_of_what_takes_it_in_ends_no_script(line: str) -> None:
    assert let_go(f"set -euo pipefail\n{line}\n{START}") == [("silent", 3)]
    assert let_go(f"{line}\ndocker compose up -d\n", "deploy.sh") == [("silent", 2)]


@pytest.mark.parametrize(
    "text",
    [
        f"eval $({_ALL})\n: ${{DB_URL:?is missing}}\n{START}",
        f'eval $({_ALL})\n[ -z "$DB_URL" ] && exit 1\n{START}',
        f"eval $({_ALL})\nnode check-env.js\n{START}",
        f"eval $({_ALL})\nls\n",
        f"export $(grep -v '^#' .envrc)\n{START}",
        f"eval $(ssh-agent)\n{START}",
        f"{START}eval $({_ALL})\n",
    ],
)
def test_what_somebody_looks_at_and_what_starts_nothing_is_none(text: str) -> None:
    assert [one for one in let_go(text) if one[0] == "silent"] == []


def test_a_loop_hands_on_what_came_one_by_one() -> None:
    rows = "for P in ${ALL[@]}; do\n  K=$(echo $P | jq -r .Name)\n  echo $K=1 | tee -a .env\ndone\n"
    text = f"ALL=$(aws ssm get-parameters-by-path --path /shop | jq -c '.[]')\n{rows}"
    assert let_go(f"set -e\n{text}{START}") == [("silent", 3)]
    assert let_go(f'set -e\n{text}[ -n "$ALL" ] || exit 1\n{START}') == []
