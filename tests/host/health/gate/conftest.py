"""One real Nginx, rendered as `holdfast render nginx` does, before small applications; shared by a module's tests."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from holdfast.host.health.gate import Gate, NginxReload, server_lines
from holdfast.host.health.nginx import Layout, render_site
from holdfast.model.product import Product
from holdfast.rig.nginx import Nginx
from holdfast.rig.ports import free_port
from tests.host.health.gate.support import App

ORIGINS = ("https://www.shop.example", "https://seller.shop.example", "http://localhost:5173")


@dataclass(frozen=True)
class House:
    """A host: Nginx on `port`, applications, an agent's stand-in, and the gate's files."""

    nginx: Nginx
    port: int
    apps: tuple[App, ...]
    agent: App
    layout: Layout
    product: Product
    gate: Gate
    log: Path

    def new_gate(self) -> Gate:
        """As after a restart of the agent."""
        return Gate(
            self.layout.run_folder, "shop-production", self.servers, self.product.service.ports, reload_of(self.nginx)
        )

    @property
    def servers(self) -> Path:
        return self.layout.upstream_folder / "shop-production.servers.conf"


def reload_of(nginx: Nginx) -> NginxReload:
    """The reload that the agent does, for an Nginx of the rig."""
    folder = nginx.folder
    options = ("-p", f"{folder}/", "-c", f"{folder}/nginx.conf", "-e", str(nginx.error_log))
    return NginxReload((str(nginx.binary), *options, "-g", f"pid {folder}/nginx.pid;"))


def product_on(ports: tuple[int, ...], agent: int, proxy: Mapping[str, object] | None = None) -> Product:
    """A product whose application listens on these ports."""
    return Product.model_validate(
        {
            "name": "shop",
            "service": {
                "port": ports[0],
                "more_ports": ports[1:],
                "health": {"port": agent},
                "proxy": {"body_mib": 3, "websockets": ["/socket.io/"], **(proxy or {})},
            },
            "environments": {"production": {"domains": ["api.shop.example"], "origins": ORIGINS}},
        }
    )


def house_in(folder: Path, count: int, stack: ExitStack) -> House:
    """Everything started; ended by `stack`."""
    # As the application of a Nest.js product does it: with its own answer on origins, which the proxy replaces.
    apps = tuple(App(free_port(), {"Access-Control-Allow-Origin": "*"}) for _ in range(count))
    agent, port = App(free_port()), free_port()
    product = product_on(tuple(app.port for app in apps), agent.port)
    for name in ("run", "upstreams", "log"):
        (folder / name).mkdir()
    layout = Layout(
        run_folder=folder / "run", upstream_folder=folder / "upstreams", log_folder=folder / "log", http_port=port
    )
    servers = layout.upstream_folder / "shop-production.servers.conf"
    servers.write_text(server_lines(product.service.ports, product.service.ports), encoding="utf-8")
    nginx = Nginx(folder / "nginx", render_site(product, "production", locale="ko", layout=layout))
    for app in (*apps, agent):
        stack.enter_context(app)
    stack.enter_context(nginx)
    gate = Gate(layout.run_folder, "shop-production", servers, product.service.ports, reload_of(nginx))
    log = layout.log_folder / "holdfast-shop-production.json"
    return House(nginx, port, apps, agent, layout, product, gate, log)


@pytest.fixture(scope="module")
def short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gate-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_single(short_folder: Path) -> Iterator[House]:
    with ExitStack() as stack:
        (short_folder / "single").mkdir()
        yield house_in(short_folder / "single", 1, stack)


@pytest.fixture(scope="module")
def shared_several(short_folder: Path) -> Iterator[House]:
    with ExitStack() as stack:
        (short_folder / "several").mkdir()
        yield house_in(short_folder / "several", 3, stack)


def as_new(house: House) -> House:
    house.gate.places.draining.unlink(missing_ok=True)
    for app in (*house.apps, house.agent):
        app.stop()
        app.start()
        app.status = 200
    house.gate.update(ready=True, upstreams={})
    return house


@pytest.fixture
def single(shared_single: House) -> House:
    """One application on one port."""
    return as_new(shared_single)


@pytest.fixture
def several(shared_several: House) -> House:
    """One application on three ports."""
    return as_new(shared_several)
