#!/usr/bin/env bash
# Builds everything and runs every test; the last line is "N passed, N failed, N skipped".
# Arguments go to each "dotnet test": tests/run.sh --filter Hocon
set -u

# What the tests need besides the .NET SDK, as command:package of Debian.
needs=(curl:curl openssl:openssl)

# A test that hangs must not hang the run; no single test comes near to this.
longest_test=10min

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) || exit 1
cd "$root" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

check_sdk() {
    local wanted version
    wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
    command -v dotnet >/dev/null 2>&1 || stop "The command dotnet is missing. Install the .NET SDK $wanted or a later one of the same major version."
    version=$(dotnet --version 2>&1) || stop "No fitting .NET SDK is installed; global.json asks for $wanted. dotnet says: $version"
}

install_needs() {
    local need missing=()
    for need in "${needs[@]}"; do
        command -v "${need%%:*}" >/dev/null 2>&1 || missing+=("${need##*:}")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" -ne 0 ]; then
        stop "The tests need: ${missing[*]}. On Debian, as root: apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    fi
    echo "Installing ${missing[*]}"
    apt-get update -qq || stop "apt-get update failed; the tests need: ${missing[*]}."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" || stop "apt-get could not install: ${missing[*]}."
}

counter() { # counter FILE NAME: one number of a results file
    sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

print_failures() { # print_failures FILE
    grep -o '<UnitTestResult [^>]*outcome="Failed"[^>]*>' "$1" \
        | sed 's/.*testName="\([^"]*\)".*/  FAILED \1/; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&#xA;/ /g; s/&#xD;//g; s/&amp;/\&/g'
}

check_sdk
install_needs

results=$(mktemp -d) || stop "No temporary folder could be made."
trap 'rm -rf "$results"' EXIT

echo "Building PeerActors.sln"
dotnet build PeerActors.sln -c Release -warnaserror -nodeReuse:false -v quiet || stop "The build failed; no test was run."

passed=0 failed=0 skipped=0
for project in tests/*/*.csproj; do
    grep -q 'Tests\.props' "$project" || continue
    name=$(basename "$project" .csproj)
    log=$results/$name.log
    trx=$results/$name.trx
    dotnet test "$project" -c Release --no-build --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
        --blame-hang-timeout "$longest_test" --blame-hang-dump-type none "$@" >"$log" 2>&1
    code=$?

    total=$([ -f "$trx" ] && counter "$trx" total)
    if [ "${total:-0}" -eq 0 ]; then
        # A filter may leave a project without tests; without one, no result means that something is wrong.
        if [ $# -gt 0 ] && [ $code -eq 0 ]; then continue; fi
        cat "$log"
        if [ $code -eq 0 ]; then echo "$name holds no test."; else echo "$name gave no result: its process broke off with exit code $code."; fi
        failed=$((failed + 1))
        continue
    fi

    good=$(counter "$trx" passed)
    bad=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
    printf '%-40s %5d passed %5d failed %5d skipped\n' "$name" "$good" "$bad" $((total - good - bad))
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + total - good - bad))
    if [ $bad -gt 0 ]; then
        grep -v '^\[xUnit' "$log"
        print_failures "$trx"
    elif [ $code -ne 0 ]; then
        cat "$log"
        echo "No test of $name failed, but its process broke off with exit code $code; that counts as a failure."
        failed=$((failed + 1))
    fi
done

[ $((passed + failed)) -gt 0 ] || echo "No test was run."
echo "$passed passed, $failed failed, $skipped skipped"
[ $passed -gt 0 ] && [ $failed -eq 0 ]
