# Foliot: every task is one word. Binaries land in build/bin/.
#
#   make run     install what is missing, build, show the suite working (no network, no root, no clock touched)
#   make test    the same set-up, then every test
#   make help    the others

PRESET ?= release
BUILD := build/$(PRESET)
JOBS ?= $(shell nproc)
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
TIME ?= 15
SOAK ?= 3600
WERROR ?= OFF
DESTDIR ?=
PREFIX ?= /usr

BUILD_PACKAGES := g++ cmake ninja-build make pkg-config python3 libfmt-dev libcli11-dev libgtest-dev libgmock-dev \
	libbenchmark-dev libcap-dev libseccomp-dev universal-ctags nettle-dev nlohmann-json3-dev libedit-dev \
	libbpf-dev clang
TEST_PACKAGES := iproute2 util-linux procps libseccomp2 libcap2 libbsd0 libedit2 libgnutls30 libssl3
PACKAGE_PACKAGES := dpkg-dev rpm
PACKAGE_TEST_PACKAGES := mmdebstrap util-linux iproute2 systemd apparmor shellcheck dash bash-completion logrotate strace python3-yaml
BENCH_PACKAGES := iproute2 ethtool util-linux
LINT_PACKAGES := clang-19 clang-tidy-19 libclang-rt-19-dev

.PHONY: run test deps deps-test deps-lint deps-package configure build unit house system sanitize lint fuzz fuzz-coverage soak bench package package-test install install-system clean help

run: build
	@python3 tools/demo.py --bin build/bin $(ARGS)

test: deps-test build
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)
	@python3 tests/system/run.py --bin build/bin
	@$(MAKE) --no-print-directory sanitize

## Unit tests only.
unit: build
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

## System tests only: real processes in network namespaces (root).
system: deps-test build
	@python3 tests/system/run.py --bin build/bin $(ARGS)

## The unit tests under ASan+UBSan (clang, one build with the fuzz targets) and under TSan (GCC).
sanitize: deps-lint
	@for preset in asan-ubsan tsan; do \
	  cmake --preset $$preset >/dev/null && cmake --build build/$$preset -j $(JOBS) && \
	  ctest --test-dir build/$$preset --output-on-failure -j $(JOBS) -E '^(house|fresh_swarm)$$' || exit 1; done

deps:
	@tools/install_packages.sh $(BUILD_PACKAGES)

deps-test: deps
	@tools/install_packages.sh $(TEST_PACKAGES)
	@tools/fetch_peers.sh build/peers

deps-package: deps
	@tools/install_packages.sh $(PACKAGE_PACKAGES)

deps-lint: deps
	@tools/install_packages.sh $(LINT_PACKAGES)

configure: deps
	@cmake --preset $(PRESET) -DFOLIOT_WERROR=$(WERROR)

build: configure
	@cmake --build $(BUILD) -j $(JOBS)

## clang-tidy over the sources, and the house rules.
lint: deps-lint configure
	@python3 tools/check_house.py .
	@python3 tools/lint.py --build $(BUILD) --jobs $(JOBS)

## Each fuzz target for TIME seconds, from its corpus.
fuzz: deps-lint
	@cmake --preset asan-ubsan >/dev/null && cmake --build build/asan-ubsan --target fuzz_targets -j $(JOBS)
	@tools/run_fuzz.sh build/asan-ubsan/bin $(TIME)

## Endurance: load, garbage, queries and reloads for SOAK seconds (root).
soak: deps-test build
	@python3 tests/system/soak.py --bin build/bin --seconds $(SOAK)

## How much of the rooms that read what comes from outside the corpora of the fuzz targets reach.
fuzz-coverage: deps-lint
	@tools/install_packages.sh llvm-19
	@tools/fuzz_coverage.sh build/coverage

## Micro-benchmarks, and how fast ntpd answers against chronyd (root, in network namespaces).
bench: deps
	@cmake --preset release -DFOLIOT_BENCH=ON >/dev/null && cmake --build $(BUILD) -j $(JOBS)
	@for b in build/bin/bench_*; do $$b || exit 1; done
	@tools/install_packages.sh $(BENCH_PACKAGES)
	@tools/fetch_peers.sh build/peers
	@$(SUDO) python3 bench/serve.py --bin build/bin --peers build/peers $(ARGS)
	@for limits in --unlimited ''; do \
	  $(SUDO) python3 bench/serve.py --bin build/bin --peers build/peers --inside-kernel $$limits \
	    --ours 'workers 1; xdp auto native' $(ARGS) || exit 1; done
	@$(SUDO) python3 bench/query.py --bin build/bin --peers build/peers

## Programs and documents below PREFIX; install-system (as root, PREFIX=/usr): units, /etc and hooks besides.
install: build
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX)

install-system: install
	@DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(PREFIX) --component system

## build/packages: .deb, .rpm and the source archive.
package: build deps-package
	@rm -rf build/packages && mkdir -p build/packages
	@cd $(BUILD) && cpack -B $(CURDIR)/build/packages && cpack --config CPackSourceConfig.cmake -B $(CURDIR)/build/packages
	@rm -rf build/packages/_CPack_Packages && ls -l build/packages

## Builds the packages, looks into them, installs them into scratch roots, runs what they brought, and removes them.
package-test: package
	@tools/install_packages.sh $(PACKAGE_TEST_PACKAGES)
	@python3 tests/package/run.py --packages build/packages --bin build/bin

clean:
	rm -rf build

help:
	@echo "run test deps build unit system sanitize lint fuzz fuzz-coverage soak bench package package-test install install-system clean"
