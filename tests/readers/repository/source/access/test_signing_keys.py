"""What signs sessions or tokens, written out where a program signs them."""

import pytest

from holdfast.model.facts import ExposedSecret

from ..support import EXPRESS, NEST, told

MANIFESTS = {
    "js": {"package.json": EXPRESS},
    "ts": {"package.json": NEST},
    "java": {"pom.xml": "<project/>"},
    "go": {"go.mod": "module x\n"},
    "rb": {"Gemfile": "gem 'sinatra'\n"},
    "py": {"requirements.txt": "fastapi\n"},
    "php": {"composer.json": "{}"},
    "cs": {"Shop.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"/>'},
}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/app.js", "app.use(expressSession({ name: 'sid', secret: ['sugar'] }));"),
        ("src/app.js", "app.use(cookieParser('sugar'));"),
        ("src/app.js", "const sum = crypto.createHmac('sha256', 'sugar').update(text);"),
        ("src/app.js", "const told = CryptoJS.AES.encrypt(text, 'sugar').toString();"),
        ("src/app.js", "app.use(expressJwt({ secret: 'sugar', algorithms: ['HS256'] }));"),
        ("src/app.js", "app.use('/auth/*', jwt({ secret: 'sugar' }));"),
        ("src/app.js", "app.register(require('@fastify/jwt'), { secret: 'sugar' });"),
        ("src/app.js", "app.register(fastifySession, { secret: 'sugar' });"),
        ("src/app.ts", "JwtModule.registerAsync({ useFactory: () => ({ secret: 'sugar', signOptions: {} }) })"),
        (
            "src/main/java/Keys.java",
            'class Keys { Key key = io.jsonwebtoken.security.Keys.hmacShaKeyFor("sugar and salt".getBytes()); }',
        ),
        ("src/main/java/Keys.java", 'class Keys { Key key = Keys.hmacShaKeyFor(Decoders.BASE64.decode("c3VnYXI=")); }'),
        (
            "src/main/java/Keys.java",
            'class Keys { Key key = new SecretKeySpec("sugar".getBytes(UTF_8), "HmacSHA256"); }',
        ),
        ("src/Token.php", "<?php\n$told = JWT::decode($given, new Key('sugar', 'HS256'));"),
        ("src/app.ts", "super({ secretOrKey: Buffer.from('sugar', 'utf-8') });"),
        ("src/app.ts", "super({ secretOrKeyProvider: (_q, _t, done) => done(null, 'sugar') });"),
        ("src/app.js", "const word = 'sugar';\napp.use(session({ secret: word }));"),
        ("src/app.ts", "const word: string = 'sugar';\njwt.sign({ id }, word, { expiresIn: '1d' });"),
        ("main.go", 'package main\n\nvar word = []byte("sugar")\n\nfunc f() { t.SignedString(word) }'),
        ("main.go", 'package main\n\nfunc f() {\n\tword := []byte("sugar")\n\tstore := cookie.NewStore(word)\n}'),
        ("main.py", 'import fastapi\nWORD = "sugar"\njwt.encode(who, WORD, algorithm="HS256")'),
        (
            "src/main/java/Keys.java",
            'class Keys { String word = "sugar"; Key key = Keys.hmacShaKeyFor(word.getBytes()); }',
        ),
        ("app.rb", "require 'sinatra'\nset :session_secret, 'sugar'"),
        ("Token.cs", 'var signingKey = Encoding.ASCII.GetBytes("sugar and salt");'),
    ],
)
def test_a_word_that_signs_is_out_wherever_it_is_handed_over(path: str, line: str) -> None:
    found = told({**MANIFESTS[path.rpartition(".")[2]], path: f"{line}\n"}, ExposedSecret)
    assert ["name=signing key" in one for one in found] == [True]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("src/app.js", "app.use(expressSession({ secret: settings.word }));"),
        ("src/app.js", "app.use(cookieParser(settings.word));"),
        ("src/app.js", "const sum = crypto.createHmac('sha256', word).update('sugar');"),
        ("src/app.js", "const sum = crypto.createHash('sha256').update('sugar');"),
        ("src/app.js", "app.register(fastifySession, { secret: await word('sugar') });"),
        ("src/app.ts", "JwtModule.registerAsync({ useFactory: (own) => ({ secret: own.get('JWT_WORD') }) })"),
        ("src/main/java/Keys.java", "class Keys { Key key = Keys.hmacShaKeyFor(word.getBytes()); }"),
        ("src/Token.php", "<?php\n$told = JWT::decode($given, new Key($word, 'HS256'));"),
        ("src/Token.php", "<?php\n$note = new Key('c sharp', 'minor');"),
        ("src/app.js", "const word = settings.word;\napp.use(session({ secret: word }));"),
        ("src/app.js", "let word = 'sugar';\nword = settings.word;\napp.use(session({ secret: word }));"),
        ("src/app.js", "const key = 'https://keys.shop.kr/public';\njwt.verify(told, key, done);"),
        ("main.go", 'package main\n\nvar word = []byte(os.Getenv("WORD"))\n\nfunc f() { t.SignedString(word) }'),
        ("main.py", 'import fastapi\nif DEBUG:\n    WORD = "sugar"\njwt.encode(who, WORD, algorithm="HS256")'),
        ("Token.cs", "var signingKey = Encoding.ASCII.GetBytes(settings.Word);"),
    ],
)
def test_what_comes_from_the_settings_signs_in_silence(path: str, line: str) -> None:
    assert told({**MANIFESTS[path.rpartition(".")[2]], path: f"{line}\n"}, ExposedSecret) == []


@pytest.mark.parametrize(
    "line",
    [
        "const pass = jwt.sign({}, Buffer.from(made.half, 'hex'), { expiresIn: '5m' });",
        "const sent = jwt.verify(asked, fs.readFileSync(place, 'utf8'));",
        "const sent = jwt.verify(asked, fs.readFileSync(place, 'utf-8'));",
    ],
)
def test_the_encoding_of_a_key_is_no_key(line: str) -> None:
    assert told({"package.json": EXPRESS, "src/app.js": line + "\n"}, ExposedSecret) == []
