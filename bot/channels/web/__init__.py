"""Luotsi on the web: `site` takes requests in, `pages` lays a screen out, `guard` stands at the door, `run` serves."""
