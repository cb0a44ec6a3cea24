"""Tests of what keeps the three languages in step."""
