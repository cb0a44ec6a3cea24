"""Luotsi: a worker's worry goes in, the right local contact and procedure come out."""
