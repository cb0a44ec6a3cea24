"""Luotsi on the web.

`guard` stands at the door, `reading` takes requests in, `site` answers them, `pages` lays a screen out, `writing`
writes it, and `run` serves.
"""
