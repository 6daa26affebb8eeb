"""Addresses of a developer's machine in what browsers are given."""

import pytest

from holdfast.model.facts import StandIn

from ..support import EXPRESS, told

_REACT = '{"dependencies": {"react": "^18", "vite": "^5"}}'


@pytest.mark.parametrize(
    ("path", "code", "name"),
    [
        ("api.ts", "const base = import.meta.env.VITE_API_URL || 'http://localhost:4000';\n", "VITE_API_URL"),
        ("api.ts", "const base = (import.meta.env.VITE_API_URL as string) ?? `http://localhost/v1`;\n", "VITE_API_URL"),
        ("api.js", "const base = process.env.REACT_APP_API ||\n  'http://127.0.0.1:4000';\n", "REACT_APP_API"),
        ("live.js", "const feed = process.env['NEXT_PUBLIC_FEED'] || 'ws://localhost:4001';\n", "NEXT_PUBLIC_FEED"),
        ("http.js", "export default axios.create({ baseURL: 'http://localhost:4000/api' });\n", "baseURL"),
        ("http.js", "const API_BASE_URL = 'http://localhost:4000/api';\n", "API_BASE_URL"),
        ("api.ts", "const base = import.meta.env.DEV ? 'http://localhost:4000' : '/api';\n", None),
        ("api.ts", "const apiUrl = dev ? '' : import.meta.env.VITE_API_URL || 'http://localhost:4000';\n", None),
        ("environment.ts", "export const e = {\n production: false,\n apiUrl: 'http://localhost:4000' };\n", None),
        ("api.dev.ts", "const base = import.meta.env.VITE_API_URL || 'http://localhost:4000';\n", None),
        ("api.ts", "const base = import.meta.env.VITE_API_URL;\n", None),
        ("api.ts", "// const API_URL = 'http://localhost:4000';\n", None),
        (
            "nuxt.config.ts",
            "export default defineNuxtConfig({\n runtimeConfig: {\n  api: process.env.API_BASE ?? 'http://localhost',\n } })\n",
            "API_BASE",
        ),
        (
            "nuxt.config.ts",
            (
                "export default defineNuxtConfig({\n runtimeConfig: {},\n nitro: { devProxy: {\n"
                "  '/api': { target: process.env.API_BASE || 'http://localhost:4000' } } } })\n"
            ),
            None,
        ),
        ("vite.config.ts", "const t = process.env.VITE_API_URL || 'http://localhost:4000';\n", None),
    ],
)
def test_a_bundle_calls_each_visitors_own_machine(path: str, code: str, name: str | None) -> None:
    found = told({"web/package.json": _REACT, f"web/src/{path}": code}, StandIn)
    assert [one.rpartition("name=")[2] for one in found] == ([name] if name else [])


def test_what_a_build_is_given_by_its_name_stands_in_for_nothing() -> None:
    code = "const base = import.meta.env.VITE_API_URL || 'http://localhost:4000';\n"
    files = {"web/package.json": _REACT, "web/src/api.ts": code}
    workflow = {".github/workflows/web.yml": "env:\n  VITE_API_URL: https://api.shop.kr\n"}
    assert told({**files, **workflow}, StandIn) == []
    assert len(told({**files, "README.md": "Set VITE_API_URL."}, StandIn)) == 1


def test_a_name_is_told_once_where_it_is_most_at_home() -> None:
    code = "const base = import.meta.env.VITE_API_URL || 'http://localhost:4000';\n"
    files = {f"web/src/{name}": code for name in ("Cart.tsx", "api/client.ts", "pages/Login.tsx")}
    [found] = told({"web/package.json": _REACT, **files}, StandIn)
    assert found.startswith("web/src/api/client.ts:1 ")


def test_a_server_may_call_its_own_machine() -> None:
    code = "const baseURL = 'http://localhost:4000';\n"
    assert told({"package.json": EXPRESS, "src/index.js": code}, StandIn) == []
