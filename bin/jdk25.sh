# shellcheck shell=bash
# Sourced by ./lastgasp and ./check: finds a Java 25, or says where it looked.

# jdk25 TOP TOOL: sets jdk25_home to the first home of a Java 25 that has bin/TOOL (java, javac).
# LASTGASP_JAVA_HOME is an order: if it is set and is no Java 25, nothing else is tried.
jdk25() {
  local top=$1 tool=$2 home
  jdk25_home=
  jdk25_seen=()
  if [[ -n ${LASTGASP_JAVA_HOME:-} ]]; then
    jdk25_try "LASTGASP_JAVA_HOME" "$LASTGASP_JAVA_HOME" "$tool" && return 0
  else
    jdk25_try "bundled runtime" "$top/runtime" "$tool" && return 0
    if [[ -n ${JAVA_HOME:-} ]]; then
      jdk25_try "JAVA_HOME" "$JAVA_HOME" "$tool" && return 0
    fi
    if home=$(command -v "$tool"); then
      home=$(readlink -f "$home")
      jdk25_try "PATH" "${home%/bin/*}" "$tool" && return 0
    fi
    for home in /usr/lib/jvm/* /opt/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/*; do
      if [[ -d $home && ! -L $home ]]; then
        jdk25_try "usual folder" "$home" "$tool" && return 0
      fi
    done
  fi
  {
    echo "lastgasp: no Java 25 with bin/$tool found. Looked at:"
    printf '  %s\n' "${jdk25_seen[@]}"
    echo "Install a JDK 25, or set LASTGASP_JAVA_HOME to the home of one."
  } >&2
  return 78
}

# jdk25_try WHERE HOME TOOL: takes HOME if it is a Java 25 that has TOOL, else remembers why not.
jdk25_try() {
  local where=$1 home=$2 tool=$3 version
  if [[ ! -x $home/bin/java ]]; then
    # Most folders under /opt are no Java at all: not worth a line.
    [[ $where == "usual folder" ]] || jdk25_seen+=("$where: $home: no bin/java")
    return 1
  fi
  version=$(jdk25_version "$home")
  if [[ ! $version =~ ^25([^0-9]|$) ]]; then
    jdk25_seen+=("$where: $home: Java ${version:-of unknown version}")
  elif [[ ! -x $home/bin/$tool ]]; then
    jdk25_seen+=("$where: $home: Java $version, but no bin/$tool")
  else
    jdk25_home=$home
    return 0
  fi
  return 1
}

# The version as the home's release file says it, or as its java does: 25, 25.0.3, 17.0.15.
jdk25_version() {
  local line
  if [[ -r $1/release ]]; then
    while IFS= read -r line; do
      if [[ $line =~ ^JAVA_VERSION=\"?([^\"]+) ]]; then
        echo "${BASH_REMATCH[1]}"
        return
      fi
    done <"$1/release"
  fi
  "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p'
}

# What Maven's own libraries do to a Java 25 that complains about it is no business of ours.
maven_on_jdk25() {
  export JAVA_HOME=$jdk25_home
  export MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED"
  MAVEN_OPTS+=" --sun-misc-unsafe-memory-access=allow"
}
