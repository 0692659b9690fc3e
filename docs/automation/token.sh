#!/bin/sh
# Prints a new API token. Set CONSOLE, ADMIN_USER and ADMIN_PASSWORD. The password must not contain " or \.
set -eu
cookies=$(mktemp)
trap 'rm -f "$cookies"' EXIT
post() { curl -sS --fail-with-body -b "$cookies" -c "$cookies" -H 'Content-Type: application/json' -d @- "$CONSOLE$1"; }
printf '{"name":"%s","password":"%s"}' "$ADMIN_USER" "$ADMIN_PASSWORD" | post /api/session > /dev/null
echo '{"name":"automation","role":"admin","days":30}' | post /api/v1/tokens | sed 's/.*"token":"\([^"]*\)".*/\1/'
