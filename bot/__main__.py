"""`python -m bot` is `luotsi`."""

from bot.cli import main

main()
