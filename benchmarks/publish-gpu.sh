#!/usr/bin/env bash
# Publishes a folder with .NET and the profile mode for a Linux machine that has libtorch with CUDA, but no .NET and no network.
# Usage: benchmarks/publish-gpu.sh [FOLDER]   then copy FOLDER there and run FOLDER/run.sh --model base --what encode --type bf16 --device cuda
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-artifacts/gpu-profile}
limit=$((60 * 1024 * 1024))

rm -rf "$folder"
dotnet publish benchmarks/InstructRec.GpuProfile -c Release -r linux-x64 --self-contained -p:PublishTrimmed=true -p:DebugType=none -o "$folder" -v q -clp:NoSummary

# libtorch is the machine's own; only TorchSharp's bridge to it goes along.
find "$folder" \( -name 'libtorch*' -o -name 'libc10*' -o -name 'libgomp*' -o -name '*.pdb' -o -name '*.xml' \) -delete
[ -e "$folder/libLibTorchSharp.so" ] || { echo "libLibTorchSharp.so is not in $folder" >&2; exit 1; }

cat > "$folder/run.sh" <<'RUN'
#!/usr/bin/env bash
# Finds the libtorch of this machine's Python and runs the profile with it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
torch=${TORCH_LIB:-$(python3 -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')} \
  || { echo "Python's torch was not found: set TORCH_LIB to the folder that holds libtorch_cpu.so" >&2; exit 1; }
for nvidia in "$torch"/../../nvidia/*/lib; do
  [ -d "$nvidia" ] && LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}:$nvidia"
done
export LD_LIBRARY_PATH="$torch:$here:${LD_LIBRARY_PATH:-}"
# CUDA's operators must be registered before TorchSharp asks for them.
[ -e "$torch/libtorch_cuda.so" ] && export LD_PRELOAD="$torch/libtorch_cuda.so"
exec "$here/InstructRec.GpuProfile" "$@"
RUN
chmod +x "$folder/run.sh"

size=$(du -sb "$folder" | cut -f1)
echo "$folder: $((size / 1024 / 1024)) MiB"
[ "$size" -le "$limit" ] || { echo "the folder is larger than 60 MiB" >&2; exit 1; }
