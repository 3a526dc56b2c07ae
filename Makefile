.PHONY: build test demo
build:
	swift build -c release --product radish
