"""Every component with its states on one page, for those who build or check pages."""
