"""Files of settings that a script takes in, and starts the application with."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.guides.reader import read as read_guide
from holdfast.readers.repository.shell.reader import read

UP = "docker compose -f docker-compose.prod.yml up -d --build\n"


def taken_in(text: str) -> list[int | None]:
    found = [
        fact for fact in read(Snippet("deploy.sh", f"#!/bin/bash\n{text}")) if isinstance(fact, ConfigurationLoader)
    ]
    return [fact.at.start_line for fact in found if fact.missing == "unlooked"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"source .env.production\n{UP}", [2]),
        (f"set -a\n. /srv/shop/.env\nset +a\n{UP}", [3]),
        (f"export $(cat .env.$STAGE | grep -v '^#' | xargs)\n{UP}", [2]),
        (f"export $(grep -v '^#' .env | xargs -d '\\n')\n{UP}", [2]),
        ("source prod_env.txt\nkill $(pgrep flask)\nnohup flask run &> web.log &\n", [2]),
        (f"cp .env.production .env\n{UP}", [2]),
        (f"cp /srv/shared/backend.env /srv/shop/.env\n{UP}", [2]),
        (f"[ -f .env ] || exit 1\nsource .env\n{UP}", [3]),
        (f"while IFS='=' read -r k v; do\n  export \"$k=$v\"\ndone < .env.production\n{UP}", [2]),
        (f'grep -v "^#" .env | while read -r row; do\n  export "$row"\ndone\n{UP}', [2]),
        (f"source /srv/shop/deployment-info.env\n{UP}", []),
        (f"source ./build.env\n{UP}", []),
        (f'for k in DB_URL JWT; do grep -q "^$k=." .env || exit 1; done\nsource .env\n{UP}', []),
        (f'while read -r host; do\n  export HOST="$host"\ndone < hosts.txt\n{UP}', []),
        (f'while read -r row; do\n  echo "$row"\ndone < .env\n{UP}', []),
        (f'source .env\n[ -z "$DB_PASSWORD" ] && exit 1\n{UP}', []),
        (f"source .env\n: ${{DB_PASSWORD:?is missing}}\n{UP}", []),
        (f'source .env\nif [ "$APP_SECRET" = "example" ]; then exit 1; fi\n{UP}', []),
        (f"source .env\n./check-env.sh\n{UP}", []),
        (f"source .env\nnode scripts/validateEnv.js\n{UP}", []),
        (f"cp .env.example .env\n{UP}", [2]),
        (f"if [ ! -f .env ]; then\n  cp .env.example .env\n  echo 'Fill in .env'\nfi\n{UP}", [3]),
        (f"[ -f .env ] || cp env.production.template .env\n{UP}", [2]),
        (f"ssh shop@shop.example.com 'cd shop && touch .env && git pull'\n{UP}", [2]),
        (f"touch .env\n{UP}", [2]),
        (f'cp .env.example .env\nsed -i "s/^DB_URL=.*/DB_URL=$DB_URL/" .env\n{UP}', []),
        (f"cp .env.example .env\nnano .env\n{UP}", []),
        (f'touch .env\necho "KEY=$KEY" >> .env\n{UP}', []),
        ("cp .env.example .env\nnpm install\nnpm run dev\n", []),
        (f'. "$HOME/.cargo/env"\n{UP}', []),
        (f"source venv/bin/activate\n{UP}", []),
        (f'if [ "$SKIP_BACKUP" = no ]; then\n  source .env\n  pg_dump "$DB_NAME" > shop.sql\nfi\n{UP}', []),
        ("source .env\npg_dump shop > shop.sql\n", []),
    ],
)
def test_a_file_that_nobody_looks_through_is_shown_where_it_is_taken_in(text: str, lines: list[int]) -> None:
    assert taken_in(text) == lines


def test_a_whole_script_in_a_guide_is_a_script_and_lines_to_type_are_none() -> None:
    start = "source .env\nnohup java -jar shop.jar > shop.log 2>&1 &\n"
    for opening, found in (("# /srv/shop/deploy.sh\n#!/bin/bash\n", 1), ("", 0)):
        guide = f"# EC2 배포 가이드\n\n## 배포\n\n```bash\n{opening}{start}```\n"
        told = [one for one in read_guide(Snippet("EC2.md", guide)) if isinstance(one, ConfigurationLoader)]
        assert len([one for one in told if one.missing == "unlooked"]) == found


_ABSENT = "if [ ! -f .env ]; then\n  echo 'Missing .env, with:'\n  echo DATABASE_URL\n  echo JWT_SECRET\n  exit 1\nfi\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{_ABSENT}{UP}", [2]),
        (f"{_ABSENT}source .env\n{UP}", [2]),
        (f"FILE=/srv/shop/.env.production\n{_ABSENT.replace('.env ]', '$FILE ]')}{UP}", [3]),
        (f"[ -f .env ] || {{ echo 'set DB_URL, JWT_SECRET'; exit 1; }}\n{UP}", [2]),
        (f"check_env() {{\n{_ABSENT}}}\ncheck_env\n{UP}", [3]),
        (f'[ -s "$NVM_DIR/nvm.sh" ] && . "$NVM_DIR/nvm.sh"\n{_ABSENT}{UP}', [3]),
        (f"{_ABSENT.replace('-f .env', '-f .env ] && [ ! -f .env.local')}{UP}", [2]),
        (f"[ -s .env ] || exit 1\n{_ABSENT}{UP}", []),
        (f"{_ABSENT}for k in DATABASE_URL JWT_SECRET; do\n  grep -q ^$k= .env || exit 1\ndone\n{UP}", []),
        (f'{_ABSENT}. .env\n[ -z "$JWT_SECRET" ] && exit 1\n{UP}', []),
        (f"{_ABSENT.replace('-f .env', '-s .env')}{UP}", []),
        (f"{_ABSENT.replace('  exit 1', '  exit 0')}{UP}", []),
        (f"{_ABSENT.replace('DATABASE_URL', 'it').replace('JWT_SECRET', 'now')}{UP}", []),
        (f"{_ABSENT.replace('.env ]', 'app.jar ]')}{UP}", []),
        (_ABSENT, []),
    ],
)
def test_a_file_that_only_has_to_be_there_may_lack_what_the_script_says_belongs_into_it(
    text: str, lines: list[int]
) -> None:
    assert taken_in(text) == lines
