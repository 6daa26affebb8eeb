"""Addresses without TLS that front ends are built with."""

import pytest

from holdfast.model.facts import PlainAddress
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.front_ends.built_addresses import READER


def lines(path: str, text: str) -> list[int]:
    return [one.at.start_line for one in READER.read(Snippet(path, text)) if isinstance(one, PlainAddress)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("web/.env.production", "NODE_ENV=production\nVITE_API_URL=http://54.180.61.22:8080/api\n"),
        (
            ".github/workflows/deploy.yml",
            "env:\n  NEXT_PUBLIC_API: 'http://ec2-54-180-61-22.eu-west-1.compute.amazonaws.com'\n",
        ),
        ("Dockerfile", "FROM node:20\nENV REACT_APP_API_URL=http://api.cakes.kr\n"),
        ("docker-compose.prod.yml", "args:\n  - VITE_API=http://54.180.61.22\n"),
        (
            "src/environments/environment.prod.ts",
            "export const environment = {\n  apiUrl: 'http://54.180.61.22:3000',\n",
        ),
    ],
)
def test_a_build_that_has_browsers_call_without_tls(path: str, text: str) -> None:
    assert READER.wants(path)
    assert lines(path, text) == [2]


@pytest.mark.parametrize(
    "row",
    [
        "VITE_API_URL=https://api.cakes.kr",
        "VITE_API_URL=http://localhost:8080",
        "VITE_API_URL=http://10.0.3.7:8080",
        "VITE_API_URL=http://backend:8080",
        "# VITE_API_URL=http://54.180.61.22",
        "API_URL=http://54.180.61.22",
        "VITE_API_URL=${API_URL}",
    ],
)
def test_what_speaks_tls_or_is_no_place_of_browsers(row: str) -> None:
    assert lines("web/.env.production", f"{row}\n") == []


@pytest.mark.parametrize("path", [".env", ".env.development", "docker-compose.dev.yml", "docker-compose.override.yml"])
def test_files_of_developers_are_left(path: str) -> None:
    assert not READER.wants(path)


def test_one_of_each_file_is_enough() -> None:
    rows = "VITE_API_URL=http://54.180.61.22:8080\nVITE_WS_URL=http://54.180.61.22:8081\n"
    assert lines(".env.production", rows) == [1]
