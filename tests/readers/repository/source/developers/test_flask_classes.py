"""Classes of settings among which a variable chooses in Flask."""

import pytest

from holdfast.model.facts import DeveloperMode

from ..support import told

CLASSES = """
    class DevelopmentConfig:
        DEBUG = True


    class ProductionConfig:
        DEBUG = False


    known = {{'development': DevelopmentConfig, 'default': {default}}}
    """
RUN = "import os\nfrom flask import Flask\nfrom app import create_app\n\napp = create_app({given})\n"


@pytest.mark.parametrize(
    ("given", "default", "beside", "shown"),
    [
        ("os.getenv('FLASK_CONFIG') or 'default'", "DevelopmentConfig", {}, True),
        ("os.getenv('FLASK_CONFIG', 'development')", "ProductionConfig", {}, True),
        ("os.getenv('FLASK_CONFIG') or 'default'", "ProductionConfig", {}, False),
        ("os.getenv('FLASK_CONFIG', 'production')", "DevelopmentConfig", {}, False),
        (
            "os.getenv('FLASK_CONFIG', 'development')",
            "DevelopmentConfig",
            {"Dockerfile": "FROM python\nENV FLASK_CONFIG=production\n"},
            False,
        ),
    ],
)
def test_what_is_chosen_where_nobody_gives_the_variable(
    given: str, default: str, beside: dict[str, str], *, shown: bool
) -> None:
    files = {"config.py": CLASSES.format(default=default), "run.py": RUN.format(given=given), **beside}
    assert told(files, DeveloperMode) == (["run.py:5 to=run.py name=FLASK_CONFIG"] if shown else [])


@pytest.mark.parametrize(("otherwise", "shown"), [("DevelopmentConfig", True), ("ProductionConfig", False)])
def test_what_is_taken_wherever_it_is_not_production(otherwise: str, *, shown: bool) -> None:
    code = f"""
        import os
        from flask import Flask

        if os.getenv('FLASK_ENV') == 'production':
            app.config.from_object('config.ProductionConfig')
        else:
            app.config.from_object('config.{otherwise}')
        """
    files = {"config.py": CLASSES.format(default="ProductionConfig"), "wsgi.py": code}
    assert told(files, DeveloperMode) == (["wsgi.py:6-7 to=wsgi.py name=FLASK_ENV"] if shown else [])
