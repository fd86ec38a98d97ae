#!/bin/bash
# run-playflux.sh SCENARIO PORT   a Playflux server on 127.0.0.1, endpoint /play; scenarios s1 to s4 (README.md)
# run-playflux.sh                 builds only
# JAVA or JAVA_HOME choose the JDK, JAVA_BENCH_OPTS its options. The process that starts this becomes the server's.
set -e
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
built=$project/target/bench
java=${JAVA:-${JAVA_HOME:+$JAVA_HOME/bin/}java}

build() {
  cd "$project"
  mkdir -p "$built/classes"
  ./mvnw -q compile org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
    -DincludeScope=runtime -Dmdep.outputFile="$built/classpath"
  "${JAVA_HOME:+$JAVA_HOME/bin/}javac" --release 17 -proc:none -d "$built/classes" \
    -cp "target/classes:$(cat "$built/classpath")" -sourcepath src/bench/java src/bench/java/dev/playflux/bench/BenchServer.java
  touch "$built/stamp"
}

stale() {
  [ ! -e "$built/stamp" ] || [ -n "$(cd "$project" && find pom.xml src/main src/bench/java -newer "$built/stamp" -print -quit)" ]
}

if stale; then
  (build) >&2
fi
if [ $# -gt 0 ]; then
  # shellcheck disable=SC2086 # options are several words
  exec "$java" ${JAVA_BENCH_OPTS:--Xmx2g -Xmn32m -XX:PerMethodTrapLimit=0 -XX:PerBytecodeTrapLimit=0} \
    --enable-native-access=ALL-UNNAMED \
    -cp "$built/classes:$project/target/classes:$(cat "$built/classpath")" dev.playflux.bench.BenchServer "$@"
fi
