"""Addresses without TLS at which a script says that its release is opened."""

import pytest

from holdfast.model.facts import PlainAddress
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_UP = "docker compose -f docker-compose.prod.yml up -d\n"


def lines(text: str, path: str = "deploy.sh") -> list[int]:
    found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, PlainAddress)]
    return [one.at.start_line for one in found]


@pytest.mark.parametrize(
    "said",
    [
        'echo "Front end: http://$IP:3000"',
        'echo "🌐 http://${PUBLIC_IP}/"',
        'echo "http://$(curl -s ifconfig.me):8080"',
        'echo "http://54.180.61.22:3000"',
        'echo "http://shop-prod.ap-northeast-2.elasticbeanstalk.com"',
        "cat << EOF\nhttp://$SERVER_IP\nEOF",
    ],
)
def test_a_script_says_where_its_release_is_opened(said: str) -> None:
    assert len(lines(f"{_UP}{said}\n")) == 1


@pytest.mark.parametrize(
    "said",
    [
        'echo "https://$IP"',
        'echo "http://localhost:3000"',
        'echo "http://$PRIVATE_IP:3000"',
        'echo "http://10.0.3.7:3000"',
        'echo "http://$IP:3000/health"',
        'echo "Jenkins: http://$IP:8080"',
        'echo "http://$IP:3000" >> notes.txt',
        "curl http://$IP:3000",
        'echo "http://$IP:3000"\necho "https://$DOMAIN"',
    ],
)
def test_what_speaks_tls_or_is_no_visitors_address_is_none(said: str) -> None:
    assert lines(f"{_UP}{said}\n") == []


def test_a_script_that_puts_nothing_live_says_nothing() -> None:
    assert lines('echo "http://$IP:3000"\n', "scripts/print.sh") == []
