"""Programs of Flask that are started by their file where visitors are served."""

import pytest

from holdfast.model.facts import ScriptFault

from ..support import told

FLASK = "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run(host='0.0.0.0')\n"
UNIT = "[Service]\nExecStart=/srv/venv/bin/python3 /srv/shop/app.py\n"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"deploy/shop.service": UNIT}, "deploy/shop.service:2"),
        ({"Procfile": "web: python -u app.py\n"}, "Procfile:1"),
        ({"Dockerfile": 'FROM python:3\nCMD ["python", "app.py"]\n'}, "Dockerfile:2"),
        ({"supervisor/shop.conf": "[program:shop]\ncommand=/srv/venv/bin/python app.py\n"}, "supervisor/shop.conf:2"),
        ({"deploy.sh": "git pull\nnohup python3 app.py > log 2>&1 &\n"}, "deploy.sh:2"),
        ({"up.sh": "pm2 start app.py --interpreter python3\n"}, "up.sh:1"),
        ({"run.sh": "python app.py\n"}, ""),
        ({"Dockerfile": 'CMD ["python"' + ', "-u"' * 150 + ', "x"]\n'}, ""),
        ({"Dockerfile.dev": 'FROM python:3\nCMD ["python", "app.py"]\n'}, ""),
        ({"shop.service": UNIT, "Procfile": "web: gunicorn app:app  # python\n"}, ""),
        ({"shop.service": UNIT, "requirements.txt": "flask\nwaitress\n"}, ""),
        ({"shop.service": UNIT.replace("app.py", "worker.py")}, ""),
        ({"shop.service": UNIT, "app.py": FLASK.replace("app.run(host='0.0.0.0')", "serve(app)")}, ""),
    ],
)
def test_flasks_own_server_is_a_developers(files: dict[str, str], place: str) -> None:
    found = told({"app.py": FLASK, **files}, ScriptFault)
    assert [one.split()[0] for one in found if "development-server" in one] == ([place] if place else [])
