"""The commands of `standoff`: a file a command, named as the command."""
