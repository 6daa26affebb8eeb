"""What a shell writes in front of a command that people copy from a terminal together with it."""

PROMPT = (
    r"(?:\([\w.-]{1,40}\)[ \t]+)?"
    r"(?:\[[\w.-]{1,40}@[^\]\n]{1,80}\][ \t]?[$#%]"
    r"|[\w.-]{1,40}@[\w.-]{1,80}(?::[^\n$#%]{0,80}|[ \t][~/\w][^\s$#%]{0,60})?[ \t]?[$#%]"
    r"|[~/][\w./~-]{0,60}\$|~#|[$❯➜])"
)
"""`$`, `~/shop$`, `ubuntu@ip-10-0-0-4:~$`, `[ec2-user@ip-10-0-0-4 ~]$`, `me@mac shop %`, each behind `(venv)` too."""
