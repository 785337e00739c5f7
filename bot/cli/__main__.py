"""`python -m bot.cli` is `policybot`."""

from bot.cli import main

if __name__ == "__main__":
    main()
