#!/usr/bin/env bash
# Finds the libtorch of this machine's Python and runs the profile with it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
torch=${TORCH_LIB:-$(python3 -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))' 2>/dev/null || true)}
[ -n "$torch" ] && [ -e "$torch/libtorch_cpu.so" ] \
  || { echo "libtorch was not found (Python's torch, or TORCH_LIB): set TORCH_LIB to the folder that holds libtorch_cpu.so" >&2; exit 1; }
paths="$torch:$here"
for nvidia in "$torch"/../../nvidia/*/lib; do
  [ -d "$nvidia" ] && paths="$paths:$nvidia"
done
export LD_LIBRARY_PATH="$paths${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
# CUDA's operators must be registered before TorchSharp asks for them.
[ -e "$torch/libtorch_cuda.so" ] && export LD_PRELOAD="$torch/libtorch_cuda.so"
exec "$here/InstructRec.GpuProfile" "$@"
