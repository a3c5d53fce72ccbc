# Two commands do all set-up: `make run` and `make test`. Everything else is for whoever works on the project.
SHELL := /bin/bash
.DEFAULT_GOAL := help
DATA ?= ./slrt-data
LISTEN ?= 127.0.0.1:8080
NEXTEST = 0.9.143

.PHONY: help run build assets test fmt check build-tests unit drill browser snapshots clean

help: ## Shows this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: build ## Builds, makes a demo regency on SQLite, serves it, prints the address and how to log in
	target/release/slrt serve --demo --data $(DATA) --listen $(LISTEN)

build: assets ## Builds target/release/slrt
	@tools/need.sh rust cc
	cargo build --release --locked -p slrt

assets: frontend/dist/manifest.json ## Builds the browser's files
frontend/dist/manifest.json: $(shell find frontend/office -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
	@tools/need.sh node npm
	cd frontend/office && npm ci --no-audit --no-fund --silent && npm run --silent build
	@touch crates/web/src/assets.rs

test: ## Format, lints, rules, storage, pages and API on both engines, the binary, a real browser; prints minutes
	@tools/need.sh rust cc node npm postgres chromium
	@tools/steps.sh assets check build-tests unit browser

check: assets ## Format and lints
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cd frontend/office && npm run --silent typecheck && npm test --silent

build-tests: assets ## Compiles what the tests run
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest@$(NEXTEST)
	cargo nextest run --locked --workspace --no-run

unit: assets ## Tests of rules, storage, operations, API, pages and binary, on both engines, with snapshots and drills
	@tools/need.sh postgres
	INSTA_UPDATE=no tools/with-postgres.sh cargo nextest run --locked --workspace

drill: assets ## The drills alone: kill -9 under 64 writers, two who decide at once, PostgreSQL gone for ten seconds
	tools/with-postgres.sh cargo nextest run --locked --workspace -E 'binary(drills)'

# The binary is the one that the tests were compiled with: built by itself it would be compiled anew, with other features of what it rests on.
browser: build-tests ## Tests in a real browser, on both engines and in both languages; SLRT_SCREENSHOTS=1 keeps pictures in docs/screenshots
	@tools/need.sh node npm postgres chromium
	cd e2e && npm ci --no-audit --no-fund --silent
	tools/with-postgres.sh node --test --test-concurrency=2 e2e/tests/*.test.mjs

fmt: ## Formats
	cargo fmt --all

snapshots: assets ## Accepts changed snapshots (OpenAPI, help, permissions, schema, personal data): look at them
	INSTA_UPDATE=always tools/with-postgres.sh cargo nextest run --locked --workspace
	@git status --short

clean: ## Removes what was built
	rm -rf target frontend/dist frontend/office/node_modules e2e/node_modules
