# Yinxin's workshop. `make help` lists what can be asked for.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GOLANGCI_VERSION := v2.15.0
LINT             := bin/golangci-lint-$(GOLANGCI_VERSION)

# Packages where concurrency counts: their tests run under the race detector.
# A name with nothing behind it yet is no error.
RACED := $(addsuffix /...,$(addprefix ./internal/,store sealing signin work blob vault queue))

# One limit for the slowest package; a test that hangs is a failure with a
# stack trace, not a build that never ends.
TEST_TIMEOUT := 15m

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: deps
deps: ## install what the tests start, or name what is missing and stop
	@tools/deps tests
	@$(MAKE) --no-print-directory $(LINT)

$(LINT):
	@echo "building golangci-lint $(GOLANGCI_VERSION), once: a minute or two"
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv bin/golangci-lint $@

.PHONY: build
build: ## build ./bin/yinxin
	CGO_ENABLED=0 go build -trimpath -o bin/yinxin ./cmd/yinxin

.PHONY: build-pkcs11
build-pkcs11: ## build ./bin/yinxin with keys in devices (PKCS #11; needs a C compiler)
	CGO_ENABLED=1 go build -trimpath -tags pkcs11 -o bin/yinxin ./cmd/yinxin

.PHONY: run
run: ## start the demo on 127.0.0.1:8080
	go run ./cmd/yinxin demo

.PHONY: fmt
fmt: ## format every Go file
	git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 -r gofmt -w -s

.PHONY: generate
generate: ## make the generated files anew
	go generate ./...

.PHONY: lint
lint: $(LINT) ## run the linters of .golangci.yml
	$(LINT) run ./...
	CGO_ENABLED=1 $(LINT) run --build-tags pkcs11 ./internal/signature/key/... ./internal/bench

.PHONY: verify
verify: lint ## what needs no test run: format, merge marks, vet, lint, tidy, generated files, import directions
	@unformatted=$$(git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 -r gofmt -s -l); \
	 if [ -n "$$unformatted" ]; then echo "not formatted; run make fmt:"; echo "$$unformatted"; exit 1; fi
	@! git grep -nE '^(<{7}|>{7}) ' -- . || { echo "marks of a merge are left"; exit 1; }
	go vet ./...
	CGO_ENABLED=1 go vet -tags pkcs11 ./internal/signature/key/... ./internal/bench
	go mod tidy -diff
	go mod verify
	tools/generated-current
	go test -count=1 ./internal/archtest/...

.PHONY: test
test: ## every test; those of concurrent packages under the race detector
	@echo "== tests"
	@raced=$$(go list $(RACED) 2>/dev/null); \
	 plain=$$(go list ./... | grep -v -x -F -f <(printf '%s\n' "$$raced" "-")); \
	 go test -timeout $(TEST_TIMEOUT) $$plain; \
	 if [ -n "$$raced" ]; then echo "== tests under the race detector"; \
	   CGO_ENABLED=1 go test -race -timeout $(TEST_TIMEOUT) $$raced; fi
	@echo "== tests with keys in a device"
	CGO_ENABLED=1 go test -tags pkcs11 -timeout $(TEST_TIMEOUT) ./internal/signature/key/hsm/...
	CGO_ENABLED=1 go test -tags pkcs11 -timeout $(TEST_TIMEOUT) -run ^TestDeviceIsMeasured$$ ./internal/bench

# Every fuzz target is run for this long; what one finds is kept under the
# package's testdata/fuzz and runs as a test ever after.
FUZZTIME := 5s

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME each
	@tools/fuzz $(FUZZTIME)

.PHONY: check
check: ## deps + verify + test: all that must hold before a change lands
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory verify
	@$(MAKE) --no-print-directory test
	@echo "check: deps, verify and test all hold"

.PHONY: bench
bench: ## measure this machine and pyHanko on it; docs/benchmarks.md says what the figures mean
	bench/run

.PHONY: pictures
pictures: ## take the pictures in docs/pictures anew
	YINXIN_PICTURES=$(CURDIR)/docs/pictures go test -count=1 -run '^TestPicturesOfTheDocumentation$$' ./internal/journey

.PHONY: conformance
conformance: ## let tools nobody here wrote judge our copies and API; writes docs/conformance.md
	@tools/deps judges
	conformance/run

.PHONY: clean
clean: ## remove what make built
	rm -rf bin build
