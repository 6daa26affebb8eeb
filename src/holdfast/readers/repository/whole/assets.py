"""Files that only a browser, a phone or a translator opens: no reader is asked whether it wants one."""

_ENDINGS = frozenset(
    [
        *("png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "avif", "bmp", "tif", "tiff", "psd"),
        *("woff", "woff2", "ttf", "otf", "eot"),
        *("mp3", "mp4", "wav", "ogg", "webm", "mov", "avi"),
        *("css", "scss", "sass", "less", "map", "snap"),
        *("po", "pot", "mo", "xlf", "strings"),
        *("zip", "gz", "tgz", "bz2", "xz", "7z", "jar", "war", "class", "pyc", "so", "dll", "exe"),
    ]
)


def is_asset(path: str) -> bool:
    """Whether its ending says so. Half of the files of a product may be of these, and to ask each reader takes time."""
    _, dot, ending = path.rpartition(".")
    return dot != "" and ending.lower() in _ENDINGS
