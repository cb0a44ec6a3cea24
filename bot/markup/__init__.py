"""The lines of a screen as HTML: `sections` gathers them, `lines.html` holds the macros that write them."""
