"""Folders on the host out of which a server hands out what users have handed in."""

import pytest

from holdfast.model.facts import KeptFiles
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.nginx import READER


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ("location /uploads/ {\n  alias /var/www/shop/uploads/;\n}\n", 4),
        ("location /files/ {\n  alias /home/ubuntu/shop/uploads/;\n}\n", 4),
        ("location ^~ /media/ {\n  root /srv/shop;\n}\n", 4),
        ("location /media/ {\n  alias /mnt/efs/media/;\n}\n", None),
        ("location /static/ {\n  alias /srv/shop/static/;\n}\n", None),
        ("location /uploads/ {\n  proxy_pass http://app:80;\n}\n", None),
        ("location / {\n  root /srv/shop/public;\n}\n", None),
    ],
)
def test_a_folder_that_is_called_after_what_users_hand_in(location: str, line: int | None) -> None:
    text = f"server {{\nlisten 80;\n{location}}}\n"
    found = [one for one in READER.read(Snippet("nginx/site.conf", text)) if isinstance(one, KeptFiles)]
    assert [(one.at.start_line, one.keeper) for one in found] == ([(line, "server")] if line else [])
