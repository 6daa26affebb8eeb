"""What sets a server up, and what is done again for each release."""

import pytest

from holdfast.readers.repository.guides.first import sets_up


@pytest.mark.parametrize(
    "text",
    [
        "git clone https://example.com/shop.git\ncd shop && npm ci\npm2 start ecosystem.config.js\npm2 save\n",
        "sudo cp shop.service /etc/systemd/system/\nsudo systemctl daemon-reload\nsudo systemctl enable shop\nsudo systemctl start shop\n",
        "git clone https://example.com/shop.git\nsudo systemctl restart nginx\n./deploy.sh\n",
        "ssh app@host 'git clone git@example.com:shop.git && docker compose up -d'\n",
    ],
)
def test_a_clone_or_a_service_that_is_enabled_sets_a_server_up(text: str) -> None:
    assert sets_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "git pull\nnpm ci\npm2 restart shop\npm2 save\n",
        "rsync -a ./ app@host:/srv/shop/\nssh app@host 'sudo systemctl restart shop'\n",
        "cd shop\n./deploy.sh\n",
        "docker compose up -d --build\n",
    ],
)
def test_a_pull_a_restart_and_a_script_that_deploys_come_again(text: str) -> None:
    assert not sets_up(text)
