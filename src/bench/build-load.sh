#!/bin/bash
# build-load.sh FOLDER OUTPUT: the load generator whose sources are in FOLDER, with the JSON client in place of its cbor client
set -e
folder=$1 output=$2
client=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/load/proto_playflux_json.c
others=$(ls "$folder"/proto_*.c | grep -v '/proto_playflux\.c$')
# shellcheck disable=SC2086 # several files
gcc -O2 -Wall -Wno-unused -Wno-misleading-indentation -I "$folder" -o "$output" "$folder/load.c" $others "$client" -lm
