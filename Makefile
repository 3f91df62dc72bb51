# Everything a developer types. "make" alone says what there is.

GO       ?= go
LINT     := $(GO) tool -modfile=tools/lint/go.mod
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
TAGS     := nomsgpack,netgo,osusergo,sqlite_omit_load_extension
PACKAGES := ./...
# The packages where goroutines meet; under the race detector the whole takes too long on two cores.
RACING   := . ./handlers/... ./mailer/... ./models/...

.PHONY: help run test test-go test-race test-browser check lint fmt bench bench-go build

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve on http://localhost:8080 with a built-in mailbox
	$(GO) run .

test: test-go test-race test-browser ## run every test; what `.ci/run` calls

test-go:
	$(GO) vet $(PACKAGES)
	$(GO) test -timeout 15m $(PACKAGES)
	cd bench && $(GO) vet ./... && $(GO) test ./...

test-race:
	$(GO) test -race -short -timeout 15m $(RACING)

test-browser: ## walk the journey in a browser (part of test)
	./e2e/run.sh

check: test lint ## test and lint: run it before you push

lint: ## golangci-lint and gofumpt, built from tools/lint/go.mod
	$(LINT) golangci-lint run $(PACKAGES)
	cd bench && $(GO) tool -modfile=../tools/lint/go.mod golangci-lint run --disable forbidigo,gosec ./...

fmt: ## format the Go files
	$(LINT) gofumpt -w $$(git ls-files '*.go')

bench: ## run the load benchmark beside nginx and a naive version (BENCH='--quick --only pages')
	cd bench && $(GO) run . $(BENCH)

bench-go: ## run the Go benchmarks of the inner pieces
	$(GO) test -run '^$$' -bench . -benchmem $(PACKAGES)

build: ## build the one static binary that the Docker image holds
	CGO_ENABLED=1 $(GO) build -trimpath -tags '$(TAGS)' \
		-ldflags '-s -w -X main.version=$(VERSION) -linkmode external -extldflags "-static"' -o alliance .
