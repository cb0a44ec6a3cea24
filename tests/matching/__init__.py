"""Tests of what typed text is read as."""
