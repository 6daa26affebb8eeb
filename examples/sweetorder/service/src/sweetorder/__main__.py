"""`python -m sweetorder [serve | migrate | token ROLE NAME]`."""

import argparse
import os
import sys
from pathlib import Path

from sweetorder.orders import Role
from sweetorder.settings import EX_CONFIG, Settings, SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"
GRACE_SECONDS = 20


def main(words: list[str] | None = None) -> int:
    """Do what the command line says; the exit status."""
    parser = argparse.ArgumentParser(prog="sweetorder", description="Takes the orders of neighbourhood cake shops.")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="take orders (when no command is given)")
    commands.add_parser("migrate", help="bring the database to the newest tables")
    token = commands.add_parser("token", help="print a token for somebody")
    token.add_argument("role", type=Role, choices=list(Role))
    token.add_argument("name")
    given = parser.parse_args(words)
    try:
        settings = Settings.from_environ(os.environ)
    except SettingsError as error:
        print("sweetorder does not start:", *error.problems, sep="\n  ", file=sys.stderr)
        return EX_CONFIG
    if given.command == "migrate":
        return _migrate(settings)
    if given.command == "token":
        return _token(settings, given.role, given.name)
    return _serve(settings)


def _serve(settings: Settings) -> int:
    import uvicorn

    from sweetorder.web import create_app

    uvicorn.run(
        create_app(settings),
        host="127.0.0.1",
        port=settings.port,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        server_header=False,
        # Nginx writes one line per request already.
        access_log=False,
    )
    return 0


def _migrate(settings: Settings) -> int:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = settings.database_url
    command.upgrade(config, "head")
    return 0


def _token(settings: Settings, role: Role, name: str) -> int:
    from sweetorder.tokens import Caller, Tokens

    try:
        print(Tokens(settings.token_key, settings.session_minutes).issue(Caller(role, name)))
    except ValueError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
