# `make run` and `make test` do all set-up themselves; a machine needs Python 3.11+ and make, nothing else.
.PHONY: help run test check manage lock clean reset
.DEFAULT_GOAL := help

# `exec`: Ctrl-C and kill reach the tool itself, which stops what it started.
tool = @python=$$(sh tools/python.sh) && exec "$$python" -m tools.bootstrap

help:
	@echo 'make run     serve the course with a demo organization   (PORT=8000 HOST=127.0.0.1 PYTHON=python3.12)'
	@echo 'make test    run every test                              (ARGS="-k certificate")'
	@echo 'make check   lint, types, import rules, migrations, production settings'
	@echo 'make manage  one Django command on the development data  (ARGS="createsuperuser")'
	@echo 'make lock    pin the requirements anew, with hashes  (ARGS=--upgrade)'
	@echo 'make clean   remove .venv and caches; the data in var/ stay'
	@echo 'make reset   remove the development data in var/'

run test check manage lock:
	$(tool) $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A running PostgreSQL would be left without its data: its lock file says that it runs.
reset:
	@if [ -e var/postgres/postmaster.pid ]; then echo 'Stop "make run" first, then: make reset'; exit 1; fi
	rm -rf var
