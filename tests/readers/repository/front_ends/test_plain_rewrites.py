"""Where a front end's host passes on over the internet, without TLS."""

import pytest

from holdfast.model.facts import PlainAddress
from holdfast.readers.repository import nginx
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.front_ends.plain_rewrites import READER, is_open_host


def lines(path: str, text: str) -> list[int]:
    assert READER.wants(path)
    found = [one for one in READER.read(Snippet(path, text)) if isinstance(one, PlainAddress)]
    assert all(one.passed_on for one in found)
    return [one.at.start_line for one in found]


_VERCEL = """\
{
  "rewrites": [
    { "source": "/api/:path*", "destination": "%s/api/:path*" },
    { "source": "/(.*)", "destination": "/index.html" }
  ]
}
"""


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://54.180.23.61:8080", [3]),
        ("http://ec2-54-180-23-61.ap-northeast-2.compute.amazonaws.com", [3]),
        ("http://cakes-alb-1529.ap-northeast-1.elb.amazonaws.com", [3]),
        ("http://api.cakes.kr", [3]),
        ("https://api.cakes.kr", []),
        ("http://localhost:8080", []),
        ("http://127.0.0.1:8080", []),
        ("http://10.0.3.7:8080", []),
        ("http://backend:8080", []),
        ("http://api.cakes.internal", []),
        ("http://api.cakes.svc.cluster.local:80", []),
        ("http://cakes.s3-website.ap-northeast-2.amazonaws.com", []),
        ("http://your-domain.com", []),
        ("http://1.2.3.4", []),
        ("http://$BACKEND", []),
    ],
)
def test_a_rewrite_of_vercel_to_a_host_on_the_internet(address: str, told: list[int]) -> None:
    assert lines("web/vercel.json", _VERCEL % address) == told


_BY_STAGE = "module.exports = {\n  async rewrites() {\n    return [{ source: '/api', destination: %s %s }];\n  },\n};\n"


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (
            "netlify.toml",
            '[[redirects]]\n  from = "/api/*"\n  to = "http://54.180.23.61/:splat"\n  status = 200\n',
            [3],
        ),
        ("netlify.toml", '[build]\n  # to = "http://54.180.23.61"\n  command = "curl http://54.180.23.61"\n', []),
        ("netlify.toml", '[[redirects]]\n  status = 200\n  to = "http://54.180.23.61"\n[[headers]]\n', [3]),
        ("netlify.toml", '[[redirects]]\n  from = "/old"\n  to = "http://old.cakes.kr"\n  status = 301\n', []),
        ("_redirects", "/old  http://old.cakes.kr  301\n/news  http://news.cakes.kr\n", []),
        (
            "vercel.json",
            '{"redirects": [\n{"source": "/old", "destination": "http://old.cakes.kr"}\n],\n"rewrites": []}\n',
            [],
        ),
        (
            "next.config.ts",
            "export default {\n  async redirects() {\n    return [{ destination: 'http://old.cakes.kr' }];\n  },\n};\n",
            [],
        ),
        ("public/_redirects", "/api/*  http://54.180.23.61:8080/:splat  200\n/*  /index.html  200\n", [1]),
        (
            "next.config.mjs",
            "export default {\n  async rewrites() {\n    return [{ source: '/api/:p*', destination: 'http://54.180.23.61:80/:p*' }];\n  },\n};\n",
            [3],
        ),
        (
            "next.config.js",
            (
                "const API = process.env.API || 'http://54.180.23.61';\nmodule.exports = {\n  async rewrites() {\n"
                "    return [{ source: '/api/:p*', destination: `${API}/:p*` }];\n  },\n};\n"
            ),
            [1],
        ),
        ("next.config.js", _BY_STAGE % ("dev ? 'http://54.180.23.61' :", "'https://api.cakes.kr'"), []),
        (
            "next.config.js",
            _BY_STAGE % ("stage === 'production' ? 'https://api.cakes.kr' :", "'http://54.180.23.61'"),
            [],
        ),
        ("next.config.js", _BY_STAGE % ("dev ? 'http://localhost:8080' :", "'http://54.180.23.61'"), [3]),
        ("next.config.js", "module.exports = {\n  images: { domains: ['http://54.180.23.61'] },\n};\n", []),
        (
            "next.config.js",
            "module.exports = {\n  async rewrites() {\n    // destination: 'http://54.180.23.61'\n    return [];\n  },\n};\n",
            [],
        ),
        (
            "nuxt.config.ts",
            "export default defineNuxtConfig({\n  routeRules: {\n    '/api/**': { proxy: 'http://api.cakes.kr/**' },\n  },\n})\n",
            [3],
        ),
    ],
)
def test_other_front_ends_say_it_in_their_own_way(path: str, text: str, told: list[int]) -> None:
    assert lines(path, text) == told


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("http://54.180.23.61:8080", [4]),
        ("http://127.0.0.1:3000", []),
        ("http://api:3000", []),
        ("http://cakes-alb-1529.ap-northeast-1.elb.amazonaws.com", []),
        ("https://54.180.23.61", []),
    ],
)
def test_a_proxy_of_ones_own_hops_only_to_another_machine(to: str, told: list[int]) -> None:
    text = f"server {{\n  listen 80;\n  location / {{\n    proxy_pass {to};\n  }}\n}}\n"
    found = [one for one in nginx.READER.read(Snippet("nginx/site.conf", text)) if isinstance(one, PlainAddress)]
    assert [one.at.start_line for one in found] == told


def test_a_name_is_open_when_people_can_look_it_up() -> None:
    assert [
        host for host in ("cakes.kr", "db.local", "internal-alb.elb.amazonaws.com", "8.8.8.8") if is_open_host(host)
    ] == ["cakes.kr"]
