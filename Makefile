# Two commands do all set-up: `make run` and `make test`. Everything else is for whoever works on the project.
SHELL := /bin/bash
.DEFAULT_GOAL := help
DATA ?= ./slrt-data
LISTEN ?= 127.0.0.1:8080
NEXTEST = 0.9.143

.PHONY: help run build assets spine test fmt check unit browser e2e postgres snapshots clean

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

test: ## Rules, storage and operations on both engines, and the binary; prints minutes
	@tools/need.sh rust cc node npm postgres
	@tools/steps.sh assets spine

# `check`, `unit` and `browser` join `test` as soon as all of their cases pass: see docs/state.md.

check: assets ## Format and lints
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cd frontend/office && npm run --silent typecheck && npm test --silent

SPINE = -p slrt-domain -p slrt-linkage -p slrt-documents -p slrt-storage -p slrt-operations
spine: assets ## Tests of rules, storage and operations, on both engines; builds the binary
	@tools/need.sh postgres
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest@$(NEXTEST)
	INSTA_UPDATE=no tools/with-postgres.sh cargo nextest run --locked $(SPINE)
	cargo build --locked -p slrt

unit: assets ## Tests of rules, storage, operations, API and pages, on both engines
	@tools/need.sh postgres
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest@$(NEXTEST)
	cargo build --locked -p slrt
	INSTA_UPDATE=no tools/with-postgres.sh cargo nextest run --locked --workspace
	cargo test --locked --workspace --doc -q

browser: assets ## Tests in a real browser, on both engines
	@tools/need.sh node npm postgres chromium
	cargo build --locked -p slrt
	cd e2e && npm ci --no-audit --no-fund --silent
	tools/with-postgres.sh node --test --test-concurrency=1 e2e/tests/*.test.mjs

fmt: ## Formats
	cargo fmt --all

snapshots: assets ## Accepts changed snapshots (OpenAPI, help, permissions, schema, personal data): look at them
	INSTA_UPDATE=always tools/with-postgres.sh cargo nextest run --locked --workspace
	@git status --short

clean: ## Removes what was built
	rm -rf target frontend/dist frontend/office/node_modules e2e/node_modules
