"""Where the parts of a delivery are said to stand."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.workflows import READER

from ..many import read_files


@pytest.mark.parametrize(("rows", "shown"), [(60, {"host": 7}), (3, {})])
def test_the_way_into_the_host_is_shown_for_a_step_that_is_too_long_to_be_shown(
    rows: int, shown: dict[str, int]
) -> None:
    filled = "".join(f"            echo NAME_{n}=$NAME_{n} >> .env\n" for n in range(rows))
    text = (
        "name: deploy\non: push\njobs:\n  deploy:\n    steps:\n      - run: |\n"
        "          ssh -i key.pem deploy@$HOST <<EOF\n"
        f"            cd /srv/shop && git pull\n{filled}            docker compose up -d --build\n          EOF\n"
    )
    readings = read_files(READER, **{".github/workflows/deploy.yml": text})

    told = [one for one in readings if isinstance(one, Deployment)]

    assert [{name: at.start_line for name, at in one.places.items() if name == "host"} for one in told] == [shown]
