"""What answers at an application's first page."""

import pytest

from holdfast.model.facts import ServesHttp

from .support import EXPRESS, NEST, read

LISTENS = "app.listen(3000);\n"


@pytest.mark.parametrize(
    ("files", "page"),
    [
        (
            {"package.json": EXPRESS, "app.js": f"app.get('/', (req, res) => {{\n  res.send('hi');\n}});\n{LISTENS}"},
            "app.js:1-3",
        ),
        ({"package.json": EXPRESS, "app.js": f"app.get('/cakes', (req, res) => res.send('hi'));\n{LISTENS}"}, None),
        ({"package.json": EXPRESS, "app.js": f"app.use('/', cakes);\n{LISTENS}"}, None),
        ({"package.json": EXPRESS, "app.js": f"// app.get('/', (req, res) => res.send('hi'));\n{LISTENS}"}, None),
        (
            {
                "package.json": NEST,
                "src/main.ts": "const app = await NestFactory.create(AppModule);\nawait app.listen(3000);\n",
                "src/app.controller.ts": "@Controller()\nexport class A {\n  @Get()\n  hello() { return 'hi'; }\n}\n",
            },
            "src/app.controller.ts:3-4",
        ),
        (
            {
                "package.json": NEST,
                "src/main.ts": "const app = await NestFactory.create(AppModule);\nawait app.listen(3000);\n",
                "src/cakes.controller.ts": "@Controller('cakes')\nexport class A {\n  @Get()\n  all() {}\n}\n",
            },
            None,
        ),
        (
            {
                "requirements.txt": "fastapi\n",
                "main.py": (
                    "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef root():\n    return {}\n"
                    "@app.get('/a')\ndef a():\n    return 1\n"
                ),
            },
            "main.py:3-5",
        ),
        (
            {
                "go.mod": "module shop\n",
                "main.go": 'package main\nfunc main() {\n\thttp.HandleFunc("/", index)\n\thttp.ListenAndServe(":80", nil)\n}\n',
            },
            "main.go:3",
        ),
    ],
)
def test_the_first_page_is_shown_at_its_route(files: dict[str, str], page: str | None) -> None:
    [fact] = [one for one in read(files) if isinstance(one, ServesHttp)]
    assert (str(fact.places["page"]) if "page" in fact.places else None) == page
