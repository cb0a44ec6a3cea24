"""How well typed text is understood: labelled rows of our own, and the command that scores them."""
