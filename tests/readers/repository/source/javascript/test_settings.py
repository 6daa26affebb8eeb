"""What happens in JavaScript servers when a setting is missing."""

import pytest

from holdfast.model.facts import ConfigurationLoader, ReadsSetting, RequiredSettings
from tests.readers.repository.source.support import EXPRESS, NEST, read, told


def _said(code: str, path: str = "src/config.ts", package: str = EXPRESS, **more: str) -> list[str]:
    return told({"package.json": package, path: code, **more}, ConfigurationLoader, RequiredSettings)


def test_a_secrets_loader_that_only_complains_is_told_once_from_its_test_to_its_handler() -> None:
    code = """
        export async function loadSecrets(): Promise<void> {
          const arn = process.env.SECRETS_ARN;
          if (!arn) {
            console.warn('SECRETS_ARN 없음, 건너뜀');
            return;
          }
          try {
            const out = await client.send(new GetSecretValueCommand({ SecretId: arn }));
            Object.assign(process.env, JSON.parse(out.SecretString!));
          } catch (e) {
            console.error('failed to load secrets', e);
          }
        }
        """
    assert _said(code, package=NEST) == ["src/config.ts:3-12 source=secrets-manager missing=warns names=(SECRETS_ARN)"]


def test_a_secrets_loader_that_throws_again_fails() -> None:
    code = """
        try {
          await client.send(new GetSecretValueCommand({ SecretId: 'app' }));
        } catch (e) {
          logger.error(e);
          throw e;
        }
        """
    assert _said(code) == ["src/config.ts:3-6 source=secrets-manager missing=fails"]


@pytest.mark.parametrize(
    ("code", "told_as"),
    [
        (
            "const s = process.env.JWT_SECRET || 'my-secret-key';",
            "1 source=environment missing=default names=(JWT_SECRET)",
        ),
        ("const s = process.env['JWT_SECRET'] ?? `abc123`;", "1 source=environment missing=default names=(JWT_SECRET)"),
        ("const { JWT_SECRET = 'abc' } = process.env;", "1 source=environment missing=default names=(JWT_SECRET)"),
        ("a = config.get('JWT_SECRET', 'abc');", "1 source=environment missing=default names=(JWT_SECRET)"),
        (
            "a = configService.get<string>('JWT_SECRET') || 'abc';",
            "1 source=environment missing=default names=(JWT_SECRET)",
        ),
        ("const { JWT_SECRET = '' } = process.env;", "1 source=environment missing=silent names=(JWT_SECRET)"),
        ("const s = process.env.JWT_SECRET || '';", "1 source=environment missing=silent names=(JWT_SECRET)"),
        ("process.env.JWT_SECRET ||= 'abc';", "1 source=environment missing=default names=(JWT_SECRET)"),
        (
            "const fronts = process.env.FRONT_URL?.split(',') ?? ['http://localhost:3000'];",
            "1 source=environment missing=silent names=(FRONT_URL)",
        ),
        (
            "const fronts = process.env.FRONT_URL ? process.env.FRONT_URL.split(',') : ['http://localhost:3000'];",
            "1 source=environment missing=silent names=(FRONT_URL)",
        ),
        ("const s = process.env.JWT_SECRET!;", "1 source=environment missing=silent names=(JWT_SECRET)"),
    ],
)
def test_defaults_of_secrets_and_silence_are_told_apart(code: str, told_as: str) -> None:
    assert _said(code) == [f"src/config.ts:{told_as}"]


@pytest.mark.parametrize(
    "code",
    [
        "app.listen(process.env.PORT || 3000);",
        "const host = process.env.HOST || 'localhost';",
        "if (process.env.NODE_ENV === 'production') { start(); }",
        "// const s = process.env.JWT_SECRET || 'secret';",
        "const key = process.env.NEXT_PUBLIC_MAP_KEY || 'abc';",
        "console.log('key', process.env.API_SECRET);",
        "  this.logger.log(`mail: ${configService.get('MAIL_URL')}`);",
    ],
)
def test_settings_that_are_no_secrets_and_comments_say_nothing(code: str) -> None:
    assert _said(code) == []


@pytest.mark.parametrize(
    ("code", "lines", "tool"),
    [
        (
            (
                "export const env = z.object({ DATABASE_URL: z.string(), JWT_SECRET: z.string(), X: z.string().optional() })"
                ".parse(process.env);"
            ),
            "1",
            "zod",
        ),
        (
            "cleanEnv(process.env, {\n  DATABASE_URL: url(),\n  JWT_SECRET: str(),\n  PORT: port({ default: 3000 }),\n});",
            "1-5",
            "envalid",
        ),
        ("createEnv({\n  server: { DATABASE_URL: z.string(), JWT_SECRET: z.string() },\n});", "2", "t3-env"),
        (
            (
                "const required = ['DATABASE_URL', 'JWT_SECRET'];\n"
                "const missing = required.filter((k) => !process.env[k]);\n"
                "if (missing.length) throw new Error(`Missing ${missing}`);\n"
            ),
            "1",
            "loop",
        ),
        (
            (
                "function must(name: string) {\n  const v = process.env[name];\n  if (!v) throw new Error(name);\n  return v;\n}\n"
                "export const c = {\n  db: must('DATABASE_URL'),\n  jwt: must('JWT_SECRET'),\n};\n"
            ),
            "7-8",
            "helper",
        ),
    ],
)
def test_required_lists_of_any_tool_are_told_with_their_names(code: str, lines: str, tool: str) -> None:
    assert _said(code) == [f"src/config.ts:{lines} names=(DATABASE_URL, JWT_SECRET) before_serving=True tool={tool}"]


def test_a_joi_schema_in_its_own_file_is_the_list_and_silences_the_module() -> None:
    schema = """
        export const schema = Joi.object({
          DATABASE_URL: Joi.string().required(),
          JWT_SECRET: Joi.string().min(32).required(),
          PORT: Joi.number().default(3000),
        });
        """
    module = "@Module({ imports: [ConfigModule.forRoot({ isGlobal: true, validationSchema: schema })] })\nclass A {}\n"
    assert _said(schema, package=NEST, **{"src/app.module.ts": module}) == [
        "src/config.ts:1-5 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=joi"
    ]


def test_a_module_without_validation_is_one_silent_loader_with_all_names() -> None:
    module = """
        @Module({
          imports: [
            ConfigModule.forRoot({
              isGlobal: true,
              envFilePath: '.env',
            }),
            TypeOrmModule.forRootAsync({
              useFactory: (config: ConfigService) => ({ password: config.get('DB_PASSWORD'), host: config.get('DB_HOST') }),
            }),
          ],
        })
        export class AppModule {}
        """
    other = "export const secret = () => process.env.JWT_SECRET;\n"
    assert _said(module, "src/app.module.ts", NEST, **{"src/auth.ts": other}) == [
        "src/app.module.ts:3-6 source=dotenv missing=silent names=(DB_PASSWORD, DB_HOST, JWT_SECRET)"
    ]


def test_the_file_that_reads_most_of_what_is_let_through_shows_it_where_the_module_reads_nothing() -> None:
    module = """
        @Module({ imports: [ConfigModule.forRoot(), SequelizeModule.forRootAsync({ useFactory: options })] })
        export class AppModule {}
        """
    options = (
        "export const options = () => ({\n  host: process.env.DB_HOST,\n  password: process.env.DB_PASSWORD,\n});\n"
    )
    signing = "export const secret = () => process.env.JWT_SECRET;\n"
    paying = "export const pay = () => process.env.STRIPE_SECRET_KEY;\n"
    files = {"package.json": NEST, "src/app.module.ts": module, "src/a.ts": signing, "src/options.ts": options}
    files["src/pay.ts"] = paying

    (loader,) = (fact for fact in read(files) if isinstance(fact, ConfigurationLoader))
    assert str(loader.places["names"]).startswith("src/options.ts:2")
    assert str(loader.places["signs"]).startswith("src/a.ts:1")
    assert str(loader.places["keeps"]).startswith("src/pay.ts:1")


def test_a_service_around_the_one_for_configuration_reads_by_its_own_methods() -> None:
    service = """
        export class Settings {
          constructor(private readonly configService: ConfigService) {}
          private getString(key: string) { return this.configService.get(key).toString(); }
          get host() { return this.getString('DB_HOST'); }
          get password() { return this.getString('DB_PASSWORD'); }
        }
        """
    files = {"package.json": EXPRESS, "src/settings.ts": service}

    assert told(files, ReadsSetting) == [
        "src/settings.ts:4 name=DB_HOST",
        "src/settings.ts:5 name=DB_PASSWORD secret=True",
    ]
    assert told({**files, "src/settings.ts": service.replace("onfigService", "ache")}, ReadsSetting) == []


def test_a_list_that_only_warns_is_told_at_the_warning() -> None:
    code = """
        require('dotenv').config();
        const required = ['DATABASE_URL', 'JWT_SECRET'];
        for (const key of required) {
          if (!process.env[key]) {
            console.error(`Missing ${key}`);
          }
        }
        """
    assert _said(code, "server.js") == [
        "server.js:4-6 source=environment missing=warns names=(DATABASE_URL, JWT_SECRET)"
    ]


@pytest.mark.parametrize(
    ("asked", "warns"),
    [
        ("process.env.QUEUE_ROLE === 'worker'", False),
        ("process.env.QUEUE_ROLE !== 'worker'", False),
        ("process.env.QUEUE_ROLE === ''", True),
        ("process.env.QUEUE_ROLE == null", True),
        ("!process.env.QUEUE_ROLE", True),
    ],
)
def test_a_choice_between_values_does_not_ask_whether_one_is_there(asked: str, warns: bool) -> None:
    code = f"""
        if ({asked}) {{
          console.log('no QUEUE_ROLE');
        }}
        """
    assert any("missing=warns" in line for line in _said(code)) is warns


def test_one_check_among_many_silent_reads_is_no_list() -> None:
    code = """
        if (!process.env.JWT_SECRET) {
          throw new Error('JWT_SECRET is required');
        }
        const db = { url: process.env.DATABASE_URL, user: process.env.DB_USER, pass: process.env.DB_PASSWORD };
        """
    assert _said(code) == [
        "src/config.ts:1-3 source=environment missing=fails names=(JWT_SECRET)",
        "src/config.ts:4 source=environment missing=silent names=(DATABASE_URL, DB_USER, DB_PASSWORD)",
    ]


def test_checks_for_most_settings_are_a_list() -> None:
    code = """
        const { DATABASE_URL, JWT_SECRET } = process.env;
        if (!DATABASE_URL || !JWT_SECRET) {
          console.error('missing settings');
          process.exit(1);
        }
        """
    assert _said(code) == [
        "src/config.ts:2-5 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=checks",
        "src/config.ts:2-5 source=environment missing=fails names=(DATABASE_URL, JWT_SECRET)",
    ]


@pytest.mark.parametrize(("name", "shown"), [("DB_PASSWORD", True), ("SMTP_PASSWORD", False)])
def test_beside_checks_an_empty_text_still_stands_in_for_the_databases_password(name: str, *, shown: bool) -> None:
    code = f"""
        const {{ DB_HOST, DB_USER, DB_NAME }} = process.env;
        const password = process.env.{name} ?? '';
        if (!DB_HOST || !DB_USER || !DB_NAME) {{
          throw new Error('missing settings');
        }}
        """
    assert (f"src/config.ts:2 source=environment missing=silent names=({name})" in _said(code)) is shown


@pytest.mark.parametrize(
    ("code", "warns"),
    [
        ("if (!process.env.VPC_ID) {\n  console.log('outside of a network');\n}\n", False),
        ("if (!process.env.VPC_ID) {\n  console.log('VPC_ID not set');\n}\n", True),
        ("if (!process.env.VPC_ID) {\n  console.warn('outside of a network');\n}\n", True),
        ("if (!process.env.API_SECRET) {\n  console.log('going on');\n}\n", True),
        ("if (!process.env.SITE_URL.startsWith('https://')) {\n  console.warn('made secure');\n}\n", False),
        ("if (!process.env.SITE_URL || !process.env.SITE_URL.includes('.')) {\n  console.warn('odd');\n}\n", True),
        ("if (!process.env.JWT_SECRET) {\n  warnings.push('JWT_SECRET not set');\n}\n", True),
        ("if (!process.env.THEME) {\n  warnings.push('THEME not set');\n}\n", False),
        ("if (!process.env.JWT_SECRET) {\n  hints.push('JWT_SECRET not set');\n}\n", False),
    ],
)
def test_what_is_only_told_of_a_setting_that_is_not_there_warns(code: str, *, warns: bool) -> None:
    assert any("missing=warns" in line for line in _said(code)) is warns


def test_a_file_of_settings_that_others_read_is_loaded_without_a_question() -> None:
    code = "import dotenv from 'dotenv';\ndotenv.config();\nconst app = express();\n{}app.listen(80);\n"
    assert _said(code.format("")) == ["src/config.ts:2 source=dotenv missing=silent"]
    assert _said(code.format("const port = process.env.PORT;\n")) == []


def test_what_is_said_as_the_program_starts_and_refused_to_a_visitor_was_let_through() -> None:
    code = """
        export class Rooms {
          constructor() {
            const key = process.env.ROOM_API_KEY;
            if (!key) {
              console.warn("ROOM_API_KEY is not configured");
            }
          }
          open() {
            const key = process.env.ROOM_API_KEY;
            if (!key) throw new Error("ROOM_API_KEY is missing");
          }
        }
    """
    told_of = _said(code, package=NEST)
    assert "src/config.ts:4-6 source=environment missing=warns names=(ROOM_API_KEY)" in told_of
    at_once = code.replace("console.warn", "throw new Error")
    assert not any("missing=warns" in line for line in _said(at_once, package=NEST))


def test_a_throw_that_is_caught_and_logged_only_warns() -> None:
    code = """
        try {
          if (!process.env.DATABASE_URL) throw new Error('no url');
        } catch (e) {
          console.error(e);
        }
        """
    assert _said(code)[0] == "src/config.ts:2 source=environment missing=warns names=(DATABASE_URL)"


def test_a_next_front_end_beside_a_server_is_not_judged() -> None:
    files = {
        "web/package.json": '{"dependencies": {"next": "14"}}',
        "web/lib/api.ts": "export const s = process.env.NEXTAUTH_SECRET || 'abc';\n",
        "api/package.json": EXPRESS,
        "api/src/config.ts": "export const s = process.env.JWT_SECRET || 'abcdef';\n",
        "infra/package.json": '{"dependencies": {"aws-cdk-lib": "2"}}',
        "infra/lib/stack.ts": "const s = process.env.JWT_SECRET || 'abcdef';\n",
    }
    assert told(files, ConfigurationLoader) == [
        "api/src/config.ts:1 source=environment missing=default names=(JWT_SECRET)"
    ]


def test_every_setting_is_told_once_and_secrets_by_their_names() -> None:
    code = "a = process.env.JWT_SECRET; b = process.env.JWT_SECRET; c = process.env.AWS_REGION;\n"
    assert told({"package.json": EXPRESS, "src/a.js": code}, ReadsSetting) == [
        "src/a.js:1 name=JWT_SECRET secret=True",
        "src/a.js:1 name=AWS_REGION optional=True",
    ]


def test_a_tuning_value_with_a_default_is_no_silent_setting_and_an_address_is() -> None:
    tuned = "const path = process.env.DATA_FILE ?? resolve('data/a.db');\nconst page = process.env.PAGE_SIZE || 20;"
    address = "const host = process.env.DB_HOST || 'localhost';\nconst key = process.env.UPLOADS || '';"

    assert _said(tuned) == []
    assert _said(address) == ["src/config.ts:1-2 source=environment missing=silent names=(DB_HOST, UPLOADS)"]


def test_problems_that_are_collected_and_end_the_program_together_are_no_silence() -> None:
    files = {
        "package.json": EXPRESS,
        "main.js": """
            const problems = [];
            if (!process.env.DATABASE_URL) problems.push("DATABASE_URL is missing");
            if (!process.env.SESSION_SECRET) { problems.push("SESSION_SECRET is missing"); }
            if (problems.length) {
              console.error(problems.join());
              process.exit(78);
            }
            """,
    }
    assert told(files, ConfigurationLoader, RequiredSettings) == [
        "main.js:2-3 names=(DATABASE_URL, SESSION_SECRET) before_serving=True tool=checks",
        "main.js:2 source=environment missing=fails names=(DATABASE_URL)",
        "main.js:3 source=environment missing=fails names=(SESSION_SECRET)",
    ]


def test_problems_that_are_collected_and_only_printed_go_on() -> None:
    files = {
        "package.json": EXPRESS,
        "main.js": """
            const problems = [];
            if (!process.env.DATABASE_URL) problems.push("DATABASE_URL is missing");
            if (problems.length) { console.warn(problems.join()); }
            """,
    }
    assert [line for line in told(files, ConfigurationLoader) if "missing=fails" in line] == []


def test_a_connection_that_ends_the_process_when_it_fails_needs_its_setting() -> None:
    code = """
        const connect = async () => {
          try {
            const conn = await mongoose.connect(process.env.MONGO_URI);
          } catch (error) {
            console.error(error.message);
            process.exit(1);
          }
        };
        """
    goes_on = code.replace("process.exit(1);", "")
    assert _said(code) == [
        "src/config.ts:3 names=(MONGO_URI) tool=checks",
        "src/config.ts:3 source=environment missing=fails names=(MONGO_URI)",
    ]
    assert _said(goes_on) == ["src/config.ts:3 source=environment missing=silent names=(MONGO_URI)"]
    instead = code.replace("MONGO_URI)", "MONGO_URI || 'mongodb://localhost:27017/shop')")
    assert _said(instead) == ["src/config.ts:3 source=environment missing=silent names=(MONGO_URI)"]


def test_problems_that_one_function_gathers_and_another_ends_the_program_for_are_a_list() -> None:
    code = """
        function check(name, raw, problems) {
          if (!raw) problems.push(`${name} is missing`);
        }
        export function problemsOf(env = process.env) {
          const problems = [];
          check('JWT_SECRET', env.JWT_SECRET, problems);
          if ((env.DATABASE_URL ?? '').length < 9) problems.push('DATABASE_URL is too short');
          return problems;
        }
        export function validate(env = process.env) {
          const problems = problemsOf(env);
          if (problems.length === 0) return;
          console.error(problems.join());
          process.exit(1);
        }
        """
    assert _said(code) == ["src/config.ts:4-9 names=(JWT_SECRET, DATABASE_URL) tool=checks"]
    assert _said(code.replace("process.exit(1);", "")) != _said(code)
    arrow = code.replace(
        "export function problemsOf(env = process.env) {", "const problemsOf = (env = process.env) => {"
    )
    assert _said(arrow) == ["src/config.ts:4-9 names=(JWT_SECRET, DATABASE_URL) tool=checks"]


def test_what_a_feature_needs_that_is_passed_over_without_it_is_no_silence() -> None:
    code = "const box = process.env.MAIL_BOX;\nif (process.env.MAIL_HOST && box) { send(box); }\n"
    files = {"package.json": EXPRESS, "src/mail.js": code}

    assert told(files, ConfigurationLoader) == []
    assert len(told({**files, "src/mail.js": code + "else { other(); }\n"}, ConfigurationLoader)) == 1


def test_a_list_that_tells_of_each_setting_whether_it_is_required_is_validated() -> None:
    code = """
        const wanted = [
          { key: 'DATABASE_URL', required: true, description: 'orders' },
          { key: 'JWT_SECRET', required: true, description: 'tokens' },
          { key: 'BANNER', required: false, description: 'a line of text' },
        ];
        const missing = wanted.filter((one) => one.required && !process.env[one.key]);
        if (missing.length) throw new Error(missing.map((one) => one.key).join());
        """
    assert _said(code) == ["src/config.ts:1-5 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=loop"]


def test_a_variable_that_the_program_sets_is_not_read_and_the_platforms_own_are_nobodys_setting() -> None:
    code = (
        "process.env.PGSSLMODE = 'require';\nconst mode = process.env.NODE_ENV;\nconst db = process.env.ORDERS_TABLE;\n"
    )
    read = told({"package.json": EXPRESS, "src/db.ts": code}, ReadsSetting)
    assert read == ["src/db.ts:3 name=ORDERS_TABLE"]


@pytest.mark.parametrize(
    "schema",
    [
        "cleanEnv(process.env, { DATABASE_URL: str(), JWT_SECRET: str({ default: 'known' }) });",
        "Joi.object({ DATABASE_URL: Joi.string().required(), JWT_SECRET: Joi.string().default('known') }).validate(env);",
        "z.object({ DATABASE_URL: z.string(), JWT_SECRET: z.string().default('known') }).parse(process.env);",
    ],
)
def test_a_schema_that_holds_a_secret_itself_is_a_default_beside_its_list(schema: str) -> None:
    facts = _said(schema)
    assert any("names=(DATABASE_URL) before_serving=True" in fact for fact in facts)
    assert "src/config.ts:1 source=environment missing=default names=(JWT_SECRET)" in facts


_LISTED = """
    import * as Joi from 'joi';
    export const validationSchema = Joi.object({ SESSION_SECRET: Joi.string().required() });
    """


def test_a_list_that_names_no_more_than_half_of_what_is_read_lets_the_rest_through() -> None:
    reads = "export default () => ({ mail: process.env.MAIL_API_KEY, bucket: process.env.UPLOAD_BUCKET });\n"
    more = {"src/schema.ts": _LISTED, "src/app.ts": "ConfigModule.forRoot({ validationSchema });\n"}

    assert _said(reads, package=NEST, **more) == [
        "src/schema.ts:2 names=(SESSION_SECRET) before_serving=True tool=joi",
        "src/schema.ts:2 source=environment missing=silent names=(MAIL_API_KEY, UPLOAD_BUCKET)",
    ]


_GONE_THROUGH = """
    const needed = ["DATABASE_URL", "SESSION_SECRET", "PUBLIC_NAME"];
    const missing = needed.filter((name) => !process.env[name]);
    if (missing.length > 0) { console.error(missing); process.exit(1); }
    """


@pytest.mark.parametrize(
    ("reads", "silent"),
    [
        ("MAIL_HOST_NAME MAIL_USER MAIL_PASS PAY_ID PAY_KEY PAY_SECRET", []),
        ("MAIL_PASS PAY_KEY PICTURE_KEY SEARCH_KEY", ["MAIL_PASS, PAY_KEY, PICTURE_KEY, SEARCH_KEY"]),
        ("MAIL_USER MAIL_PASS MAIL_FROM JWT_SECRET", ["JWT_SECRET"]),
        ("MAIL_USER MAIL_PASS MAIL_FROM", []),
    ],
)
def test_what_one_service_is_told_counts_once_beside_a_list_of_what_is_needed(reads: str, silent: list[str]) -> None:
    rows = "\n".join(f"  {name.lower()}: process.env.{name}," for name in reads.split())
    code = f"{_GONE_THROUGH}\nmodule.exports = {{\n{rows}\n}};\n"
    said = _said(code, package=EXPRESS)
    assert [fact.partition("names=(")[2].rstrip(")") for fact in said if "missing=silent" in fact] == silent


@pytest.mark.parametrize(
    "read",
    [
        "parseInt(process.env.PAGE_ROWS, 10) || 20",
        "Number.parseInt(process.env.PAGE_ROWS , 10) ?? 20",
        "Number(process.env.PAGE_ROWS) || 20",
        "parseInt(process.env.PAGE_ROWS as string, 16) || 20",
    ],
)
def test_a_number_that_is_taken_out_of_a_text_has_its_default_behind_it(read: str) -> None:
    facts = told({"package.json": EXPRESS, "src/config.ts": f"export const rows = {read};\n"}, ReadsSetting)
    assert ["optional=True" in fact for fact in facts] == [True]


@pytest.mark.parametrize(
    "reads",
    [
        "export default () => ({ secret: process.env.SESSION_SECRET, level: process.env.LOG_LEVEL });\n",
        "export default () => ({ secret: process.env.SESSION_SECRET, port: process.env.PORT ?? '3000' });\n",
    ],
)
def test_a_list_that_leaves_out_what_may_be_missing_is_a_whole_one(reads: str) -> None:
    more = {"src/schema.ts": _LISTED, "src/app.ts": "ConfigModule.forRoot({ validationSchema });\n"}

    assert _said(reads, package=NEST, **more) == ["src/schema.ts:2 names=(SESSION_SECRET) before_serving=True tool=joi"]


def test_convict_refuses_what_is_nothing_by_default() -> None:
    code = """
        const convict = require('convict');
        const config = convict({
          port: { format: 'port', default: 80, env: 'PORT' },
          database: { url: { format: String, default: null, env: 'DATABASE_URL' } },
          key: { format: String, default: 'for everybody', env: 'JWT_SECRET' },
        });
        config.validate();
        """
    files = {"package.json": EXPRESS, "config.js": code}
    assert told(files, RequiredSettings) == ["config.js:2-6 names=(DATABASE_URL) before_serving=True tool=convict"]
    assert "config.js:5 source=environment missing=default names=(JWT_SECRET)" in told(files, ConfigurationLoader)


def test_a_setting_that_only_production_needs_is_needed() -> None:
    code = """
        import { createEnv } from "@t3-oss/env-nextjs";
        export const env = createEnv({
          server: {
            DATABASE_URL: z.string(),
            AUTH_SECRET: process.env.NODE_ENV === "production" ? z.string() : z.string().optional(),
            MAIL_KEY: z.string().optional(),
          },
        });
        """
    [found] = told({"package.json": EXPRESS, "env.ts": code}, RequiredSettings)
    assert "names=(DATABASE_URL, AUTH_SECRET)" in found


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("{ isGlobal: true, envFilePath: ['.env'] }", ["src/app.module.ts:2 source=dotenv missing=silent"]),
        ("", ["src/app.module.ts:2 source=dotenv missing=silent"]),
        ("{ load: [settings] }", []),
        ("{ validate }", ["src/app.module.ts:2 before_serving=True tool=config-module"]),
    ],
)
def test_nests_loader_that_checks_nothing_is_told_where_nobody_is_seen_to_read_from_it(
    options: str, expected: list[str]
) -> None:
    code = f"@Module({{ imports: [\n  ConfigModule.forRoot({options}),\n] }})\nexport class AppModule {{}}\n"
    files = {"src/main.ts": "app.listen(process.env.PORT ?? 3000);\n"}
    assert _said(code, "src/app.module.ts", NEST, **files) == expected


@pytest.mark.parametrize(
    ("code", "told_so"),
    [
        ("const web = process.env.FRONTEND_URL || 'http://localhost:3000';", True),
        ("const web = process.env.CLIENT_ORIGIN ?? 'http://127.0.0.1:5173';", True),
        ("const web = config.get('OAUTH_REDIRECT_URI', 'http://localhost:8080/back');", True),
        ("const web = process.env.FRONTEND_URL || 'https://shop.example.com';", False),
        ("const cache = process.env.REDIS_HOST || 'localhost';", False),
        ("const report = process.env.METRICS_URL || 'http://localhost:9090';", False),
    ],
)
def test_pages_that_are_looked_for_on_the_browsers_own_machine_when_nothing_is_set(code: str, told_so: bool) -> None:
    listed = "if (!process.env.JWT_SECRET || !process.env.DATABASE_URL) throw new Error('settings');\n"
    silent = [line for line in _said(listed + code) if "missing=silent" in line]
    assert [line.startswith("src/config.ts:2 ") for line in silent] == ([True] if told_so else [])


def test_what_a_helper_puts_on_a_list_ends_the_program_when_the_list_is_not_empty() -> None:
    code = """
        const gone = [];
        function ask(name) {
          const value = process.env[name];
          if (!value) gone.push(name);
          return value;
        }
        const url = ask('DATABASE_URL');
        const key = ask('SESSION_KEY');
        if (gone.length > 0) {
          process.exit(78);
        }
        """
    [found] = told({"package.json": EXPRESS, "src/config.js": code}, RequiredSettings)
    assert "names=(DATABASE_URL, SESSION_KEY)" in found


def test_a_schema_that_fastify_holds_the_environment_against() -> None:
    code = """
        import env from '@fastify/env';
        const schema = { type: 'object', required: ['DATABASE_URL', 'JWT_SECRET'], properties: {} };
        app.register(env, { schema });
        """
    assert told({"package.json": '{"dependencies": {"fastify": "4"}}', "src/app.js": code}, RequiredSettings) == [
        "src/app.js:2 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=env-schema"
    ]


def test_env_var_requires_what_it_is_told_to() -> None:
    code = "import env from 'env-var';\nexport const url = env.get('DATABASE_URL').required().asString();\n"
    [found] = told({"package.json": EXPRESS, "src/config.ts": code}, RequiredSettings)
    assert "names=(DATABASE_URL)" in found


def test_a_list_that_fetched_secrets_are_held_against() -> None:
    code = """
        const NEEDED = ['DATABASE_URL', 'JWT_SECRET'];
        export async function load() {
          const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: 'shop' }));
          const secrets = JSON.parse(SecretString);
          const gone = NEEDED.filter((name) => !secrets[name]);
          if (gone.length) throw new Error(gone.join());
        }
        """
    [found] = told({"package.json": EXPRESS, "src/load.js": code}, RequiredSettings)
    assert "names=(DATABASE_URL, JWT_SECRET)" in found


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("const mail = process.env.SMTP_HOST ? open({ key: process.env.MAIL_API_KEY }) : null;\n", False),
        ("if (process.env.SMTP_HOST) {\n  open({ key: process.env.MAIL_API_KEY });\n}\n", False),
        ("const mail = open({ host: process.env.SMTP_HOST, key: process.env.MAIL_API_KEY });\n", True),
        ("if (isLive) {\n  open({ host: process.env.SMTP_HOST, key: process.env.MAIL_API_KEY });\n}\n", True),
        (
            "if (process.env.NODE_ENV) {\n  open({ host: process.env.SMTP_HOST, key: process.env.MAIL_API_KEY });\n}\n",
            True,
        ),
    ],
)
def test_what_is_done_only_where_a_setting_is_there_needs_nothing(code: str, needed: bool) -> None:
    assert bool(_said(code, "src/mail.ts")) is needed


def test_yup_asks_only_for_what_it_is_told_to() -> None:
    code = """
        import * as yup from 'yup';
        const shape = yup.object({ DATABASE_URL: yup.string().required(), LEVEL: yup.string() });
        export const given = shape.validateSync(process.env);
        """
    [found] = told({"package.json": EXPRESS, "src/config.ts": code}, RequiredSettings)
    assert "names=(DATABASE_URL)" in found


def test_a_list_that_is_handed_to_a_method_which_throws() -> None:
    code = """
        class Given {
          constructor(private env) {}
          private value(key: string) {
            const found = this.env[key];
            if (!found) throw new Error(key);
            return found;
          }
          public ensure(keys: string[]) {
            keys.forEach((key) => this.value(key));
            return this;
          }
        }
        export const given = new Given(process.env).ensure(['DATABASE_URL', 'JWT_SECRET']);
        """
    [found] = told({"package.json": EXPRESS, "src/config.ts": code}, RequiredSettings)
    assert "names=(DATABASE_URL, JWT_SECRET)" in found


def test_what_opens_a_settings_module_by_habit_gives_way_to_where_a_setting_is_read() -> None:
    code = "require('dotenv').config();\nmodule.exports = {\n  key: process.env.MAIL_API_KEY,\n};\n"
    assert _said(code) == ["src/config.ts:3 source=dotenv missing=silent names=(MAIL_API_KEY)"]


def test_a_helper_that_is_handed_a_list_of_names_requires_them_all() -> None:
    files = {
        "package.json": EXPRESS,
        "src/env.ts": """
            export function demand(names: string[]) {
              const missing = names.filter((name) => !process.env[name]);
              if (missing.length > 0) {
                throw new Error(`missing: ${missing.join(", ")}`);
              }
            }
            """,
        "src/server.ts": """
            import express from "express";
            import { demand } from "./env";
            demand([
              "DATABASE_URL",
              "JWT_SECRET",
            ]);
            const secret = process.env.JWT_SECRET;
            express().listen(3000);
            """,
    }
    assert told(files, RequiredSettings) == [
        "src/server.ts:3-6 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=helper"
    ]
    assert told(files, ConfigurationLoader) == []


def test_what_is_read_only_outside_production_is_no_setting_of_it() -> None:
    text = """
        const settings = { port: 3000 };
        if (process.env.NODE_ENV !== "production") {
          settings.secret = process.env.JWT_SECRET || "oranges";
        }
        """
    assert told({"package.json": EXPRESS, "src/settings.ts": text}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    ("name", "shown"), [("ORDERS_DATABASE_URL", True), ("JWT_SECRET", True), ("MONGO_DB", True), ("PARCEL_API", False)]
)
def test_a_list_that_misses_what_nothing_works_without_lets_that_through(name: str, shown: bool) -> None:
    text = f"""
        const schema = z.object({{
          ORDERS_HOST: z.string(),
          PARCEL_HOST: z.string(),
          MAIL_HOST: z.string(),
        }});
        schema.parse(process.env);
        const value = process.env.{name};
        """
    found = told({"package.json": EXPRESS, "src/settings.ts": text}, ConfigurationLoader)
    assert found == ([f"src/settings.ts:7 source=environment missing=silent names=({name})"] if shown else [])


def test_a_validated_field_requires_the_variable_that_it_is_read_from() -> None:
    text = """
        import { IsNotEmpty, IsOptional } from "class-validator";

        export class TokenSettings {
          @IsNotEmpty({ message: "give JWT_SECRET" })
          secret: string = this.config.get("JWT_SECRET");

          @IsOptional()
          hint: string = this.config.get("TOKEN_HINT");

          constructor(private config: ConfigService) {
            refuse(this);
          }
        }
        """
    refuse = "export function refuse(one: object) { if (validateSync(one).length) throw new Error(); }\n"
    [line] = told({"package.json": NEST, "src/settings.ts": text, "src/refuse.ts": refuse}, RequiredSettings)
    assert "names=(JWT_SECRET)" in line
    assert "tool=class-validator" in line


def test_a_fetch_of_secrets_that_nothing_came_of_ends_the_program_where_the_loader_throws() -> None:
    text = """
        export async function load() {
          const told = await client.send(new GetSecretValueCommand({ SecretId: "orders" }));
          if (!told.SecretString) {
            throw new Error("nothing there");
          }
          Object.assign(process.env, JSON.parse(told.SecretString));
        }
        """
    found = told({"package.json": EXPRESS, "src/load.ts": text}, ConfigurationLoader)
    assert found == ["src/load.ts:3-5 source=secrets-manager missing=fails"]


@pytest.mark.parametrize(
    ("rule", "missing"),
    [
        ("z.string()", None),
        ("z.string().optional()", "silent"),
        ("z.string().default('')", "silent"),
        ("z.string().default('oranges')", "default"),
        ("process.env.NODE_ENV === 'production' ? z.string() : z.string().default('oranges')", None),
    ],
)
def test_a_schema_that_is_content_without_what_signs_tokens(rule: str, missing: str | None) -> None:
    code = f"const shape = z.object({{\n  PORT: z.string(),\n  JWT_SECRET: {rule},\n}});\nshape.parse(process.env);\n"
    found = told({"package.json": EXPRESS, "src/settings.ts": code}, ConfigurationLoader)
    expected = [f"src/settings.ts:3 source=environment missing={missing} names=(JWT_SECRET)"]
    assert found == (expected if missing else [])


def test_a_schema_that_asks_as_a_whole_is_not_content_with_less() -> None:
    code = """
        const shape = z.object({ PORT: z.string(), JWT_SECRET: z.string().optional() }).superRefine((env, ctx) => {
          if (env.NODE_ENV === 'production' && !env.JWT_SECRET) ctx.addIssue({ code: 'custom' });
        });
        shape.parse(process.env);
        """
    found = told({"package.json": EXPRESS, "src/settings.ts": code}, ConfigurationLoader)
    assert found == ["src/settings.ts:1 source=environment missing=fails names=(JWT_SECRET)"]


def test_what_a_schema_lets_go_and_a_list_behind_it_asks_for_is_asked_for() -> None:
    code = """
        const read = z.object({ PORT: z.string(), JWT_SECRET: z.string().optional() }).parse(process.env);
        const missing = ["JWT_SECRET"].filter((name) => !read[name]);
        if (process.env.NODE_ENV === "production" && missing.length) throw new Error(missing.join());
        """
    found = told({"package.json": EXPRESS, "src/settings.ts": code}, ConfigurationLoader)
    assert "src/settings.ts:1 source=environment missing=fails names=(JWT_SECRET)" in found
    assert not [fact for fact in found if "missing=silent" in fact]


@pytest.mark.parametrize(
    ("rule", "shown"),
    [("Joi.string()", True), ("Joi.string().required()", False), ("Joi.string().when('MODE', { is: 1 })", False)],
)
def test_joi_asks_for_nothing_by_itself(rule: str, shown: bool) -> None:
    code = (
        "ConfigModule.forRoot({\n  validationSchema: Joi.object({\n    A_B: Joi.string().required(),\n"
        f"    JWT_SECRET: {rule},\n  }}),\n}});\n"
    )
    found = told({"package.json": NEST, "src/settings.ts": code}, ConfigurationLoader)
    expected = ["src/settings.ts:4 source=environment missing=silent names=(JWT_SECRET)"]
    assert found == (expected if shown else [])


def test_each_place_with_the_same_built_in_secret_is_told() -> None:
    code = "export const secret = process.env.JWT_SECRET || 'oranges';\n"
    files = {"package.json": EXPRESS, "src/sign.ts": code, "src/verify.ts": code}
    assert [one.partition(" ")[0] for one in told(files, ConfigurationLoader)] == ["src/sign.ts:1", "src/verify.ts:1"]


def test_settings_that_nconf_hands_out_are_looked_up() -> None:
    code = "const nconf = require('nconf');\nnconf.env();\nexport const secret = nconf.get('JWT_SECRET');\n"
    found = told({"package.json": EXPRESS, "src/settings.js": code}, ConfigurationLoader)
    assert found == ["src/settings.js:3 source=environment missing=silent names=(JWT_SECRET)"]


def test_what_is_put_onto_a_list_in_production_is_required_there() -> None:
    code = """
        const wanted = ['DATABASE_URL'];
        if (process.env.NODE_ENV === 'production') {
          wanted.push('JWT_SECRET', 'MAIL_KEY');
        }
        const gone = wanted.filter((name) => !process.env[name]);
        if (gone.length > 0) process.exit(1);
        """
    (listed,) = [one for one in _said(code) if "tool=loop" in one]
    assert "names=(DATABASE_URL, JWT_SECRET, MAIL_KEY)" in listed


def test_telling_whether_a_setting_is_there_reads_nothing_of_it() -> None:
    report = "export const report = { jwt: process.env.JWT_SECRET ? 'set' : 'not set' };\n"
    assert _said(report) == []
    assert _said("export const config = { jwt: process.env.JWT_SECRET };\n") != []


def test_every_setting_of_a_connection_that_ends_the_process_is_missed() -> None:
    code = """
        async function connect() {
          try {
            return await mysql.createConnection({
              host: process.env.MYSQL_HOST,
              user: process.env.MYSQL_USER,
              password: process.env.MYSQL_PASSWORD,
              database: process.env.MYSQL_DATABASE,
            });
          } catch (error) {
            process.exit(1);
          }
        }
        """
    found = told({"package.json": EXPRESS, "src/store.js": code}, ConfigurationLoader)
    assert all("missing=fails" in line for line in found)
    assert len(found) == 3


def test_who_asks_whether_it_runs_in_a_function_misses_no_setting() -> None:
    text = (
        "const url = process.env.SHOP_URL;\ntry { await connect(url); } catch (error) {\n"
        "  if (!process.env.AWS_LAMBDA_FUNCTION_NAME) {\n    console.warn('no database here');\n    return null;\n  }\n  throw error;\n}\n"
    )
    found = told({"package.json": EXPRESS, "src/server.js": text}, ConfigurationLoader)
    assert not [one for one in found if "missing=warns" in one or "AWS_LAMBDA" in one]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("_.get(process.env, 'JWT_SECRET', 'sugar')", ["(JWT_SECRET)"]),
        ("env.get('JWT_SECRET').default('sugar').asString()", ["(JWT_SECRET)"]),
        ("env.get('SHOP_TITLE').default('sugar').asString()", []),
    ],
)
def test_a_package_that_is_handed_what_to_take_for_a_missing_variable(asked: str, found: list[str]) -> None:
    code = f"const env = require('env-var');\nconst express = require('express');\nexports.word = {asked};\n"
    told_of = told({"package.json": EXPRESS, "src/settings.js": code}, ConfigurationLoader)
    assert [line.rpartition("names=")[2] for line in told_of if "missing=default" in line] == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("jwt.sign(who, config.jwtSecret || 'sugar');", ["(jwtSecret)"]),
        ("const word = settings.session?.secret ?? 'sugar';", ["(secret)"]),
        ("const word = configService.get<string>('jwt.secret', 'sugar');", ["(jwt.secret)"]),
        ("const word = this.config.get('jwt.secret') || 'sugar';", ["(jwt.secret)"]),
        ("const title = config.title || 'sugar';", []),
        ("const word = request.body.password || 'sugar';", []),
        ("const word = config.jwtSecret || fail('sugar');", []),
        ("// const word = config.jwtSecret || 'sugar';", []),
    ],
)
def test_a_word_that_is_taken_where_an_object_of_settings_has_none(line: str, found: list[str]) -> None:
    told_of = told({"package.json": EXPRESS, "src/token.js": f"{line}\n"}, ConfigurationLoader)
    assert [one.rpartition("names=")[2] for one in told_of if "missing=default" in one] == found


@pytest.mark.parametrize(
    ("behind", "missing"),
    [
        ("if (error) { console.error(error.message); }", "warns"),
        ("export const env = value;", "silent"),
        ("if (error) { throw new Error(error.message); }", None),
        ("if (error) { logger.error(error); process.exit(1); }", None),
    ],
)
def test_what_joi_answers_stops_nothing_by_itself(behind: str, missing: str | None) -> None:
    code = (
        "const schema = Joi.object({ DATABASE_URL: Joi.string().required(), JWT_SECRET: Joi.string().required() });\n"
        f"const {{ error, value }} = schema.unknown().validate(process.env);\n{behind}\n"
    )
    listed = "src/config.ts:1 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=joi"
    let_go = f"src/config.ts:2 source=environment missing={missing} names=(DATABASE_URL, JWT_SECRET)"
    assert _said(code) == [let_go if missing else listed]


@pytest.mark.parametrize("check", ["validateEnv", "loadConfig", "parseSettings", "appValidate"])
def test_a_schema_counts_where_the_environment_is_handed_to_who_holds_it_against_that(check: str) -> None:
    schema = (
        "export const schema = z.object({\n  DATABASE_URL: z.string().min(1),\n"
        "  REDIS_DB: z.coerce.number().default(0),\n  SMTP_HOST: z.string().min(1),\n});\n"
        f"export function {check}(raw) {{\n  const told = schema.safeParse(raw);\n"
        "  if (!told.success) throw new Error('invalid');\n  return told.data;\n}\n"
    )
    use = (
        f"import {{ {check} }} from './schema';\nexport const configuration = () => {{\n  const env = {check}(process.env);\n"
        "  return { url: env.DATABASE_URL, db: env.REDIS_DB, smtp: env.SMTP_HOST };\n};\n"
    )
    listed = "src/schema.ts:1-5 names=(DATABASE_URL, SMTP_HOST) before_serving=True tool=zod"
    assert _said(use, **{"src/schema.ts": schema}) == [listed]


@pytest.mark.parametrize(
    ("loads", "at"),
    [
        ("const read = dotenv.config();\nif (read.error) {\n  console.log('none');\n}", "2-5"),
        ("const read = dotenv.config({ path: '.env' });\nif (read.error) log.warn('none');", "2-3"),
        ("try { process.loadEnvFile(); } catch (e) { console.warn('none'); }", "2"),
        ("const read = dotenv.config();\nif (read.error) {\n  throw read.error;\n}", "6"),
        ("dotenv.config();", "3"),
    ],
)
def test_a_file_of_settings_that_is_only_told_to_be_missing_is_where_one_is_let_through(loads: str, at: str) -> None:
    code = f"import dotenv from 'dotenv';\n{loads}\nexport const url = process.env.DATABASE_URL;\n"
    (found,) = _said(code)
    assert found.startswith(f"src/config.ts:{at} ")


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ("if (process.env.PAPER_TRADING === 'true') start();", False),
        ("const live = process.env.PAPER_TRADING?.toLowerCase() !== 'false';", False),
        ("const live = 'live' === process.env.PAPER_TRADING;", False),
        ("const live = ['1', 'yes'].includes(process.env.PAPER_TRADING);", False),
        ("if (config.get('PAPER_TRADING') === 'true') start();", False),
        ("const live = Boolean(process.env.PAPER_KEY) || !!process.env.PAPER_TOKEN;", False),
        ("const mode = process.env.PAPER_TRADING;", True),
        ("if (process.env.PAPER_ASSETS) { put(); }", False),
        ("if (ready && process.env.PAPER_ASSETS) put();", False),
        ("put(process.env.PAPER_ASSETS);", True),
        ("given.url = process.env.PAPER_URL || given.url;", False),
        ("given.url = process.env.PAPER_URL || given.other;", True),
        ("given.url = process.env.PAPER_URL || given.url.of;", True),
        ("const home = process.env.LOCALAPPDATA + process.env.DISPLAY + process.env.CODESPACE_NAME;", False),
        ("const mode = process.env.PAPER_MODE;", False),
        ("if (process.env.PAPER_TRADING === 'on') start(process.env.PAPER_TRADING);", True),
    ],
)
def test_a_setting_that_is_only_compared_with_what_stands_there_is_a_switch(rows: str, shown: bool) -> None:
    beside = "use(process.env.SHOP_ONE, process.env.SHOP_TWO, process.env.SHOP_THREE);"
    found = [line for line in _said(f"{rows}\n{beside}\napp.listen(3000);\n") if "missing=silent" in line]
    assert any("PAPER_" in line for line in found) is shown


def test_what_stands_in_for_a_setting_that_is_split_is_its_built_in_value() -> None:
    told = [
        line
        for line in _said("const a = process.env.SHOPS ? process.env.SHOPS.split(',') : 'all';\n")
        if "silent" in line
    ]
    assert told == []


@pytest.mark.parametrize("package", ["lambda-api", "micro", "@fastify/aws-lambda"])
def test_a_small_framework_of_functions_makes_a_server_of_what_uses_it(package: str) -> None:
    code = "const secret = process.env.JWT_SECRET;\nmodule.exports = { sign: (id) => jwt.sign({ id }, secret) };\n"
    manifest = f'{{"dependencies": {{"{package}": "1", "react": "18"}}}}'
    assert [
        line.split(" name=")[1].split(" ")[0]
        for line in told({"package.json": manifest, "lib/a.js": code}, ReadsSetting)
    ] == ["JWT_SECRET"]


def test_without_a_manifest_a_program_is_known_by_the_framework_that_it_takes() -> None:
    files = {"lambda.js": "const api = require('lambda-api')();\nconst secret = process.env.JWT_SECRET;\n"}
    assert told(files, ReadsSetting) != []
    assert told({"lambda.js": files["lambda.js"].replace("lambda-api", "left-pad")}, ReadsSetting) == []


@pytest.mark.parametrize("name", ["c", "cfg", "env"])
def test_a_service_for_configuration_is_asked_by_whatever_name_a_parameter_gives_it(name: str) -> None:
    module = f"""
        import {{ ConfigModule, ConfigService }} from '@nestjs/config';
        export const database = TypeOrmModule.forRootAsync({{
          useFactory: ({name}: ConfigService) => ({{ password: {name}.get<string>('DB_PASSWORD', 'harbor7') }}),
        }});
        const cached = cache.get('DB_SECRET', 'harbor7');
        """
    assert _said(module, "src/database.ts", NEST) == [
        "src/database.ts:3 source=environment missing=default names=(DB_PASSWORD)"
    ]


@pytest.mark.parametrize(
    "helper",
    [
        "function req(name, fallback, more = { strict: false }) {\n  return process.env[name] ?? fallback;\n}",
        "const req = (key: string, other = 'x'): string => process.env[key] || other;",
    ],
)
def test_a_helper_of_the_programs_own_is_handed_what_stands_in_for_a_secret(helper: str) -> None:
    code = f"{helper}\nexport const config = {{ jwt: req('JWT_SECRET', 'harbor7'), port: req('PORT', '3000') }};\n"
    line = code.count("\n", 0, code.index("config")) + 1

    assert _said(code) == [f"src/config.ts:{line} source=environment missing=default names=(JWT_SECRET)"]
    assert _said(code.replace("process.env[", "table[")) == []


def test_a_sample_that_the_environment_is_held_against_is_a_list() -> None:
    text = "require('dotenv-safe').config();\nrequire('./db')(process.env.DATABASE_URL);\napp.listen(3000);\n"
    found = told({"package.json": EXPRESS, "index.js": text}, RequiredSettings, ConfigurationLoader)
    assert found == ["index.js:1 before_serving=True tool=dotenv-safe"]
    plain = told({"package.json": EXPRESS, "index.js": text.replace("-safe", "")}, RequiredSettings)
    assert plain == []


@pytest.mark.parametrize(
    ("last", "line"),
    [("production: {", 6), ("'production': {", 6), ("staging: {", 3)],
)
def test_a_setting_that_developers_have_a_part_of_their_own_for_is_read_where_production_reads_it(
    last: str, line: int
) -> None:
    code = f"""
        module.exports = {{
          development: {{
            password: process.env.DB_PASSWORD,
          }},
          {last}
            password: process.env.DB_PASSWORD,
          }},
        }};
        """
    [found] = told({"package.json": EXPRESS, "src/config.js": code}, ReadsSetting)

    assert found.startswith(f"src/config.js:{line} ")


@pytest.mark.parametrize(("last", "line"), [("prodConfig", 5), ("PRODUCTION_OPTIONS", 5), ("stageConfig", 2)])
def test_objects_of_settings_of_their_own_are_told_apart_alike(last: str, line: int) -> None:
    code = f"""
        const testConfig = {{
          password: process.env.DB_PASSWORD,
        }};
        export const {last} = {{
          password: process.env.DB_PASSWORD,
        }};
        """
    [found] = told({"package.json": EXPRESS, "src/config.js": code}, ReadsSetting)

    assert found.startswith(f"src/config.js:{line} ")
