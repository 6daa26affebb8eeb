"""Health handlers of NestJS controllers."""

import pytest

from holdfast.model.facts import HealthHandler, ReleaseIdentity

from .support import EXPRESS, NEST, told


def test_terminus_indicators_become_checks_that_fail() -> None:
    code = """
        @Controller('health')
        export class HealthController {
          constructor(private health: HealthCheckService, private db: TypeOrmHealthIndicator) {}

          @Get('ready')
          @HealthCheck()
          check() {
            return this.health.check([
              () => this.db.pingCheck('database'),
              () => this.disk.checkStorage('disk', { path: '/', thresholdPercent: 0.9 }),
              () => this.memory.checkHeap('heap', 150 * 1024 * 1024),
              () => this.http.pingCheck('docs', 'https://docs.nestjs.com'),
            ]);
          }

          @Get('live')
          live() {
            return { status: 'ok', commit: process.env.GIT_SHA };
          }
        }
        """
    files = {"package.json": NEST, "src/health.controller.ts": code}
    assert told(files, HealthHandler) == [
        (
            "src/health.controller.ts:5-14 path=/health/ready role=ready checks=(database, http, disk, memory) fails=True"
            " framework=nestjs"
        ),
        "src/health.controller.ts:16-19 path=/health/live role=live constant=True framework=nestjs version=True",
    ]
    assert "src/health.controller.ts:16-19 shown_in=health source=commit" in told(files, ReleaseIdentity)


@pytest.mark.parametrize(
    ("call", "checks"),
    [
        ("this.prismaHealth.isHealthy('database')", "(database)"),
        ("this.prismaHealth.isHealthy('primary')", "(database)"),
        ("this.drizzleIndicator.checkConnection()", "(database)"),
        ("this.indicator.isHealthy('postgres')", "(database)"),
        ("this.own.check('db', { timeout: 300 })", "(database)"),
        ("this.redisHealth.isHealthy('redis')", "(cache)"),
        ("this.indicator.isHealthy('payments')", ""),
        ("this.indicator.isHealthy('mailbox')", ""),
    ],
)
def test_an_indicator_of_the_applications_own_checks_what_it_is_named_for(call: str, checks: str) -> None:
    code = f"""
        @Controller('health')
        export class H {{
          @Get() @HealthCheck() check() {{ return this.health.check([() => {call}]); }}
        }}
        """
    said = f" checks={checks}" if checks else ""
    assert told({"package.json": NEST, "src/h.ts": code}, HealthHandler) == [
        f"src/h.ts:3 path=/health{said} fails=True framework=nestjs"
    ]


def test_an_empty_terminus_check_is_constant() -> None:
    code = """
        @Controller('health')
        export class H {
          @Get() @HealthCheck() check() { return this.health.check([]); }
        }
        """
    assert told({"package.json": NEST, "src/h.ts": code}, HealthHandler) == [
        "src/h.ts:3 path=/health constant=True framework=nestjs"
    ]


def test_the_global_prefix_counts_except_for_exempt_routes_and_versions_are_added() -> None:
    main = """
        const app = await NestFactory.create(AppModule);
        app.setGlobalPrefix('api', { exclude: ['livez', { path: 'health/(.*)', method: RequestMethod.GET }] });
        app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
        """
    code = """
        @Controller()
        export class A {
          @Get('healthz') a() { return 'ok'; }
          @Get('livez') b() { return 'ok'; }
          @Get('health/ready') c() { return 'ok'; }
        }
        @Controller({ path: 'ping', version: VERSION_NEUTRAL })
        export class B {
          @Get() a() { return 'pong'; }
        }
        """
    assert told({"package.json": NEST, "src/main.ts": main, "src/a.ts": code}, HealthHandler) == [
        "src/a.ts:3 path=/api/v1/healthz constant=True framework=nestjs",
        "src/a.ts:4 path=/livez role=live constant=True framework=nestjs",
        "src/a.ts:5 path=/health/ready role=ready constant=True framework=nestjs",
        "src/a.ts:9 path=/api/ping constant=True framework=nestjs",
    ]


def test_the_service_behind_a_controller_is_followed() -> None:
    controller = """
        import { HealthService } from './health.service';
        @Controller('health')
        export class HealthController {
          constructor(private readonly healthService: HealthService) {}
          @Get()
          async check() {
            return this.healthService.check();
          }
        }
        """
    service = """
        @Injectable()
        export class HealthService {
          async check() {
            try {
              await this.dataSource.query('SELECT 1');
              return { status: 'ok' };
            } catch (error) {
              throw new ServiceUnavailableException('db');
            }
          }
        }
        """
    files = {"package.json": NEST, "src/health.controller.ts": controller, "src/health.service.ts": service}
    assert told(files, HealthHandler) == [
        "src/health.controller.ts:5-8 path=/health checks=(database) fails=True framework=nestjs"
    ]


def test_the_generated_greeting_is_the_only_answer_of_a_fresh_project() -> None:
    controller = """
        @Controller()
        export class AppController {
          constructor(private readonly appService: AppService) {}
          @Get()
          getHello(): string {
            return this.appService.getHello();
          }
        }
        """
    service = "@Injectable()\nexport class AppService {\n  getHello() { return 'Hello World!'; }\n}\n"
    files = {"package.json": NEST, "src/app.controller.ts": controller, "src/app.service.ts": service}
    files["src/app.controller.ts"] = "import { AppService } from './app.service';\n" + controller.lstrip("\n")
    assert told(files, HealthHandler) == ["src/app.controller.ts:5-8 path=/ constant=True framework=nestjs"]


@pytest.mark.parametrize("name", ["healthCheck", "health", "getHealth", "checkHealth"])
def test_a_method_at_the_root_that_is_called_health_is_the_handler_under_any_prefix(name: str) -> None:
    answer = f"  @Get()\n  {name}() {{\n    return {{ message: 'ok' }};\n  }}\n"
    files = {
        "package.json": NEST,
        "src/main.ts": "const app = await NestFactory.create(A);\napp.setGlobalPrefix('api');\n",
        "src/app.controller.ts": f"@Controller()\nexport class A {{\n{answer}}}\n",
    }

    assert told(files, HealthHandler) == ["src/app.controller.ts:3-6 path=/api constant=True framework=nestjs"]


def test_controllers_of_another_framework_answer_alike() -> None:
    code = """
        @JsonController('/health')
        export class Beat {
          @Get()
          beat() {
            return { status: 'ok' };
          }
        }
        """
    [line] = told({"package.json": EXPRESS, "src/beat.ts": code}, HealthHandler)
    assert "path=/health" in line


def test_a_readiness_that_has_nothing_to_check_is_constant() -> None:
    files = {
        "package.json": NEST,
        "src/state.service.ts": """
            @Injectable()
            export class StateService {
              constructor(private readonly terminus: HealthCheckService, private readonly db: TypeOrmHealthIndicator) {}
              ready() { return this.terminus.check([]); }
              whole() { return this.terminus.check([() => this.db.pingCheck('db')]); }
            }
            """,
        "src/state.controller.ts": """
            import { StateService } from './state.service';

            @Controller('health')
            export class StateController {
              constructor(private readonly state: StateService) {}

              @Get('ready')
              ready() { return this.state.ready(); }

              @Get('db')
              whole() { return this.state.whole(); }
            }
            """,
    }
    ready, whole = told(files, HealthHandler)
    assert "path=/health/ready role=ready constant=True" in ready
    assert "checks=(database) fails=True" in whole
