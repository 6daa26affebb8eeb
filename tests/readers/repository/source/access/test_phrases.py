"""Keys that sign sessions, written out as words with blanks between them."""

import pytest

from holdfast.model.facts import ExposedSecret

from ..support import told


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('app.config["SECRET_KEY"] = "river of harbors"', True),
        ("app.config.update(dict(SECRET_KEY='river of harbors'))", True),
        ("app.config.update(SECRET_KEY='river of harbors', DEBUG=False)", True),
        ("app.secret_key = 'river of harbors'", True),
        ("app.secret_key = b'_5y2LF4Q8zxec'", True),
        ("SECRET_KEY = 'hard to guess string'", True),
        ("LABELS = {'SECRET_KEY': 'Secret key'}", False),
        ("ERRORS = dict(SECRET_KEY='must be set before the start')", False),
        ("SECRET_KEY = 'river of %s' % NAME", False),
        ("SECRET_KEY = os.environ['SECRET_KEY']", False),
        ("CREATED_SECRET = 'Secret created'", False),
    ],
)
def test_what_signs_sessions_is_out_whatever_the_words_are(line: str, *, shown: bool) -> None:
    text = f"import os\nfrom flask import Flask\n\napp = Flask(__name__)\n{line}\n"
    found = told({"requirements.txt": "flask\n", "app.py": text}, ExposedSecret)

    assert [one.split()[0] for one in found] == (["app.py:5"] if shown else [])
