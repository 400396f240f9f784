"""Settings: `base` for everybody, then `dev`, `test` or `production`."""
