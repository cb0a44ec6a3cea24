"""Tests of what an edit changes for readers."""
