#!/bin/sh
# Walks the journey in Debian's Chromium. Installs what is missing where it may, else says what to do.
set -eu
cd "$(dirname "$0")"
: "${CHROMIUM:=/usr/bin/chromium}"
export CHROMIUM PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

give_up() {
	echo "browser tests: $1" >&2
	exit 1
}

node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null ||
	give_up 'install Node.js 20 or newer with npm, then try again'

if ! [ -x "$CHROMIUM" ]; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
	fi
	[ -x "$CHROMIUM" ] ||
		give_up "install Chromium (sudo apt-get install chromium), or name yours: CHROMIUM=/path/to/it"
fi

# what reads certificate and poster: text, fonts, QR code
reads_documents() { command -v pdftotext && command -v zbarimg; }
if ! reads_documents >/dev/null; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends poppler-utils zbar-tools >/dev/null
	fi
	reads_documents >/dev/null ||
		give_up 'install what reads PDF and QR codes (sudo apt-get install poppler-utils zbar-tools), then try again'
fi

if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
	npm ci --silent --no-progress || give_up 'npm ci failed: it needs the npm registry, once'
fi

exec node_modules/.bin/playwright test "$@"
