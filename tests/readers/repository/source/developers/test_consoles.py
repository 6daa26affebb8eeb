"""Consoles that an application carries, where nothing asks who comes."""

import pytest

from holdfast.model.facts import OpenManagement

from ..support import told

_GEMS = {"Gemfile": 'gem "rails"\ngem "sidekiq"\n'}
_ROUTES = "Rails.application.routes.draw do\n%s\nend\n"


def rails(routes: str, **files: str) -> list[str]:
    return told({**_GEMS, "config/routes.rb": _ROUTES % routes, **files}, OpenManagement)


@pytest.mark.parametrize(
    "row",
    [
        '  mount Sidekiq::Web => "/sidekiq"',
        '  mount Sidekiq::Web, at: "/jobs"',
        "  namespace :admin do\n    mount(GoodJob::Engine => 'good_job')\n  end",
        '  mount Resque::Server.new, at: "/resque"',
        '  mount Flipper::UI.app(Flipper) => "/flipper"',
    ],
)
def test_one_that_is_mounted_without_a_guard_is_open(row: str) -> None:
    (said,) = rails(row)
    assert said.startswith(f"config/routes.rb:{2 + row.count('do')}")


@pytest.mark.parametrize(
    "row",
    [
        '  authenticate :user, ->(user) { user.admin? } do\n    mount Sidekiq::Web => "/sidekiq"\n  end',
        '  constraints AdminOnly.new do\n    mount Sidekiq::Web => "/sidekiq"\n  end',
        '  mount Sidekiq::Web => "/sidekiq", constraints: AdminOnly.new',
        '  mount Sidekiq::Web => "/sidekiq" if Rails.env.development?',
        '  unless Rails.env.production?\n    mount Sidekiq::Web => "/sidekiq"\n  end',
        '  # mount Sidekiq::Web => "/sidekiq"',
        '  mount ActionCable.server => "/cable"',
    ],
)
def test_one_behind_a_guard_is_none(row: str) -> None:
    assert rails(row) == []


def test_one_that_asks_for_a_password_itself_is_none() -> None:
    asks = "Sidekiq::Web.use(Rack::Auth::Basic) do |user, password|\n  true\nend\n"
    assert rails('  mount Sidekiq::Web => "/sidekiq"', **{"config/initializers/sidekiq.rb": asks}) == []


_BOARD = """\
const express = require("express");
const { createBullBoard } = require("@bull-board/api");
const app = express();
%s
app.listen(3000);
"""


@pytest.mark.parametrize(
    ("row", "opened"),
    [
        ('app.use("/admin/queues", serverAdapter.getRouter());', True),
        ('app.use("/admin/queues", basicAuth({ users }), serverAdapter.getRouter());', False),
        ('app.use("/admin", requireLogin);\napp.use("/admin/queues", serverAdapter.getRouter());', False),
        (
            'if (process.env.NODE_ENV !== "production") {\n  app.use("/queues", serverAdapter.getRouter());\n}',
            False,
        ),
    ],
)
def test_so_is_the_board_of_bull(row: str, *, opened: bool) -> None:
    package = '{"dependencies": {"express": "4", "@bull-board/express": "5"}}'
    assert bool(told({"package.json": package, "server.js": _BOARD % row}, OpenManagement)) is opened
