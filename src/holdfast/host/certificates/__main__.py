"""Reads PEM text from standard input and writes its dates as JSON; see `holdfast.host.certificates.local`."""

import json
import sys

from holdfast.host.certificates.local import LARGEST_FILE, CertificateError, dates_of


def main() -> None:
    """Read, and write one line."""
    try:
        found = dates_of(sys.stdin.buffer.read(LARGEST_FILE + 1))
    except CertificateError as error:
        sys.stdout.write(json.dumps({"problem": str(error)}))
        return
    dates = {"begins": found.begins.timestamp(), "ends": found.ends.timestamp()}
    sys.stdout.write(json.dumps({**dates, "certificates": found.certificates}))


main()
