#!/usr/bin/env bash
# Writes every public member of the packages that PublicAPI.Shipped.txt does not hold into PublicAPI.Unshipped.txt.
# Run it after a public member was added, changed or taken away (the build says RS0016 or RS0017), and commit what it changed.
set -eu -o pipefail
cd "$(dirname "$0")"
log=$(mktemp)
kept=$(mktemp -d)
for project in */*.csproj; do
  folder=$(dirname "$project")
  [ -e "$folder/PublicAPI.Shipped.txt" ] || echo '#nullable enable' > "$folder/PublicAPI.Shipped.txt"
  [ ! -e "$folder/PublicAPI.Unshipped.txt" ] || cp "$folder/PublicAPI.Unshipped.txt" "$kept/$folder"
  echo '#nullable enable' > "$folder/PublicAPI.Unshipped.txt"
done
restore() {
  for file in "$kept"/*; do
    [ ! -e "$file" ] || cp "$file" "$(basename "$file")/PublicAPI.Unshipped.txt"
  done
}
trap 'rm -rf "$log" "$kept"' EXIT
# With empty files every public member is reported; the compiler's report (SARIF) has the text of each line.
# The three build the other packages with them.
for leaf in InstructRec.Training InstructRec.Extensions.AI InstructRec.AspNetCore; do
  dotnet build "$leaf" -c Release -m:1 -v q -clp:NoSummary "-p:ErrorLog=obj/public-api.sarif%2cversion=2.1" \
    -p:TreatWarningsAsErrors=false -p:CodeAnalysisTreatWarningsAsErrors=false > "$log" 2>&1 \
    || { grep -E 'error' "$log" | sort -u | head -20 >&2; restore; exit 1; }
done
for project in */*.csproj; do
  folder=$(dirname "$project")
  { echo '#nullable enable'
    { grep -oE '"APIName": "([^"\\]|\\.)*"' "$folder/obj/public-api.sarif" || true; } \
      | sed -E 's/^"APIName": "(.*)"$/\1/; s/\\(["\\\/])/\1/g' | LC_ALL=C sort -u
  } > "$folder/PublicAPI.Unshipped.txt"
  # A report of another form must not pass for a library without members.
  [ "$(wc -l < "$folder/PublicAPI.Unshipped.txt")" -gt 1 ] || [ "$(wc -l < "$folder/PublicAPI.Shipped.txt")" -gt 1 ] \
    || { echo "$folder: the compiler's report names no public member; the file is left as it was" >&2; restore; exit 1; }
  echo "$folder: $(($(wc -l < "$folder/PublicAPI.Unshipped.txt") - 1)) public members not shipped yet"
done
