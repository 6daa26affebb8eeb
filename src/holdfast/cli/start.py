"""Where the program begins: what modules compile to is at hand before the first large one is loaded."""

from holdfast.actions.modules import kept_modules


def main() -> None:
    """Run the command line."""
    with kept_modules():
        from holdfast.cli.main import main as run

        run()
