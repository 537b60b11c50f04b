"""`python -m onestop` is the command line."""

from onestop.cli import main

main()
