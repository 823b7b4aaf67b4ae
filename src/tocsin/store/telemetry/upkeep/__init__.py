"""The database itself: schema, retention, disk, backup, cluster."""
