"""`python -m holdfast`."""

from holdfast.cli.start import main

main()
