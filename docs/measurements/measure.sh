#!/usr/bin/env bash
# Reproduces the numbers of this folder. Needs the lab (LAB, default ../shared/lab beside the repository) and checked-out
# repositories (CORPUS, one folder owner+name each; the lab's README says how to get them).
#   measure.sh shapes REPO...        the four shapes of an analyzer over repositories (performance.md)
#   measure.sh build PROJECT [ARG…]  the same four shapes, and all rules, inside a real build of a project, SDK analyzers on (performance.md)
#   measure.sh peers REPO...         time in our rules beside the peers' (performance.md); HCR=DLL adds the nearest package
#   measure.sh scan [REPO...]        findings of every rule, or of those in IDS (FAL2010,FAL3001); default: all repositories (findings.tsv)
#   measure.sh together [REPO...]    the same over several repositories in one process, as a compiler server meets them (performance.md)
#   measure.sh census [REPO...]      every call that is known to cross the network, by the table and by inference (README.md, inference.tsv)
#   measure.sh edit                  one keystroke in a 1,000-line file (performance.md)
#   measure.sh memory                what the rules keep in memory for each compilation (performance.md)
#   measure.sh runtime [WORD...]     each runtime strategy beside Polly's, on one and two threads; a word filters by name (runtime.md)
#   measure.sh mutation [FILE...]    faults put into the state machines of the runtime, and how many its tests notice (runtime.md)
#   measure.sh fix [REPO...]         every fix applied: new compiler errors, second run (fixes.md)
#   measure.sh fuzz REPO...          broken code, ITERATIONS (default 700) each (fixes.md)
# Results go to OUT (default artifacts/measurements), one JSON file per repository and a log.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
LAB=${LAB:-$root/../shared/lab} CORPUS=${CORPUS:-$root/../corpus} OUT=${OUT:-$root/artifacts/measurements}
bin=$root/artifacts/bin
verb=${1:?"say what to measure: shapes, build, peers, scan, together, census, edit, memory, runtime, mutation, fix or fuzz"}
shift
mkdir -p "$OUT"

build() { dotnet build "$root/$1" -c Release -v q -nologo >&2; }
rules() { build src/Fallacies.CodeFixes; cp "$bin/Fallacies.CodeFixes/release/"Fallacies.*.dll "$OUT/"; }
all() { if [[ $# -gt 0 ]]; then printf '%s\n' "$@"; else ls "$CORPUS"; fi; }
lab() { "$LAB/run.sh" "$@" || true; }

case $verb in
  shapes)
    build tests/Fallacies.Shapes
    for repo in "$@"; do
      for round in 1 2; do
        for shape in OWN OPS SYN IDX; do
          echo "$repo $shape, run $round: $(lab scan --repo "$CORPUS/$repo" --analyzers "$bin/Fallacies.Shapes/release/Fallacies.Shapes.dll" --ids "$shape*" | grep '^compile')"
        done
      done
    done | tee "$OUT/shapes.log"
    ;;
  build)
    build tests/Fallacies.Shapes
    rules
    project=$1
    shift
    targets=$OUT/shape.targets config=$OUT/shape.globalconfig
    own="'\$(Shape)' == 'rules'" shape="'\$(Shape)' != 'rules' And '\$(Shape)' != 'none'"
    cat >"$targets" <<END
<Project>
  <ItemGroup Condition="$own"><Analyzer Include="$OUT/Fallacies.Analyzers.dll" /><Analyzer Include="$OUT/Fallacies.CodeFixes.dll" /></ItemGroup>
  <ItemGroup Condition="$shape"><Analyzer Include="$bin/Fallacies.Shapes/release/Fallacies.Shapes.dll" /><GlobalAnalyzerConfigFiles Include="$config" /></ItemGroup>
</Project>
END
    for round in 0 1 2 3; do
      for shape in none ${SHAPES:-OWN OPS SYN IDX} rules; do
        { echo "is_global = true"; for other in OWN OPS SYN IDX; do [[ $other == "$shape" ]] || printf "dotnet_diagnostic.$other%02d.severity = none\n" {1..81}; done; } >"$config"
        TIMEFORMAT="$shape, run $round: %R s elapsed, %U s user"
        time dotnet build "$project" "$@" -t:Rebuild --no-restore --no-dependencies -v q -nologo -p:UseSharedCompilation=false -p:CustomAfterMicrosoftCommonTargets="$targets" -p:Shape="$shape" >"$OUT/build.log" 2>&1
      done
    done 2>&1 | tee "$OUT/build-shapes.log"
    ;;
  peers)
    rules
    for repo in "$@"; do
      lab peers --repo "$CORPUS/$repo" --analyzers "$OUT/Fallacies.Analyzers.dll" --out "$OUT/peers-$repo.json"
      for one in ${HCR:+"$HCR" "$OUT/Fallacies.Analyzers.dll"}; do echo "$repo, $(basename "$one"): $(lab scan --repo "$CORPUS/$repo" --analyzers "$one" | grep '^compile')"; done
    done | tee "$OUT/peers.log"
    results=("${@/#/$OUT/peers-}")
    dotnet run "$root/docs/measurements/peers.cs" -- "${LAB_WORK:-${TMPDIR:-/tmp}/fal-lab}/peers/obj/Peers/project.assets.json" "$OUT/Fallacies.Analyzers.dll" "${results[@]/%/.json}" | sed 's/(ours)/**Fallacies**/' | tee -a "$OUT/peers.log"
    ;;
  scan)
    rules
    all "$@" | while read -r repo; do lab scan --repo "$CORPUS/$repo" --analyzers "$OUT/Fallacies.Analyzers.dll" --ids "${IDS:-FAL*}" --out "$OUT/scan-$repo.json"; done | tee "$OUT/scan.log"
    ;;
  together)
    rules
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    all "$@" | while read -r repo; do cp -a "$CORPUS/$repo" "$folder/"; done
    lab scan --repo "$folder" --analyzers "$OUT/Fallacies.Analyzers.dll" --ids "${IDS:-FAL*}" --out "$OUT/together.json" | tee "$OUT/together.log"
    ;;
  census)
    build tests/Fallacies.Census
    cp "$bin/Fallacies.Census/release/"Fallacies.*.dll "$OUT/"
    all "$@" | while read -r repo; do lab scan --repo "$CORPUS/$repo" --analyzers "$OUT/Fallacies.Census.dll" --ids 'CALL*' --out "$OUT/census-$repo.json"; done | tee "$OUT/census.log"
    ;;
  edit | memory | runtime)
    build tests/Fallacies.Benchmarks
    OUT=$OUT dotnet "$bin/Fallacies.Benchmarks/release/Fallacies.Benchmarks.dll" "$verb" "$@" | tee "$OUT/$verb.log"
    ;;
  mutation)
    tool=$OUT/tools/dotnet-stryker
    [[ -x $tool ]] || dotnet tool install dotnet-stryker --version 5.1.0 --tool-path "$OUT/tools" >&2
    if [[ $# -eq 0 ]]; then set -- CircuitBreaker/Circuit{,Phase,Settings}.cs Bulkhead/{Bulkhead,BulkheadQueues,CarvedPermits,SharedPermits,Waiter,WaitingLine}.cs; fi
    # Long runs of many threads and packages are tested elsewhere: they are slow, and what they notice the others notice sooner.
    cd "$root/tests/Fallacies.Resilience.Tests"
    "$tool" --project Fallacies.Resilience.csproj --target-framework net10.0 --concurrency 1 --mutation-level Complete --skip-version-check --output "$OUT/mutation" \
      --reporter json --reporter cleartext "${@/#/--mutate=**/}" \
      --test-case-filter 'FullyQualifiedName!~Package&FullyQualifiedName!~Concurrency&FullyQualifiedName!~Http&FullyQualifiedName!~Stress&FullyQualifiedName!~StepResponse&FullyQualifiedName!~Storm' | tee "$OUT/mutation.log"
    ;;
  fix)
    rules
    all "$@" | while read -r repo; do echo "== $repo"; lab fix --repo "$CORPUS/$repo" --analyzers "$OUT/Fallacies.Analyzers.dll" --codefixes "$OUT/Fallacies.CodeFixes.dll" --ids 'FAL*' --own-only --out "$OUT/fix-$repo.json"; done | tee "$OUT/fix.log"
    ;;
  fuzz)
    rules
    for repo in "$@"; do
      echo "== $repo"
      lab fuzz --repo "$CORPUS/$repo" --analyzers "$OUT/Fallacies.Analyzers.dll" --codefixes "$OUT/Fallacies.CodeFixes.dll" --n "${ITERATIONS:-700}" --seed "${SEED:-1}" --out "$OUT/fuzz-$repo.json"
    done | tee "$OUT/fuzz.log"
    ;;
  *)
    echo "unknown: $verb" >&2
    exit 2
    ;;
esac
