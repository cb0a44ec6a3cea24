"""The commands, one a module: the command is the function that bears the module's name."""
