#!/usr/bin/env bash
# Writes what this version keeps on disk: an issuer's folder, a wallet's, a gate's, and in story.json
# what happened in them. `essc` has to be on the path.
#
#   tests/stored/make.sh tests/stored/VERSION
#
# Run once before a release; what is there for an earlier version is never made again.
set -euo pipefail
out=$(realpath -m "$1")
[ ! -e "$out" ] || { echo "$out exists: what an earlier version wrote stays as it is" >&2; exit 1; }
work=$(mktemp -d)
cd "$work"
port=8099
list=http://127.0.0.1:$port/trust-list
export ESSC_OPERATOR_TOKEN
ESSC_OPERATOR_TOKEN=$(essc issuer init --data issuer --base-url "http://127.0.0.1:$port")
essc issuer serve --data issuer --bind "127.0.0.1:$port" 2> serve.log &
serving=$!
trap 'kill $serving 2> /dev/null || true; rm -rf "$work"' EXIT
until grep -q 'listening on' serve.log; do sleep 0.1; done

operate() { call=$1; shift; essc issuer "$call" --url "http://127.0.0.1:$port" "$@"; }
member() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
code() { essc wallet --data wallet code --text "$@"; }

number=$(operate add-holder --region 440100 | member card_number)
operate offer "$number" > offer.json
operate offer "$number" > open-offer.json
essc wallet --data wallet init --root issuer/root.jwk --trust-list "$list" --sandbox
essc wallet --data wallet enroll "$(member offer < offer.json)" --tx-code "$(member tx_code < offer.json)"

key=$(essc gate --data gate init --region 440106 --root issuer/root.jwk)
operate add-venue --region 440100 --id hospital-1 --name 演示医院 --scenes 0302,0901 "$key" \
    | member venue_card > venue.txt
essc gate --data gate venue-card venue.txt
essc gate --data gate sync "$list"
# A new gate refuses codes that were made up to 15 seconds after its memory began.
sleep 16

accepted=$(code --scene 0501)
essc gate --data gate verify --scene 0501 "$accepted"
answered_request=$(essc gate --data gate request --scene 0302 --amount 12350 --purpose 门诊结算)
answer=$(code --request "$answered_request" --yes)
essc gate --data gate verify --scene 0302 "$answer"
open_request=$(essc gate --data gate request --scene 0302 --amount 100 --purpose 门诊结算)
unseen=$(code --scene 0502)
at=$(date +%s)
kill -TERM $serving
wait $serving || true

mkdir -p "$out"
OUT=$out AT=$at NUMBER=$number ACCEPTED=$accepted ANSWERED_REQUEST=$answered_request ANSWER=$answer \
    OPEN_REQUEST=$open_request UNSEEN=$unseen python3 - <<'PY'
import json
import os

of = os.environ
offer = json.load(open("open-offer.json"))
story = {
    "at": int(of["AT"]),
    "operator_token": of["ESSC_OPERATOR_TOKEN"],
    "card_number": of["NUMBER"],
    "open_offer": offer,
    "accepted": {"scene": "0501", "text": of["ACCEPTED"]},
    "unseen": {"scene": "0502", "text": of["UNSEEN"]},
    "answered": {"scene": "0302", "request": of["ANSWERED_REQUEST"], "text": of["ANSWER"]},
    "open_request": {"scene": "0302", "request": of["OPEN_REQUEST"]},
}
with open(os.path.join(of["OUT"], "story.json"), "w") as file:
    json.dump(story, file, ensure_ascii=False, indent=1)
    file.write("\n")
PY
rm -f issuer/issuer.sqlite-shm issuer/lock
find issuer wallet gate -type f -size 0 -delete
cp -R issuer wallet gate "$out"
