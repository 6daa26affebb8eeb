"""Servers in a language that nobody reads."""

import pytest

from holdfast.model.evidence import Gap
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.unread_applications import READER


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("lib/shop_web/router.ex", 'use ShopWeb\nget "/health", A, :b\nplug Corsica, origins: "*"\n', [2, 3]),
        ("app/Api.scala", 'import akka.http\npath("health") { ok }\n', [2]),
        ("src/shop/core.clj", '(:require [ring.middleware.cors])\n(GET "/ping" [] "ok")\n', [2, 1]),
        ("lib/shop/orders.ex", "defmodule Shop.Orders do\n", []),
        ("ios/App.swift", 'import SwiftUI\nlet path = "/health"\n', []),
    ],
)
def test_what_such_a_server_answers_is_unread_and_not_absent(path: str, text: str, told: list[int]) -> None:
    assert READER.wants(path)
    assert [one.at.start_line for one in READER.read(Snippet(path, text)) if isinstance(one, Gap)] == told


def test_tests_of_such_a_server_are_no_server() -> None:
    assert not READER.wants("test/shop_web/router_test.exs")
