"""From values to words in the reader's language."""
