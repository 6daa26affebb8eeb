"""Words to be filled in, in the file of settings that a script writes on a server."""

import pytest

from holdfast.model.facts import StandIn
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("name", "script", "expected"),
    [
        ("setup-ec2.sh", "cat > .env << 'EOF'\nPORT=80\nJWT_SECRET=change-me\nEOF\n", ["3-3 JWT_SECRET"]),
        (
            "deploy.sh",
            (
                "cat > /srv/shop/.env <<EOF\nDB_PASSWORD=your_password_here\nPORT=80\nSECRET_KEY=<secret key>\nEOF\n"
                "systemctl restart shop\n"
            ),
            ["2-4 DB_PASSWORD, SECRET_KEY"],
        ),
        ("install_server.sh", "sudo tee /srv/shop/.env <<'EOF'\nAPI_KEY=REPLACE_ME\nEOF\n", ["2-2 API_KEY"]),
        (
            "setup-ec2.sh",
            "echo JWT_SECRET=change-me > .env\necho PORT=80 >> .env\nprintf 'API_KEY=your_key\\n' >> .env\n",
            ["1-3 JWT_SECRET, API_KEY"],
        ),
        (
            "setup-ec2.sh",
            "cat <<EOF | sudo tee /srv/.env >/dev/null\nJWT_SECRET=todo-change-this\nEOF\n",
            ["2-2 JWT_SECRET"],
        ),
        (
            "EC2-QUICK-SETUP.sh",
            "HOST=your-domain\nJWT_SECRET='your_secret_here'\ncat > .env <<EOF\nJWT_SECRET=$JWT_SECRET\nH=$HOST\nEOF\n",
            ["2-2 JWT_SECRET"],
        ),
        ("setup-ec2.sh", "WORD=$1\ncat > .env <<EOF\nJWT_SECRET=$WORD\nEOF\n", []),
        ("setup-ec2.sh", "WORD=change-me\ncat > .env <<'EOF'\nJWT_SECRET=$WORD\nEOF\n", []),
        ("ec2-dev-setup.sh", "cat > .env << 'EOF'\nJWT_SECRET=change-me\nEOF\n", []),
        ("setup-ec2.sh", "cat > .env << EOF\nJWT_SECRET=$(openssl rand -hex 32)\nEOF\n", []),
        ("setup-ec2.sh", "cat > .env.example << 'EOF'\nJWT_SECRET=change-me\nEOF\n", []),
        ("setup-ec2.sh", "cat > .env << 'EOF'\nHOST=your-domain.com\nEOF\n", []),
        ("setup-ec2.sh", "cat > .env << 'EOF'\nJWT_SECRET=change-me\nEOF\nsed -i s/change-me/$1/ .env\n", []),
        ("setup-local.sh", "cat > .env << 'EOF'\nJWT_SECRET=change-me\nEOF\n", []),
    ],
)
def test_a_secret_that_only_keeps_its_place_is_told_where_the_script_writes_it(
    name: str, script: str, expected: list[str]
) -> None:
    found = [fact for fact in facts_of(Snippet(name, script)) if isinstance(fact, StandIn)]
    assert [f"{fact.at.start_line}-{fact.at.end_line} {fact.name}" for fact in found] == expected
