# Two commands do everything: `make demo` and `make test`.
#   make demo                 install what is missing, build, open the sample cohort
#   make test                 lint, build with warnings as errors, all tests
#   make install PREFIX=DIR   a release binary with its completions (default /usr/local)
#   make benchmark-extraction   times beside PyRadiomics and flash-radiomics (Benchmarks/README.md), into docs/performance.md
#   make extraction-shares      where an extraction's instructions go, by callgrind, into docs/performance.md
#   make benchmark-terminal     first paint, key to frame, bytes, memory, fidelity, into docs/performance-terminal.md (minutes)
#   make fuzz RUNS=N          fuzz the reader of NIfTI files (docs/fuzzing.md)
#   make docs                 regenerate the guides of commands and features
#   make agreement            regenerate docs/agreement.md from the reference values beside the checkout
#   make simulations            coverage of every interval, rejections of every test; rewrites docs/simulations.md (minutes)
#   make benchmark-statistics   times beside R, lifelines, scikit-survival, scipy and numpy; rewrites docs/performance-statistics.md

PREFIX ?= /usr/local
STUDY ?= crc-lymph-node
RUNS ?= 1000000
SWIFT ?= swift
BUILD_PACKAGES = libncurses-dev libsqlite3-dev libnifti-dev libisal-dev libopenblas-dev
TEST_PACKAGES = tmux ncurses-term shellcheck python3
RELEASE = -c release $(shell scripts/link-flags.sh $(SWIFT))
TEST_BUILD = --scratch-path .build-test -c release -Xswiftc -enable-testing

.PHONY: demo build packages test-packages lint test install uninstall clean docs agreement toolchain \
  benchmark-extraction extraction-shares benchmark-terminal benchmark-statistics simulations fuzz

demo: build
	.build/release/radish demo $(STUDY)

build: toolchain packages
	$(SWIFT) build $(RELEASE) --product radish
	@.build/release/radish --version >/dev/null

toolchain:
	@command -v $(SWIFT) >/dev/null 2>&1 || { echo "radish: Swift 6.2 or later is needed and not on PATH; see https://www.swift.org/install" >&2; exit 1; }

packages:
	@[ -n "$(RADISH_SKIP_PACKAGES)" ] || scripts/require-packages.sh $(BUILD_PACKAGES)

test-packages:
	@[ -n "$(RADISH_SKIP_PACKAGES)" ] || scripts/require-packages.sh $(BUILD_PACKAGES) $(TEST_PACKAGES)

lint: toolchain test-packages
	scripts/lint.sh
	scripts/fuzz.sh check

test: lint
	$(SWIFT) build $(TEST_BUILD) --build-tests
	scripts/run-tests.sh $(SWIFT) test $(TEST_BUILD) --skip-build

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	install -m 755 .build/release/radish "$(DESTDIR)$(PREFIX)/bin/radish"
	.build/release/radish --generate-completion-script bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/radish"
	.build/release/radish --generate-completion-script zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_radish"
	.build/release/radish --generate-completion-script fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/radish.fish"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/radish" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/radish" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_radish" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/radish.fish"

docs: build
	scripts/commands-guide.sh .build/release/radish > docs/guide/commands.md
	.build/release/radish features guide > docs/guide/features.md

# Written beside and moved, so that a run that stops leaves the old figures.
benchmark-terminal: toolchain packages
	@[ -n "$(RADISH_SKIP_PACKAGES)" ] || scripts/require-packages.sh chafa python3 python3-venv
	Benchmarks/terminal.sh > docs/performance-terminal.md.new
	mv docs/performance-terminal.md.new docs/performance-terminal.md

benchmark-extraction: toolchain packages
	DOCUMENT=docs/performance.md Benchmarks/extraction.sh

extraction-shares: toolchain packages
	@[ -n "$(RADISH_SKIP_PACKAGES)" ] || scripts/require-packages.sh valgrind binutils python3
	DOCUMENT=docs/performance.md Benchmarks/extraction-shares.sh

# Written beside and moved, so that a run that stops leaves the old figures.
benchmark-statistics: toolchain packages
	Benchmarks/statistics.sh > docs/performance-statistics.md.new
	mv docs/performance-statistics.md.new docs/performance-statistics.md

simulations: toolchain packages
	$(SWIFT) build -c release --package-path Benchmarks --product simulations
	Benchmarks/.build/release/simulations > docs/simulations.md.new
	mv docs/simulations.md.new docs/simulations.md

fuzz: toolchain packages
	scripts/fuzz.sh run $(RUNS)
	scripts/fuzz.sh coverage

agreement: build
	python3 scripts/agreement.py .build/release/radish ../shared/reference > docs/agreement.md

clean:
	rm -rf .build .build-test .build-fuzz Benchmarks/.build
