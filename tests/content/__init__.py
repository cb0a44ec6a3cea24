"""The tests of the content room."""
