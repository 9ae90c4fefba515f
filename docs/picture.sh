#!/usr/bin/env bash
# Makes docs/corslab.png, the picture in the README, out of what the command
# really prints: `make picture`.
set -euo pipefail
cd "$(dirname "$0")/.."
corslab=$PWD/bin/corslab
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# in_terminal runs a command as on a terminal, so that it writes in colour, and
# keeps the last state of a line that a progress bar writes again and again.
in_terminal() {
  printf '\033[1m$ %s\033[0m\n' "$*"
  script -qec "${*/corslab/$corslab}" /dev/null | sed -E 's/\r$//; s/.*\r//'
}

{
  in_terminal "corslab explain s3/direct-upload --run 's3/direct-upload[api=fetch,method=PUT,headers=json,credentials=same-origin]'"
  echo
  in_terminal "corslab run --run s3/direct-upload"
} >"$work/text"

# The few colours the command uses, as HTML.
{
  echo '<!doctype html><meta charset=utf-8><style>
    body{margin:0;background:#fff} pre{margin:0;padding:24px 28px;font:15px/1.45 "DejaVu Sans Mono",monospace;color:#1f2328;white-space:pre-wrap}
    .g{color:#116329}.r{color:#b42318}.y{color:#7a4f01}.d{color:#656d76}.c{color:#0a58ca}.b{font-weight:bold}</style><pre>'
  sed -E 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g
    s/\x1b\[(0|39|22)?m/<\/span>/g; s/\x1b\[1m/<span class=b>/g; s/\x1b\[2m/<span class=d>/g
    s/\x1b\[32m/<span class=g>/g; s/\x1b\[31m/<span class=r>/g; s/\x1b\[33m/<span class=y>/g; s/\x1b\[36m/<span class=c>/g; s/\x1b\[[0-9;?]*[a-zA-Z]//g' "$work/text"
  echo '</pre>'
} >"$work/page.html"

# fold counts bytes, so that every character is made one of a byte.
lines=$(LC_ALL=C.UTF-8 sed -E 's/\x1b\[[0-9;?]*[a-zA-Z]//g; s/[^ -~]/x/g' "$work/text" | fold -w 108 | wc -l)
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
  --window-size="1020,$((lines * 22 + 48))" --screenshot="$PWD/docs/corslab.png" "file://$work/page.html" 2>/dev/null
