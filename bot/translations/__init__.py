"""Translations kept in step: which texts were changed in one language only, and sheets for translators."""
