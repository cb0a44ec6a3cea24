"""From YAML files to checked knowledge."""
