"""The shells: they turn their events into messages and screens into what they can show. No wording, no content."""
