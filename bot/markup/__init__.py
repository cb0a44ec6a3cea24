"""The lines of a screen as HTML: `sections` gathers them, `lines` writes them."""
