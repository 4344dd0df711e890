# shellcheck shell=bash
# Sourced by ./lastgasp in a source tree: builds the packages of what is built in target/.
# Needs a JDK with jlink, and dpkg-deb or buildah for those packages. No network.

package_usage() {
  cat <<'END'
usage: ./lastgasp package [--out DIR] [--version V] [--with-kafka] [-o table|json]
                          [tar] [deb] [container]
  makes lastgasp-V-linux-ARCH.tar.gz, lastgasp_V_ARCH.deb, a Containerfile with its tree (and with
  buildah an image, lastgasp-V-ARCH.oci.tar), and SHA256SUMS, in target/packages or DIR.
  Without a name: tar and deb.
  --with-kafka  adds what a node of a cluster needs, 115 MB: a second package,
                lastgasp-kafka_V_ARCH.deb; lastgasp-V-kafka-linux-ARCH.tar.gz and
                lastgasp-V-kafka-container have it within
  -o, --output  how to print what was made (default: table)
Example:
  ./lastgasp package --out /srv/packages deb
END
}

package_fail() {
  echo "lastgasp package: $1" >&2
  exit "${2:-1}"
}

package() {
  local out=$top/target/packages version='' kinds=() flavour='' format=table
  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$top/pom.xml" | head -n 1)
  while (($#)); do
    case $1 in
      --out | --version)
        [[ -n ${2:-} ]] || package_fail "$1 needs a value" 64
        if [[ $1 == --out ]]; then out=$2; else version=$2; fi
        shift 2
        ;;
      -o | --output)
        [[ ${2:-} == table || ${2:-} == json ]] || package_fail "$1 needs table or json" 64
        format=$2 && shift 2
        ;;
      --with-kafka) flavour=-kafka && shift ;;
      tar | deb | container) kinds+=("$1") && shift ;;
      -h | --help) package_usage && return ;;
      *) package_usage >&2 && return 64 ;;
    esac
  done
  [[ $version =~ ^[0-9][0-9A-Za-z.+~]*$ ]] || package_fail "'$version' is no version" 64
  ((${#kinds[@]})) || kinds=(tar deb)
  mkdir -p "$out" && out=$(readlink -f -- "$out")
  local work kind arch machine
  machine=$(uname -m)
  case $machine in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
    *) package_fail "no packages for $machine" ;;
  esac
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  # Times without fractions, as archives keep them: the name of the start cache holds the jars'.
  SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(stat -c %Y "$lab")}
  export SOURCE_DATE_EPOCH
  package_tree "$work/lastgasp-$version"
  for kind in "${kinds[@]}"; do
    "package_$kind" "$work/lastgasp-$version"
  done
  (cd "$out" && sha256sum -- lastgasp*"$version"*.{gz,deb,tar} 2>/dev/null >SHA256SUMS) || true
  if [[ $format == json ]]; then
    (cd "$out" && package_json "$out" *"$version"* SHA256SUMS)
    return
  fi
  echo "packages in $out:"
  (cd "$out" && ls -sh1 -- *"$version"* SHA256SUMS)
}

# package_json FOLDER FILE...: what was made, for a program.
package_json() {
  local words=("${@//\\/\\\\}") files
  words=("${words[@]//\"/\\\"}")
  files=$(printf ', "%s"' "${words[@]:1}")
  printf '{\n  "folder" : "%s",\n  "files" : [ %s ]\n}\n' "${words[0]}" "${files:2}"
}

# The program with all it needs, as each package has it.
package_tree() {
  local tree=$1 modules
  mkdir -p "$tree/bin" "$tree/docs" "$tree/packaging"
  cp "$jar" "$lab" "$tree"
  cp -r "$(dirname -- "$jar")/lib" "$tree/lib"
  if [[ -n $flavour ]]; then
    cp "$cluster" "$(dirname -- "$jar")/lastgasp-cluster.cdx.json" "$tree" \
      || package_fail "target has no module for Kafka, or no SBOM of it"
  else
    rm -rf "$tree/lib/kafka" # built or not
  fi
  find "$tree/lib/native/org/sqlite/native/Linux" -mindepth 1 -maxdepth 1 \
    ! -name "$machine" -exec rm -r {} +
  cp "$top/lastgasp" "$tree/lastgasp"
  cp "$top/bin/jdk25.sh" "$tree/bin"
  cp "$top"/{README.md,CHANGELOG.md,LICENSE,NOTICE} "$tree"
  cp "$top"/docs/*.md "$tree/docs"
  [[ ! -d $top/docs/pictures ]] || cp -r "$top/docs/pictures" "$tree/docs"
  cp "$top"/packaging/{lastgasp.rules.yml,lastgasp-dashboard.json,lastgasp.service,lastgasp.yaml} \
    "$tree/packaging"
  cp "$(dirname -- "$jar")/lastgasp.cdx.json" "$tree" || package_fail "target has no SBOM"
  package_words "$tree" "$jar:$lab"
  if [[ -n $flavour ]]; then # without its verbs for those who have the first package only
    mkdir "$work/alone" && mv "$tree"/{completion,man} "$work/alone"
    package_words "$tree" "$jar:$lab:$cluster:$(dirname -- "$jar")/lib/kafka/*"
  fi
  # What jdeps cannot see: signals, XML in old encodings, jcmd for a person, and what Kafka's
  # libraries use, so that their package fits every runtime.
  modules=$("$jdk25_home/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps \
    --class-path "$(printf '%s:' "$tree"/lib/*.jar)" "$tree/lastgasp.jar" \
    "$tree/lastgasp-lab.jar") || package_fail "jdeps: $modules"
  "$jdk25_home/bin/jlink" --add-modules "$modules,jdk.unsupported,jdk.charsets,jdk.jcmd,java.compiler,java.scripting" \
    --strip-java-debug-attributes --no-man-pages --no-header-files --output "$tree/runtime" \
    || package_fail "jlink could not make a runtime of $modules"
  find "$tree" -type d -exec chmod 755 {} + -o -type f -perm /111 -exec chmod 755 {} + \
    -o -type f -exec chmod 644 {} +
  package_date "$tree"
  echo "training the start cache" >&2
  (
    jdk25_home=$tree/runtime jar=$tree/lastgasp.jar lab=$tree/lastgasp-lab.jar
    remember_start >"$work/start.log"
    chmod 644 "$(start_cache)"
  ) || echo "no start cache: starts are slower ($(tail -n 1 "$work/start.log"))" >&2
  package_date "$tree"
}

# Manual pages and completion, as programs of these jars write them.
package_words() {
  mkdir -p "$1/completion"
  "$jdk25_home/bin/java" -cp "$2" $main completion >"$1/completion/lastgasp" \
    && "$jdk25_home/bin/java" -cp "$2" $main completion --man "$1/man" >/dev/null \
    || package_fail "the program cannot write its manual pages"
}

package_date() {
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

package_tar() {
  local name=lastgasp-$version$flavour-linux-$machine.tar.gz
  tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf "$out/$name.part" \
    "lastgasp-$version" && mv "$out/$name.part" "$out/$name"
}

package_deb() {
  command -v dpkg-deb >/dev/null || package_fail "no dpkg-deb: install dpkg, or name tar alone"
  local root=$work/deb name=lastgasp_${version}_$arch.deb doc
  doc=$root/usr/share/doc/lastgasp
  mkdir -p "$root"/{DEBIAN,usr/bin,usr/lib,etc/lastgasp,etc/default,lib/systemd/system} "$doc"
  cp -a "$1" "$root/usr/lib/lastgasp"
  if [[ -n $flavour ]]; then
    package_deb_kafka "$root/usr/lib/lastgasp"
  fi
  mv "$root"/usr/lib/lastgasp/{docs,README.md,lastgasp.cdx.json} "$doc"
  mv "$root"/usr/lib/lastgasp/packaging/lastgasp{.rules.yml,-dashboard.json} "$doc"
  gzip -9n <"$root/usr/lib/lastgasp/CHANGELOG.md" >"$doc/changelog.gz"
  cat "$root"/usr/lib/lastgasp/{NOTICE,LICENSE} >"$doc/copyright"
  rm "$root"/usr/lib/lastgasp/{CHANGELOG.md,NOTICE,LICENSE}
  mv "$root/usr/lib/lastgasp/packaging/lastgasp.service" "$root/lib/systemd/system"
  mv "$root/usr/lib/lastgasp/packaging/lastgasp.yaml" "$root/etc/lastgasp"
  rmdir "$root/usr/lib/lastgasp/packaging"
  package_manual "$root" "$root"/usr/lib/lastgasp/man/*.1
  rm -r "$root/usr/lib/lastgasp/man"
  mkdir -p "$root/usr/share/bash-completion/completions"
  {
    printf '%s\n' "with_kafka=/usr/lib/lastgasp/completion-kafka" \
      '[[ ! -r $with_kafka ]] || { source "$with_kafka"; return; }'
    cat "$root/usr/lib/lastgasp/completion/lastgasp"
  } >"$root/usr/share/bash-completion/completions/lastgasp"
  rm -r "$root/usr/lib/lastgasp/completion"
  ln -s ../lib/lastgasp/lastgasp "$root/usr/bin/lastgasp"
  cp "$top/packaging/debian/default" "$root/etc/default/lastgasp"
  cp "$top"/packaging/debian/{postinst,prerm,postrm} "$root/DEBIAN"
  printf '%s\n' /etc/default/lastgasp /etc/lastgasp/lastgasp.yaml >"$root/DEBIAN/conffiles"
  package_control "$root" "Package: lastgasp
Depends: bash, libc6 (>= 2.28), passwd
Description: gateway that keeps firmware-caused power outage alerts away
 Lastgasp stands between the Data Service Provider of the smart metering system
 and its Service Users. It suppresses the Power Outage Alerts of hubs whose meter
 activates firmware, logs each, and carries everything else byte for byte.
 The package has its own Java runtime."
  chmod 755 "$root"/DEBIAN/{postinst,prerm,postrm}
  chmod 644 "$root/DEBIAN/conffiles" "$root/etc/default/lastgasp"
  package_build "$root" "$name"
}

# package_manual ROOT PAGE...
package_manual() {
  local file folder=$1/usr/share/man/man1
  mkdir -p "$folder"
  for file in "${@:2}"; do
    gzip -9n <"$file" >"$folder/$(basename -- "$file").gz"
  done
}

# The package beside it, with what a node of a cluster needs more: taken out of the tree.
package_deb_kafka() {
  local program=$1 root=$work/deb-kafka
  local doc=$root/usr/share/doc/lastgasp-kafka
  mkdir -p "$root"/{DEBIAN,usr/lib/lastgasp/lib} "$doc"
  mv "$program/lib/kafka" "$root/usr/lib/lastgasp/lib"
  mv "$program/lastgasp-cluster.jar" "$root/usr/lib/lastgasp"
  mv "$program/lastgasp-cluster.cdx.json" "$doc"
  package_manual "$root" "$program"/man/lastgasp-kafka*.1
  mv "$program/completion/lastgasp" "$root/usr/lib/lastgasp/completion-kafka"
  rm -r "$program"/{completion,man} && cp -r "$work/alone"/{completion,man} "$program"
  cat "$program"/{NOTICE,LICENSE} >"$doc/copyright"
  gzip -9n <"$program/CHANGELOG.md" >"$doc/changelog.gz"
  package_control "$root" "Package: lastgasp-kafka
Depends: lastgasp (= $version), libstdc++6
Description: what Lastgasp needs to run as a cluster on Kafka
 The module and the libraries for the commands lastgasp serve --runtime kafka and
 lastgasp kafka. A gateway on one machine needs none of them."
  package_build "$root" "lastgasp-kafka_${version}_$arch.deb"
}

# package_control ROOT FIELDS: those that differ, the description last.
package_control() {
  cat >"$1/DEBIAN/control" <<END
Version: $version
Architecture: $arch
Maintainer: The Lastgasp authors <lastgasp@localhost>
Installed-Size: $(du -sk "$1" | cut -f1)
Section: net
Priority: optional
$2
END
  chmod 644 "$1/DEBIAN/control"
}

package_build() {
  (cd "$1" && find usr lib -type f -exec md5sum {} + 2>/dev/null) >"$1/DEBIAN/md5sums" || true
  package_date "$1"
  dpkg-deb --root-owner-group -Zxz -z1 --build "$1" "$out/$2.part" >/dev/null
  mv "$out/$2.part" "$out/$2"
}

# A folder for any builder of images: the tree, the files of the C library, and the description.
package_container() {
  local root=$out/lastgasp-$version$flavour-container image=lastgasp:$version$flavour
  local archive=lastgasp-$version$flavour-$arch.oci.tar
  rm -rf "$root" && mkdir -p "$root/rootfs"/{opt,etc,tmp,var/lib/lastgasp}
  cp -a "$1" "$root/rootfs/opt/lastgasp"
  package_libraries "$root/rootfs"
  printf 'lastgasp:x:10001:10001::/var/lib/lastgasp:/\n' >"$root/rootfs/etc/passwd"
  printf 'lastgasp:x:10001:\n' >"$root/rootfs/etc/group"
  printf 'hosts: files dns\n' >"$root/rootfs/etc/nsswitch.conf"
  chmod 1777 "$root/rootfs/tmp"
  chmod 750 "$root/rootfs/var/lib/lastgasp"
  package_arguments /opt/lastgasp >"$root/rootfs/opt/lastgasp/java.args"
  cp "$top/packaging/Containerfile" "$root"
  package_date "$root"
  if command -v buildah >/dev/null; then
    buildah --storage-driver vfs build --isolation chroot --format oci --timestamp \
      "$SOURCE_DATE_EPOCH" --tag "$image" "$root" >"$work/buildah.log" 2>&1 \
      || package_fail "buildah: $(tail -n 3 "$work/buildah.log")"
    rm -f "$out/$archive"
    buildah --storage-driver vfs push "$image" "oci-archive:$out/$archive:$image" \
      >"$work/buildah.log" 2>&1 || package_fail "buildah: $(tail -n 3 "$work/buildah.log")"
    buildah --storage-driver vfs rmi "$image" >/dev/null
  else
    echo "no buildah here: build it with  podman build -t $image $root" >&2
  fi
}

# What the runtime and SQLite's library are linked with, and what looks up names.
package_libraries() {
  local file
  {
    find "$1/opt/lastgasp/runtime/bin/java" "$1/opt/lastgasp/runtime/lib/server/libjvm.so" \
      "$1"/opt/lastgasp/lib/native -type f -exec ldd {} + | sed -n 's:.* \(/[^ ]*\) (0x.*:\1:p;s:^\t\(/[^ ]*\) (0x.*:\1:p'
    ldconfig -p | sed -n 's:.*libnss_\(dns\|files\)\.so\.2 .*=> ::p'
    ldconfig -p | sed -n 's:.*libresolv\.so\.2 .*=> ::p'
    if [[ -n $flavour ]]; then # RocksDB's
      ldconfig -p | sed -n 's:.*lib\(stdc++\.so\.6\|gcc_s\.so\.1\) .*=> ::p'
    fi
  } | grep -v "^$1" | sort -u | while read -r file; do
    mkdir -p "$1$(dirname -- "$file")"
    cp -L "$file" "$1$file"
  done
}

# The launcher's words for a root where no shell is.
package_arguments() {
  local home=$1 tree=$work/lastgasp-$version cache classes=$1/lastgasp.jar:$1/lastgasp-lab.jar
  printf '"%s"\n' "${java_flags[@]}"
  printf '"%s"\n' "-Dorg.sqlite.lib.path=$home/lib/native/org/sqlite/native/Linux/$machine" \
    -Dorg.sqlite.lib.name=libsqlitejdbc.so \
    "-Djava.library.path=$home/lib/native/com/amazon/corretto/crypto/provider" \
    -Dcom.amazon.corretto.crypto.provider.useExternalLib=true
  cache=$(jar=$tree/lastgasp.jar lab=$tree/lastgasp-lab.jar start_cache)
  if [[ -f $cache ]]; then
    printf '"%s"\n' "-XX:AOTCache=$home/$(basename -- "$cache")" -Xlog:aot=off -Xlog:cds=off
  fi
  if [[ -n $flavour ]]; then
    classes+=":$home/lastgasp-cluster.jar:$home/lib/kafka/*"
  fi
  printf '"%s"\n' -cp "$classes" "$main"
}
