"""What is cloned to work with, by its name or by the hidden folder that it goes into, and is no part of the product."""

CLONES_TOOL = (
    r"/(?:oh-my-zsh|n?vm|rbenv|nodenv|ruby-build|pyenv|asdf|vcpkg|letsencrypt|certbot)(?:\.git)?(?![\w-])"
    r"|\s[\"']?(?:~|\$\{?HOME\}?|/root|/home/\w{1,30})?/?\.\w"
)
