#!/bin/sh
# Fetches what the page is made with besides its own code, unless it is there already.
#   fetch.sh DIRECTORY
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
if cmp -s "$here/package-lock.json" package-lock.json && [ -f node_modules/.package-lock.json ]; then
	exit 0
fi
if ! command -v npm >/dev/null; then
	echo "npm is needed to build the console; on Debian and Ubuntu: apt-get install npm" >&2
	exit 1
fi
cp "$here/package.json" "$here/package-lock.json" .
npm ci --ignore-scripts --no-audit --no-fund
