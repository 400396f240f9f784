"""The coordinator's pages. Each view is for those who coordinate the organization; a 404 for everybody else."""
