"""The ecosystem file with which PM2 starts the application through the launcher."""

import json

from holdfast.host.processes.starting import launch_words, processes_of
from holdfast.model.product import Product


def render_ecosystem(product: Product, environment: str) -> str:
    """`ecosystem.config.js` as text; the same spec gives the same bytes.

    Secrets are not in it: the launcher fetches them at each start, so PM2's dump on disk does not carry them either.

    Raises:
        SpecError: the spec names no command that could be started.
    """
    words = launch_words(product, environment)
    apps = [
        {
            "name": process.name,
            "script": "holdfast",
            # Not a script of Node's: PM2 runs it as it is, and after the start it is the application.
            "interpreter": "none",
            "args": list(words),
            "exec_mode": "fork",
            "instances": 1,
            "env": {"PORT": str(process.port), "HOLDFAST_ENVIRONMENT": environment},
            # PM2 kills after 1.6 s when it is not told: too soon for a request in flight.
            "kill_timeout": product.service.proxy.timeout_seconds * 1000,
            # A start that fails is tried again, ever more slowly, up to every 15 s.
            "exp_backoff_restart_delay": 200,
        }
        for process in processes_of(product)
    ]
    return (
        f"// {product.name} in {environment}, made by `holdfast render pm2` from holdfast.toml.\n"
        "// Start it in the folder of holdfast.toml: pm2 start ecosystem.config.js\n"
        f"module.exports = {json.dumps({'apps': apps}, indent=2)};\n"
    )
