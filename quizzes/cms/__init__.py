"""The pages of authors and reviewers in the CMS, beside the viewsets of `wagtail_hooks`."""
