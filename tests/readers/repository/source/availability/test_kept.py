"""What an application keeps in Redis, by the packages that it lists."""

import pytest

from holdfast.model.facts import KeptInCache

from ..support import told


@pytest.mark.parametrize(
    ("manifest", "text", "shown"),
    [
        ("package.json", '{"dependencies": {\n "express": "4",\n "connect-redis": "7"}}', "3 what=sessions"),
        ("package.json", '{"dependencies": {\n "express": "4",\n "@nestjs/bullmq": "10"}}', "3 what=jobs"),
        ("package.json", '{"dependencies": {\n "express": "4",\n "bull-board": "1", "redis": "4"}}', ""),
        ("requirements.txt", "flask\ncelery==5.4\nredis==5.0\n", "2 what=jobs"),
        ("requirements.txt", "flask\ncelery[redis]==5.4\n", "2 what=jobs"),
        ("requirements.txt", "flask\ncelery[sqs]==5.4\n", ""),
        ("requirements.txt", "flask\nredis\n", ""),
        ("build.gradle", "implementation 'org.springframework.session:spring-session-data-redis'", "1 what=sessions"),
        ("Gemfile", "gem 'rails'\ngem 'sidekiq', '~> 7'\n", "2 what=jobs"),
        ("go.mod", "module shop\nrequire github.com/hibiken/asynq v0.24.1\n", "2 what=jobs"),
        ("composer.json", '{"require": {\n "laravel/horizon": "^5"}}', "2 what=jobs"),
    ],
)
def test_packages_that_keep_sessions_or_jobs_in_redis_are_told(manifest: str, text: str, shown: str) -> None:
    kept = told({manifest: text}, KeptInCache)
    assert [line.partition(":")[2] for line in kept] == ([shown] if shown else [])
