"""The national service catalogue: a dated copy of it, and what it says about our contacts. Never part of an answer."""
