"""The commands, one file each; a file offers its command as `command`."""

__all__: list[str] = []
