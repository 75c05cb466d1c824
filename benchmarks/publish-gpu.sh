#!/usr/bin/env bash
# Publishes a folder with .NET and the profile mode for a Linux machine that has libtorch with CUDA, but no .NET and no network.
# Usage: benchmarks/publish-gpu.sh [FOLDER]   then copy FOLDER there and run FOLDER/run.sh --model base --what encode --type bf16 --device cuda
#        benchmarks/publish-gpu.sh --check FOLDER   looks at a folder that is there: complete, and at most 60 MiB
set -euo pipefail
limit=$((60 * 1024 * 1024))
program=InstructRec.GpuProfile

fail() { echo "publish-gpu.sh: $1" >&2; exit "${2:-1}"; }

# What the machine must find in the folder, what it has itself, and what may travel at all.
check() {
  local folder=$1 size name
  for name in "$program" run.sh libLibTorchSharp.so libcoreclr.so; do
    [ -e "$folder/$name" ] || fail "$name is not in $folder"
  done
  [ -x "$folder/run.sh" ] && [ -x "$folder/$program" ] || fail "run.sh or $program in $folder cannot be run"
  if name=$(find "$folder" \( -name 'libtorch*' -o -name 'libc10*' -o -name 'libgomp*' \) -print -quit) && [ -n "$name" ]; then
    fail "$name is libtorch's own and belongs to the machine"
  fi
  size=$(du -sb "$folder" | cut -f1)
  [ "$size" -le "$limit" ] || fail "$folder holds $((size / 1024 / 1024)) MiB, 60 is the most"
  echo "$folder: $(((size + 1024 * 1024 - 1) / 1024 / 1024)) MiB"
}

case "${1:-}" in
  --check)
    [ $# -eq 2 ] || fail "--check wants one folder" 2
    [ -d "$2" ] || fail "$2 is no folder" 2
    check "$2"
    exit 0
    ;;
  -*) fail "$1 is unknown; usage: benchmarks/publish-gpu.sh [FOLDER] | --check FOLDER" 2 ;;
esac
[ $# -le 1 ] || fail "one folder at most; usage: benchmarks/publish-gpu.sh [FOLDER]" 2

root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(realpath -m "${1:-$root/artifacts/gpu-profile}")
# Only what an earlier run made is deleted.
if [ -e "$folder" ] && [ ! -d "$folder" ]; then
  fail "$folder is a file" 2
elif [ -d "$folder" ] && [ -n "$(ls -A "$folder")" ] && [ ! -e "$folder/$program" ]; then
  fail "$folder holds other things: name an empty or a new folder" 2
fi

cd "$root"
# Made beside it and moved at the end: a run that is killed leaves no half folder under the name.
part="$folder.part"
rm -rf "$part"
trap 'rm -rf "$part"' EXIT
dotnet publish "benchmarks/$program" -c Release -r linux-x64 --self-contained -p:PublishTrimmed=true -o "$part" -v q -clp:NoSummary

# libtorch is the machine's own; only TorchSharp's bridge to it goes along.
find "$part" \( -name 'libtorch*' -o -name 'libc10*' -o -name 'libgomp*' -o -name '*.pdb' -o -name '*.xml' \) -delete

cp "benchmarks/$program/run.sh" "$part/run.sh"
chmod +x "$part/run.sh"
check "$part" >/dev/null
rm -rf "$folder"
mv "$part" "$folder"
check "$folder"
