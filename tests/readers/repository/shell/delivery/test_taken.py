"""What brings a release of functions that has no name of its own."""

import pytest

from holdfast.model.facts import Deployment, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_MAKES = 'aws lambda create-function --function-name "$F" --handler a.b --zip-file "fileb://$ZIP"\n'
_UPDATES = "aws lambda update-function-code --function-name shop --zip-file fileb:///tmp/shop.zip\n"


def released(text: str) -> list[tuple[str, str | None, int, int | None]]:
    found = [fact for fact in facts_of(Snippet("scripts/to-production.sh", text)) if isinstance(fact, Deployment)]
    brought = [fact.places["identity"].start_line if "identity" in fact.places else None for fact in found]
    return [(f.method, f.identity, f.at.start_line, at) for f, at in zip(found, brought, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f'ZIP="/tmp/dev.zip"\ncurl -s -o "$ZIP" "$(aws lambda get-function --function-name dev)"\n{_MAKES}',
            ("lambda", "none", 3, 2),
        ),
        (f"wget -O /tmp/shop.zip $URL\n{_UPDATES}", ("lambda", "none", 2, 1)),
        (f"curl -s $URL > /tmp/shop.zip\n{_UPDATES}", ("lambda", "none", 2, 1)),
        (f"aws s3 cp s3://builds/shop.zip /tmp/shop.zip\n{_UPDATES}", ("lambda", "none", 2, 1)),
        (f"curl -s -o /tmp/other.zip $URL\n{_UPDATES}", ("lambda", "none", 2, None)),
        (f"zip -r /tmp/shop.zip .\n{_UPDATES}", ("lambda", "none", 2, None)),
    ],
)
def test_an_archive_that_is_only_downloaded_shows_where_nobody_knows_what_it_is(
    text: str, expected: tuple[str, str, int, int | None]
) -> None:
    assert released(text) == [expected]


_TWO_WAYS = (
    "#!/bin/bash\nto_first() {\n  rsync -az dist/ me@one:/srv/shop/\n}\nto_second() {\n  rsync -az SENT me@two:/srv/x/\n}\n"
    'if [ "$1" = two ]; then to_second; else to_first; fi\n'
)


@pytest.mark.parametrize(
    ("path", "sent", "lines"),
    [
        ("scripts/deploy.sh", "dist/", [6]),
        ("scripts/deploy.sh", "./", [6]),
        ("scripts/deploy.sh", "nginx.conf", []),
        ("scripts/deploy.sh", "logs/", []),
        ("scripts/copy.sh", "uploads/", []),
    ],
)
def test_what_another_function_sends_has_no_name_either(path: str, sent: str, lines: list[int]) -> None:
    facts = facts_of(Snippet(path, _TWO_WAYS.replace("SENT", sent)))
    assert [fact.at.start_line for fact in facts if isinstance(fact, StandingName)] == lines


def test_the_pages_beside_a_server_are_a_release_as_nameless_as_its_own() -> None:
    text = (
        "#!/bin/bash\nmail() {\n  rsync -az server/ me@one:~/shop/mail/\n  ssh me@one 'pm2 restart mail'\n}\n"
        "main() {\n  rsync -az --delete dist/ me@one:~/shop/current/\n  mail\n}\nmain\n"
    )
    facts = facts_of(Snippet("scripts/deploy.sh", text))
    assert [fact.at.start_line for fact in facts if isinstance(fact, StandingName)] == [7]


_BY_HELPER = (
    '#!/bin/bash\nHOST=1.2.3.4\nrun() {\n  ssh "me@$HOST" "$1"\n}\ncopy() {\n  scp -r "$1" "me@$HOST:$2"\n}\n'
    'MADE\ncopy "shop.tar.gz" "/tmp/"\nrun "cd /srv/shop && tar -xzf /tmp/shop.tar.gz"\nrun "cd /srv/shop && pm2 restart shop"\n'
)


@pytest.mark.parametrize(
    ("made", "line"),
    [
        ("tar -czf shop.tar.gz --exclude=.git .", 9),
        ("zip -r shop.tar.gz .", 9),
        ("npm run build", 10),
        ("tar -czf logs.tar.gz logs", 10),
    ],
)
def test_a_helper_that_copies_what_it_is_handed_shows_less_than_what_packs_it(made: str, line: int) -> None:
    assert [at for *_, at in released(_BY_HELPER.replace("MADE", made))] == [line]


def test_an_archive_that_is_sent_by_its_name_is_shown_where_it_is_sent() -> None:
    text = (
        "#!/bin/bash\ntar -czf shop.tar.gz .\nscp shop.tar.gz me@1.2.3.4:/tmp/\n"
        "ssh me@1.2.3.4 'cd /srv/shop && tar -xzf /tmp/shop.tar.gz && pm2 restart shop'\n"
    )
    assert [at for *_, at in released(text)] == [3]
