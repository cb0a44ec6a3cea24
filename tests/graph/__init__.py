"""Tests of the picture of the tree."""
