"""The words in commands of tools that fetch, build and publish behind which a secret stands."""

from holdfast.model.regex import regex

LOGIN = regex(
    r"""(?x)
    (?P<key>\b(?:
        (?:npm|yarn|pnpm)[ \t]{1,3}(?:config[ \t]{1,3})?set[ \t]{1,3}["']?[\w./:@-]{0,100}?
            (?i:auth|token|password)\w{0,20}["']?[ \t=]{1,3}
        | poetry[ \t]config[ \t]{1,3}(?:pypi-token\.\S{1,60}|http-basic\.\S{1,60}[ \t]{1,3}\S{1,60})[ \t]{1,3}
        | composer[ \t]config[ \t]{1,3}(?:-\S{1,20}[ \t]{1,3}){0,3}
            (?:(?:bearer|github-oauth|gitlab-(?:oauth|token))\.\S{1,80}
                | http-basic\.\S{1,80}[ \t]{1,3}\S{1,60})[ \t]{1,3}
        | bundle[ \t]config[ \t]{1,3}(?:set[ \t]{1,3})?(?:-\S{1,20}[ \t]{1,3}){0,3}\S{1,80}[ \t]{1,3}["']?[\w.@-]{1,60}:
        | BUNDLE_[A-Z_]{1,60}=["']?[\w.@-]{1,60}:(?!//)
        | (?:(?:podman|nerdctl|buildah|skopeo|oras|eas|az[ \t]acr|crane[ \t]auth|helm[ \t]registry)[ \t]login
            | cqlsh | rabbitmqadmin | cypher-shell
            | twine[ \t]upload | dotnet[ \t]nuget)\b[^\n|;&]{0,200}?[ \t]-p[ \t=]{1,3}
        | skopeo\b[^\n|;&]{0,200}?[ \t]--(?:\w{1,6}-)?creds[ \t=]{1,3}["']?[^\s:"']{1,80}:
        | curl\b[^\n|;&]{0,200}?[ \t](?:-U|--proxy-user)[ \t=]{0,3}["']?[^\s:"']{1,80}:
        | smbclient\b[^\n|;&]{0,200}?[ \t]-U[ \t]{0,3}["']?[^\s%"']{1,80}%
        | (?:(?:vault|cargo|wandb)[ \t]login | snyk[ \t]auth | ngrok[ \t](?:config[ \t]add-)?authtoken
            | cloudflared[ \t]service[ \t]install | configure[ \t]set[ \t]token | config[ \t]--set[ \t]token)[ \t]{1,3}
        | netlify\b[^\n|;&]{0,200}?[ \t]--auth[ \t=]{1,3}
        | X-Amz-Signature=
        | mc[ \t](?:alias[ \t]set|config[ \t]host[ \t]add)(?:[ \t]{1,3}[^\s-]\S{0,199}){3}[ \t]{1,3}
        | db\.auth\(\s{0,9}["'][^"'\n]{1,60}["'],\s{0,9}
        | (?i:authorization)["']?:[ \t]{0,3}(?=[^\s"']{0,80}\d)
        # As scripts tell FTP who comes.
        | (?i:quote[ \t]pass)[ \t]{1,3}
        | (?m:^)user[ \t]{1,3}[\w.@-]{1,60}[ \t]{1,3}(?=\S{0,60}\d\S{0,60}[ \t]{0,9}(?m:$))
        | NEO4J_AUTH["']?[ \t]{0,3}[:=][ \t]{0,3}["']?[\w.-]{1,40}/
        # What fills the blank of a text, or takes the place of a word in it.
        | printf[ \t]{1,9}["'][^"'\n%]{0,100}(?i:passw|_pass|pwd|secret|token|_key)\w{0,40}=%s[^"'\n]{0,20}
            ["'][ \t]{1,9}
        | (?<=["'\s;])s[/|\#,][^\n/|\#,=]{0,60}(?i:passw|pwd|(?:_|\b)p(?:w|ass)(?![a-z])|secret|token|_key(?![a-z]))
            [^\n/|\#,=]{0,40}[/|\#,](?=[^\s/|\#,=$][^\n/|\#,=]{3,100}[/|\#,])
        | \bJWT=(?=[^\s"']{0,80}\d)
        # Tools that keep secrets are told each by its name, whatever that is, and its value.
        | (?:vault[ \t]kv[ \t](?:put|patch)[ \t]{1,3}\S{1,100} | (?:doppler|infisical|fly|flyctl)[ \t]secrets[ \t]set
                | copilot[ \t]secret[ \t]init\b[^\n|;&]{0,200}?[ \t]--values)[ \t=]{1,3}["']?[\w.-]{1,80}=(?![@$])
        | doppler[ \t]secrets[ \t]set[ \t]{1,3}[\w.-]{1,80}[ \t]{1,3}
        | chamber[ \t]write(?:[ \t]{1,3}[\w./-]{1,80}){2}[ \t]{1,3}
        | gh[ \t]secret[ \t]set\b[^\n|;&]{0,200}?[ \t]-b(?=["'])
        | (?:sls|serverless)[ \t]config[ \t]credentials\b[^\n|;&]{0,200}?[ \t]-s[ \t=]{1,3}
        | (?i:(?:aws_)?secret_access_key)[ \t|]{1,40}(?![=:|])(?=\S{0,60}\d)
        | (?:echo|printf)[ \t]{1,9}(?:-[en][ \t]{1,9})?(?=[^\s|]{1,200}[ \t]{0,9}\|[ \t]{0,9}
                (?:docker[ \t]secret|aws[ \t]secretsmanager|kubeseal|podman[ \t]secret))
        )
        | [ \t]--from-literal[ \t=]{1,3}["']?[\w.-]{1,80}=(?!\$)
        | [ \t]--(?:auth-?(?:token|key)[ \t=]{1,3}|basic-auth[ \t=]{1,3}["']?[^\s:"']{1,80}:)
        | (?<=[?&])(?:sig=|(?:key|auth)=(?=[^\s&"'/]{0,60}\d)) | (?<=-D)sonar\.login=
    )
    (?P<value>\\?"[^"\n]*"|\\?'[^'\n]*'|[^\s\-"'&][^\s"',&\]]*)
    """
)
"""A `key` and the `value` that opens the door; also the signature of an address that lets in whoever has it."""
TELLS = (
    *("config", "npm", "bundle_", "podman", "nerdctl", "buildah", "skopeo", "oras", "eas", "crane", "helm", "az acr"),
    *("twine", "nuget", "curl", "smbclient", "vault", "cargo", "wandb", "snyk", "ngrok", "cloudflared", "configure"),
    *("netlify", "sonar.login", "x-amz-signature", "--auth", "--basic-auth", "sig=", "yarn", "cqlsh", "cypher-shell"),
    *("doppler", "infisical", "fly", "copilot", "chamber", "--from-literal", "gh secret", "sls", "serverless"),
    *("secret_access_key", "docker secret", "secretsmanager", "kubeseal", "podman", "rabbitmqadmin", "mc alias"),
    *(
        "_auth",
        "?key=",
        "&key=",
        "?auth=",
        "&auth=",
        "db.auth",
        "authorization",
        "printf",
        "sed ",
        "jwt=",
        "quote",
        "user ",
    ),
)
"""Words of which one stands, in lower case, in whatever `LOGIN` matches."""
