#!/usr/bin/env bash
# Compares the ratios that benchmarks have reported with those that are expected.
#   script/lib/check-ratios.sh RATIOS LOG BENCHMARK...
# RATIOS has lines "BENCHMARK NAME RATIO SPREAD"; the smaller a ratio the better. One that is more than the share SPREAD
# above what is expected is worse, and one that a benchmark should have reported and has not is missing: both are failures.
set -euo pipefail
ratios=$1 log=$2
shift 2

awk -v wanted=" $* " '
	FNR == 1 { file++ }
	file == 1 {
		for (i = 1; i + 2 <= NF; i++) if ($i == "ratio" && $(i + 2) ~ /^[0-9.]+$/) seen[$(i + 1)] = $(i + 2)
		next
	}
	/^#/ || NF == 0 { next }
	index(wanted, " " $1 " ") {
		limit = $3 * (1 + $4)
		if (!($2 in seen)) { verdict = "missing"; value = "-" }
		else { value = seen[$2]; verdict = value > limit ? "worse" : value < $3 * (1 - $4) ? "better" : "as expected" }
		printf "%-28s %8s  expected %s, at most %.3f: %s\n", $2, value, $3, limit, verdict
		if (verdict == "worse" || verdict == "missing") failed = 1
		compared++
	}
	END {
		if (!compared) { print "nothing to compare" ; exit 2 }
		exit failed
	}
' "$log" "$ratios"
