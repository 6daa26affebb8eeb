"""Files of secrets that a job writes into the folder of which it builds the image that it keeps."""

import pytest

from holdfast.model.facts import BuiltInSecret
from holdfast.readers.repository.workflows import READER

from ..many import read_files
from ..templates.support import told

_HEAD = "on: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    env:\n      DB_PASSWORD: ${{ secrets.DB_PASSWORD }}\n    steps:\n"
_WRITE = "      - run: echo 'DB_PASSWORD=${{ secrets.DB_PASSWORD }}' >> .env\n"
_BUILD = "      - run: docker build -t shop:$GITHUB_SHA . && docker push shop:$GITHUB_SHA\n"
_WHOLE = "FROM node:22\nWORKDIR /app\nCOPY . .\n"


def kept(steps: str, dockerfile: str = _WHOLE, **files: str) -> list[str]:
    """The facts in a workflow of one job; its steps begin on line 8."""
    readings = read_files(READER, **{".github/workflows/ship.yml": _HEAD + steps, "Dockerfile": dockerfile, **files})
    return told(r for r in readings if isinstance(r, BuiltInSecret))


@pytest.mark.parametrize(
    "steps",
    [
        _WRITE + _BUILD,
        '      - run: printf "DB_PASSWORD=%s" "$DB_PASSWORD" | tee -a .env.production\n' + _BUILD,
        "      - run: |\n          cat <<EOF > ./.env\n          DB_PASSWORD=$DB_PASSWORD\n          EOF\n" + _BUILD,
        "      - uses: shop/create-envfile@v2\n        with: {envkey_DB_PASSWORD: '${{ secrets.DB_PASSWORD }}'}\n"
        + _BUILD,
        _WRITE + "      - uses: docker/build-push-action@v6\n        with: {push: true}\n",
        _WRITE + "      - run: docker buildx build --push . -t shop:1\n",
        _WRITE + "      - run: docker compose build && docker compose push\n",
    ],
)
def test_an_image_takes_the_file_with_its_folder(steps: str) -> None:
    assert [fact.split()[0] for fact in kept(steps)] == ["BuiltInSecret"]


def test_it_is_shown_where_the_secrets_are_written() -> None:
    assert kept(_WRITE + _BUILD) == ["BuiltInSecret 8 names=(DB_PASSWORD)"]


@pytest.mark.parametrize(
    ("steps", "dockerfile", "ignored"),
    [
        (_WRITE + _BUILD, _WHOLE, "node_modules\n**/.env*\n"),
        (_WRITE + _BUILD, "FROM node:22 AS build\nCOPY . .\nFROM node:22\nCOPY --from=build /app/dist .\n", ""),
        (_WRITE + _BUILD, "FROM nginx:1.27\nCOPY . .\n", ""),
        (_WRITE + _BUILD, "FROM node:22\nCOPY package.json src ./\n", ""),
        (_WRITE + "      - run: rm -f .env\n" + _BUILD, _WHOLE, ""),
        (_WRITE + "      - run: docker build -t shop:test .\n", _WHOLE, ""),
        (_BUILD + _WRITE, _WHOLE, ""),
        (_WRITE.replace(".env", "api/.env") + _BUILD, _WHOLE, ""),
        ("      - run: echo 'VITE_API_URL=${{ secrets.API_URL }}' >> .env\n" + _BUILD, _WHOLE, ""),
    ],
)
def test_an_image_that_is_not_kept_or_goes_without_the_file_is_none(steps: str, dockerfile: str, ignored: str) -> None:
    assert kept(steps, dockerfile, **{".dockerignore": ignored}) == []
