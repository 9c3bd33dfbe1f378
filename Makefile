# Two commands do everything on a bare Debian 12: `make run` and `make test`.

.PHONY: help run test check

help: ## this list
	@sed -n 's/^\([a-z]*\): ## /  make \1\t/p' $(MAKEFILE_LIST)

run: ## install what is missing, then start the portal on 127.0.0.1 (port 8000, or PORT=...)
	@sh .setup/prepare run
	@exec sh .setup/serve

# The tests' settings bring a secret key of their own and touch no real data.
test check: export DJANGO_SETTINGS_MODULE = tests.settings

test: ## everything: checks, all tests on SQLite, those that use a database on PostgreSQL too
	@sh .setup/prepare test
	@exec .venv/bin/python manage.py gate

check: ## the quick part: checks, then the tests that need neither Chromium nor PostgreSQL
	@sh .setup/prepare check
	@exec .venv/bin/python manage.py gate --quick
