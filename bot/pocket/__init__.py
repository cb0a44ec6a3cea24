"""The pocket copy: one place and one role in a file that needs no network."""
