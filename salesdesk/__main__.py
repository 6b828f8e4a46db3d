"""Lets `python -m salesdesk` run the program."""

from salesdesk.cli.app import main

if __name__ == "__main__":
    main()
