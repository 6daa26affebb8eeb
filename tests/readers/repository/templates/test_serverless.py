"""The Serverless Framework's file: who may call the API from a browser, and what its settings give away."""

from holdfast.readers.repository.templates import READER
from tests.readers.repository.templates.support import read, told

FILE = """
    service: shop
    provider:
      name: aws
      httpApi:
        cors:
          allowedOrigins: [https://www.example.com, '*']
          allowCredentials: true
      environment:
        DB_PASSWORD: q8Zk21LmPxWe
        JWT_SECRET: ${env:JWT_SECRET}
    functions:
      api:
        handler: index.handler
        environment: {ALLOWED_ORIGINS: 'http://localhost:5173'}
        events:
          - http: {path: /orders, method: get, cors: {origin: 'https://shop.example.com'}}
          - http: {path: /, method: get, cors: true}
"""


def test_the_websites_that_it_lists_are_told_and_a_plain_yes_is_not() -> None:
    shown = [line for line in told(read(READER, FILE, "serverless.yml")) if line.startswith("ApplicationCors")]
    assert shown == [
        "ApplicationCors 6 origins=(https://www.example.com, *) credentials=True",
        "ApplicationCors 16 origins=(https://shop.example.com)",
        "ApplicationCors 14 origins=(http://localhost:5173)",
    ]


def test_a_secret_in_a_setting_is_told_and_never_shown() -> None:
    readings = [fact for fact in read(READER, FILE, "serverless.yml") if type(fact).__name__ == "ExposedSecret"]
    assert told(readings) == ["ExposedSecret 9 name=DB_PASSWORD form=password"]
    assert "q8Zk" not in repr(readings)
