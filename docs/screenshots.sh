#!/usr/bin/env bash
# Makes the pictures of the HTML report and of the playground in the README, the former
# out of the report of the catalogue as it is predicted: `make screenshots`.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bin/corslab predict --report html="$work" >"$work/summary.txt"

# shoot NAME WIDTH,HEIGHT URL [FLAG ...] makes one picture.
shoot() {
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" "${@:4}" \
    --virtual-time-budget=5000 --window-size="$2" --screenshot="$PWD/docs/$1.png" "$3" 2>/dev/null
}

refused='case=s3%2Frestricted%5Bapi%3Dfetch%2Csite%3Dstranger%2Cmethod%3DPUT%2Cheaders%3Djson%5D'
shoot report 1280,1000 "file://$work/index.html#$refused"
shoot report-matrix 1280,720 "file://$work/"'index.html#view=matrix&suite=s3%2Frestricted'

# No window is as narrow as a phone; a frame is.
cat >"$work/phones.html" <<HTML
<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>two phones</title>
<style>body{margin:0;display:flex;gap:16px}iframe{border:0;width:390px;height:900px}</style>
<iframe src="index.html"></iframe><iframe src="index.html#$refused"></iframe>
HTML
shoot report-phone 796,900 "file://$work/phones.html" --blink-settings=preferredColorScheme=0

# The playground, as it begins.
coproc serve { exec bin/corslab serve --listen 127.0.0.1:0; }
serving=$serve_PID
trap 'kill $serving; rm -rf "$work"' EXIT
read -r address <&"${serve[0]}"
shoot playground 1280,1000 "$address"
shoot playground-phone 500,900 "$address" --blink-settings=preferredColorScheme=0
