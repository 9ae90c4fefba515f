SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --warn-undefined-variables --no-builtin-rules

OUT := out
BIN := bin
# The linter is built from its module, in a cache of its own, so that nothing of
# it enters our go.mod.
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 30s
# Where this is run by a CI, a missing browser is a failure and not a skip.
CI ?=

.PHONY: help
help: ## show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

.PHONY: run
run: chromium build ## install what is missing, run the catalogue in real Chromium, say where the reports are
	@mkdir -p $(OUT)
	$(BIN)/corslab run --report ndjson=$(OUT)/results.ndjson --report junit=$(OUT)/junit.xml --report markdown=$(OUT)/summary.md

.PHONY: build
build: ## build bin/corslab
	@mkdir -p $(BIN)
	go build -trimpath -o $(BIN)/corslab ./cmd/corslab

.PHONY: test
test: compiler chromium vet lint unit race scripts suite ## everything a landing must pass

.PHONY: vet
vet: ## go vet and gofmt
	go vet ./...
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "not gofmt-clean: $$unformatted"; exit 1; fi

.PHONY: lint
lint: ## golangci-lint, at a pinned version
	go run $(GOLANGCI) run ./...

.PHONY: unit
unit: ## unit tests, layers, deliberate faults, the command's scripts left out
	go test -shuffle=on $$(go list ./... | grep -v -e '^github.com/corslab/corslab$$' -e /cmd/)
	go test -shuffle=on -run '^Test(Layers|Faults)' .

.PHONY: race
race: ## the rooms that run goroutines, under the race detector
	go test -race -short ./servers/... ./harness/... ./report/...

.PHONY: scripts
scripts: ## the command, as txtar scripts
	go test ./cmd/...

.PHONY: suite
suite: ## the conformance suite: the catalogue in real Chromium
	go test -run '^TestSuite$$' . -ginkgo.v=false -ginkgo.no-color

.PHONY: bench
bench: chromium build ## speed, memory, cold start: out/bench.txt for benchstat, bench.md, bench.svg; Linux
	@mkdir -p $(OUT)
	go test -run '^$$' -bench . -benchmem -cpu 1 -count 7 ./fetch | tee $(OUT)/bench.txt
	go test -run '^$$' -bench . -benchmem -count 3 ./policy/... ./harness | tee -a $(OUT)/bench.txt
	go test -run '^$$' -bench . -benchtime 1x -count 5 ./report | tee -a $(OUT)/bench.txt
	go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./harness/chromium -args -samples $(CURDIR)/$(OUT)/bench-run.txt
	@cat $(OUT)/bench-run.txt | tee -a $(OUT)/bench.txt
	@rm $(OUT)/bench-run.txt
	go run ./scripts/bench -corslab $(BIN)/corslab -out $(OUT) measure | tee -a $(OUT)/bench.txt
	go run ./scripts/bench -out $(OUT) draw
	@cat $(OUT)/bench.md; echo "benchstat reads $(OUT)/bench.txt; the plot is $(OUT)/bench.svg"

.PHONY: s3
s3: chromium ## the S3 engine beside a real S3-compatible server, versitygw, and the recordings; the table goes to out/versitygw.md
	@mkdir -p $(BIN) $(OUT)
	cd adapters/versitygw && CGO_ENABLED=0 go build -trimpath -o ../../$(BIN)/versitygw github.com/versity/versitygw/cmd/versitygw
	cd adapters/versitygw && go run . -gateway ../../$(BIN)/versitygw -o ../../$(OUT)/versitygw.md

.PHONY: peers
peers: build node nginx caddy ## put the middleware of adapters/ under the suite; the table goes to docs/conformance.md
	@mkdir -p $(OUT)
	go run ./scripts/middleware -corslab $(BIN)/corslab -out $(OUT) -o docs/conformance.md peers

.PHONY: cves
cves: build node ## packages before and after a mistake of theirs became known; the table goes to docs/cves.md
	@mkdir -p $(OUT)
	go run ./scripts/middleware -corslab $(BIN)/corslab -out $(OUT) -o docs/cves.md cves

.PHONY: quirks
quirks: chromium build ## real Chromium against the standard, and without each single quirk: what is not needed is named; tables in out/
	@mkdir -p $(OUT)
	@$(BIN)/corslab run --profile standard > $(OUT)/standard.txt 2>&1 || test $$? = 4
	@sed -n '/^departures of the browser/,$$p' $(OUT)/standard.txt
	@grep -q '^departures of the browser from the profile (0 results disagree' $(OUT)/standard.txt
	@$(BIN)/corslab list --quirks --format json | awk -F'"' '/"quirk":/ {q = $$4} /"scenario":/ {s = $$4} $$2 ~ /^chromium/ {print q, s}' > $(OUT)/quirk-scenarios.txt
	@while read -r quirk suite; do \
		$(BIN)/corslab run --without-quirk $$quirk --run "$$suite**" > $(OUT)/quirk.txt 2>&1 || test $$? = 4; \
		verdict=$$(grep -o 'predicted≠observed in .*' $(OUT)/quirk.txt || echo 'NOT SHOWN: see its suite for a wait that is too long to be waited'); \
		printf '%-38s %-30s %s\n' $$quirk $$suite "$$verdict"; \
	done < $(OUT)/quirk-scenarios.txt | tee $(OUT)/quirks.txt
	@! grep -v preflight-cache-cap-7200 $(OUT)/quirks.txt | grep 'NOT SHOWN'

.PHONY: mutate
mutate: ## small changes to fetch and policy/s3, each of which the tests should notice; takes about ten minutes
	go run ./scripts/mutate ./policy/s3 ./fetch

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (default 30s) each
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "== $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
		done; \
	done

.PHONY: site
site: ## the playground as static files in out/site, with the engine as WebAssembly, for any web host
	rm -rf $(OUT)/site
	mkdir -p $(OUT)/site
	cp -r playground/site/. $(OUT)/site/
	cp playground/wasm/engine.js "$$(go env GOROOT)/lib/wasm/wasm_exec.js" $(OUT)/site/
	sed -i -f playground/wasm/policy.sed $(OUT)/site/index.html
	GOOS=js GOARCH=wasm go build -trimpath -ldflags='-s -w' -o $(OUT)/site/corslab.wasm ./playground/wasm
	@du -h $(OUT)/site/corslab.wasm; echo "any web server can have it: python3 -m http.server -d $(OUT)/site"

.PHONY: site-test
site-test: chromium site ## a browser uses the static playground
	CORSLAB_SITE=$(CURDIR)/$(OUT)/site go test -count=1 -v -run '^TestStaticSite$$' ./cmd/corslab

.PHONY: schema
schema: build ## write the schema of the scenario file to out/, for an editor
	@mkdir -p $(OUT)
	$(BIN)/corslab schema > $(OUT)/scenario.schema.json

AXE := 4.14.1

.PHONY: axe
axe: chromium ## the pages we make under axe-core, which comes from npm: no serious finding, in light and dark
	@mkdir -p $(OUT)/axe
	cd $(OUT)/axe && npm pack --silent axe-core@$(AXE) && tar xzf axe-core-$(AXE).tgz package/axe.min.js
	CORSLAB_AXE=$(CURDIR)/$(OUT)/axe/package/axe.min.js go test -count=1 -run 'IsAccessible$$' ./report ./cmd/corslab

.PHONY: screenshots
screenshots: chromium build ## make the pictures of report and playground in docs/
	docs/screenshots.sh

.PHONY: picture
picture: chromium build ## make the picture in the README out of what the command prints
	docs/picture.sh

.PHONY: clean
clean: ## remove what was built and reported
	rm -rf $(BIN) $(OUT)

# --- what a bare Debian machine lacks --------------------------------------

SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo || true)

.PHONY: chromium
chromium:
	@if ! command -v chromium chromium-browser google-chrome chrome >/dev/null; then \
		echo "installing Chromium"; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -yq --no-install-recommends chromium; \
	fi

.PHONY: nginx caddy
nginx caddy:
	@if ! command -v $@ >/dev/null && ! [ -x /usr/sbin/$@ ]; then \
		echo "installing $@"; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -yq --no-install-recommends $@; \
	fi

.PHONY: node
node:
	@if ! command -v npm >/dev/null; then \
		echo "installing Node"; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -yq --no-install-recommends nodejs npm; \
	fi

.PHONY: compiler
compiler:
	@if ! command -v gcc >/dev/null; then \
		echo "installing a C compiler for the race detector"; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -yq --no-install-recommends gcc libc6-dev; \
	fi
