"""Luotsi on Telegram: `receive` takes updates in, `talk` answers them, `looks` draws a screen, `calls` delivers it."""
