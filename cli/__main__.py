"""Lets `python -m cli` stand in for the `mining` command."""

from cli.main import main

main()
