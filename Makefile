# Every target says what it does: `make help`. PYTHON=/path/to/python3.12 chooses the interpreter.
.PHONY: help run web engine actions standins setup test train check evaluate evaluate-stock bench bench-desk adapt-encoder fit-requests lock
.DEFAULT_GOAL := help

FIND = python=$$(sh deploy/find_python.sh) && exec "$$python"
APP = .venv/app/bin/python

help: ## Show what can be done here
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-15s %s\n' "$$name" "$$what"; done

run: ## Set up, train and start the whole product on this machine; Ctrl-C stops it
	@$(FIND) -m deploy.run

web: ## Start only web, with the demo settings
	@$(FIND) -m deploy.run web

engine: ## Start only the engine, with the demo settings
	@$(FIND) -m deploy.run engine

actions: ## Start only the action server, with the demo settings
	@$(FIND) -m deploy.run actions

standins: ## Start only the stand-ins for the council's systems
	@$(FIND) -m deploy.run standins

setup: ## Make the environments, with what the tests and the checks need
	@$(FIND) -m deploy.setup --tests

train: setup ## Train the model if data or settings changed
	@.venv/engine/bin/python -m bot.engine train

test: train ## Set up, train and run every test, two at a time (ARGS= goes to pytest)
	@$(APP) -m pytest -q -n 2 --dist worksteal $(ARGS)

check: setup ## Look over the code: lint, format, types, shape
	@$(APP) -m ruff check .
	@$(APP) -m ruff format --check .
	@$(APP) -m mypy
	@$(APP) -m pytest -q tests/test_shape.py tests/test_shape_names.py

evaluate: train ## Measure understanding on FILE=, lines of text<TAB>label
	@$(APP) -m deploy.evaluate $(FILE)

evaluate-stock: train ## The same beside stock Rasa's default pipeline, trained on the same data (needs Python 3.10)
	@$(FIND) -m deploy.setup --apart stock
	@$(APP) -m deploy.stock $(FILE) $(if $(EPOCHS),--epochs $(EPOCHS))

adapt-encoder: ## Fit the sentence encoder to our own sentences again (an hour and a half on two cores)
	@$(FIND) -m deploy.setup --apart adapt
	@.venv/adapt/bin/python -m deploy.adapt
	@$(MAKE) fit-requests

fit-requests: setup ## Choose again when a message is two requests; needed after another encoder
	@.venv/engine/bin/python -m bot.engine fit-requests

bench: train ## Measure the engine beside stock Rasa, how fast messages are answered, the desk for a minute, and reports
	@$(APP) -m deploy.bench
	@$(APP) -m pytest -q tests/bench/bench_answers.py tests/bench/bench_inbound.py tests/bench/bench_desk.py tests/bench/bench_reports.py

bench-desk: train ## Measure the desk for five minutes: 40 advisers, 200 residents (SECONDS= for another time, EVERY= for another pace)
	@DESK_SECONDS=$(or $(SECONDS),300) DESK_EVERY=$(or $(EVERY),30) $(APP) -m pytest -q tests/bench/bench_desk.py

lock: ## Pin again what requirements/app.in and test.in ask for (needs uv)
	@cd requirements && for one in app test; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url $$one.in -o $$one.lock || exit 1; \
	done
