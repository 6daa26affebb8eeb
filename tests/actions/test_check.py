"""Checking: what is made ready while files are read, and that it changes nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfast.actions.check import check
from holdfast.actions.read import read_repository
from holdfast.model.product import Product
from holdfast.reports import FORMATS, Format, make_ready, render
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import to_document

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "holdfast.toml").write_text('name = "shop"\nlocale = "ko"\n')
    (tmp_path / "deploy.sh").write_text("#!/bin/sh\ngit pull\npm2 restart shop\n")
    (tmp_path / "GUIDE.md").write_text("# Set up the server\n\n1. Instance type: t3.small\n")
    return tmp_path


def test_a_report_is_made_ready_once_and_for_the_product_of_the_spec(repository: Path) -> None:
    told: list[Product] = []

    check(repository, now=NOW, meanwhile=told.append)

    assert [(one.name, one.locale) for one in told] == [("shop", "ko")]


def test_what_is_done_while_files_are_read_is_done_once_without_any_file_too(tmp_path: Path) -> None:
    done: list[str] = []

    read_repository(tmp_path, meanwhile=lambda: done.append("once"))

    assert done == ["once"]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "asff"])
def test_a_report_that_was_made_ready_is_the_report_that_was_not(repository: Path, form: Format) -> None:
    catalogue = Catalogue("ko")
    document = to_document(check(repository, now=NOW), catalogue, {})
    plain = render(document, catalogue, form)

    make_ready(form, catalogue)

    assert render(document, catalogue, form) == plain
