# shellcheck shell=bash
# Sourced by ./lastgasp in a source tree: builds the packages of what is built in target/.
# Needs a JDK with jlink, and dpkg-deb or buildah for those packages. No network.

package_usage() {
  cat <<'END'
usage: ./lastgasp package [--out DIR] [--version V] [tar] [deb] [container]
  makes lastgasp-V-linux-ARCH.tar.gz, lastgasp_V_ARCH.deb, a Containerfile with its tree (and with
  buildah an image, lastgasp-V-ARCH.oci.tar), and SHA256SUMS, in target/packages or DIR.
  Without a name: tar and deb.
Example:
  ./lastgasp package --out /srv/packages deb
END
}

package_fail() {
  echo "lastgasp package: $1" >&2
  exit "${2:-1}"
}

package() {
  local out=$top/target/packages version='' kinds=()
  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$top/pom.xml" | head -n 1)
  while (($#)); do
    case $1 in
      --out) out=${2:?"--out needs a folder"} && shift 2 ;;
      --version) version=${2:?"--version needs a version"} && shift 2 ;;
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
  echo "packages in $out:"
  (cd "$out" && ls -sh1 -- *"$version"* SHA256SUMS)
}

# The program with all it needs, as each package has it.
package_tree() {
  local tree=$1 modules file
  mkdir -p "$tree/bin" "$tree/docs" "$tree/packaging"
  cp "$jar" "$lab" "$tree"
  cp -r "$(dirname -- "$jar")/lib" "$tree/lib"
  rm -rf "$tree/lib/kafka" # built or not, packages are for one machine
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
  mkdir -p "$tree/completion"
  package_words() { "$jdk25_home/bin/java" -cp "$jar:$lab" $main completion "$@"; }
  package_words >"$tree/completion/lastgasp" && package_words --man "$tree/man" >/dev/null \
    || package_fail "the program cannot write its manual pages"
  # What jdeps cannot see: signals, XML in old encodings, and jcmd for a person.
  modules=$("$jdk25_home/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps \
    --class-path "$(printf '%s:' "$tree"/lib/*.jar)" "$tree/lastgasp.jar" \
    "$tree/lastgasp-lab.jar") || package_fail "jdeps: $modules"
  "$jdk25_home/bin/jlink" --add-modules "$modules,jdk.unsupported,jdk.charsets,jdk.jcmd" \
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

package_date() {
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

package_tar() {
  local name=lastgasp-$version-linux-$machine.tar.gz
  tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -czf "$out/$name.part" \
    "lastgasp-$version" && mv "$out/$name.part" "$out/$name"
}

package_deb() {
  command -v dpkg-deb >/dev/null || package_fail "no dpkg-deb: install dpkg, or name tar alone"
  local root=$work/deb name=lastgasp_${version}_$arch.deb doc file
  doc=$root/usr/share/doc/lastgasp
  mkdir -p "$root"/{DEBIAN,usr/bin,usr/lib,etc/lastgasp,etc/default,lib/systemd/system} "$doc"
  cp -a "$1" "$root/usr/lib/lastgasp"
  mv "$root"/usr/lib/lastgasp/{docs,README.md,lastgasp.cdx.json} "$doc"
  mv "$root"/usr/lib/lastgasp/packaging/lastgasp{.rules.yml,-dashboard.json} "$doc"
  gzip -9n <"$root/usr/lib/lastgasp/CHANGELOG.md" >"$doc/changelog.gz"
  cat "$root"/usr/lib/lastgasp/{NOTICE,LICENSE} >"$doc/copyright"
  rm "$root"/usr/lib/lastgasp/{CHANGELOG.md,NOTICE,LICENSE}
  mv "$root/usr/lib/lastgasp/packaging/lastgasp.service" "$root/lib/systemd/system"
  mv "$root/usr/lib/lastgasp/packaging/lastgasp.yaml" "$root/etc/lastgasp"
  rmdir "$root/usr/lib/lastgasp/packaging"
  if [[ -d $root/usr/lib/lastgasp/man ]]; then
    mkdir -p "$root/usr/share/man/man1"
    for file in "$root"/usr/lib/lastgasp/man/*.1; do
      gzip -9n <"$file" >"$root/usr/share/man/man1/$(basename -- "$file").gz"
    done
    rm -r "$root/usr/lib/lastgasp/man"
  fi
  if [[ -d $root/usr/lib/lastgasp/completion ]]; then
    mkdir -p "$root/usr/share/bash-completion"
    mv "$root/usr/lib/lastgasp/completion" "$root/usr/share/bash-completion/completions"
  fi
  ln -s ../lib/lastgasp/lastgasp "$root/usr/bin/lastgasp"
  cp "$top/packaging/debian/default" "$root/etc/default/lastgasp"
  cp "$top"/packaging/debian/{postinst,prerm,postrm} "$root/DEBIAN"
  printf '%s\n' /etc/default/lastgasp /etc/lastgasp/lastgasp.yaml >"$root/DEBIAN/conffiles"
  cat >"$root/DEBIAN/control" <<END
Package: lastgasp
Version: $version
Architecture: $arch
Maintainer: The Lastgasp authors <lastgasp@localhost>
Installed-Size: $(du -sk "$root" | cut -f1)
Depends: bash, libc6 (>= 2.28), passwd
Section: net
Priority: optional
Description: gateway that keeps firmware-caused power outage alerts away
 Lastgasp stands between the Data Service Provider of the smart metering system
 and its Service Users. It suppresses the Power Outage Alerts of hubs whose meter
 activates firmware, logs each, and carries everything else byte for byte.
 The package has its own Java runtime.
END
  chmod 755 "$root"/DEBIAN/{postinst,prerm,postrm}
  chmod 644 "$root"/DEBIAN/{control,conffiles} "$root/etc/default/lastgasp"
  (cd "$root" && find usr lib etc -type f -printf '%P\0' | sort -z) >/dev/null
  (cd "$root" && find usr lib -type f -exec md5sum {} +) >"$root/DEBIAN/md5sums"
  package_date "$root"
  dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "$out/$name.part" >/dev/null
  mv "$out/$name.part" "$out/$name"
}

# A folder for any builder of images: the tree, the files of the C library, and the description.
package_container() {
  local root=$out/lastgasp-$version-container file
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
      "$SOURCE_DATE_EPOCH" --tag "lastgasp:$version" "$root" >"$work/buildah.log" 2>&1 \
      || package_fail "buildah: $(tail -n 3 "$work/buildah.log")"
    rm -f "$out/lastgasp-$version-$arch.oci.tar"
    buildah --storage-driver vfs push "lastgasp:$version" \
      "oci-archive:$out/lastgasp-$version-$arch.oci.tar:lastgasp:$version" >"$work/buildah.log" \
      2>&1 || package_fail "buildah: $(tail -n 3 "$work/buildah.log")"
    buildah --storage-driver vfs rmi "lastgasp:$version" >/dev/null
  else
    echo "no buildah here: build it with  podman build -t lastgasp:$version $root" >&2
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
  } | grep -v "^$1" | sort -u | while read -r file; do
    mkdir -p "$1$(dirname -- "$file")"
    cp -L "$file" "$1$file"
  done
}

# The launcher's words for a root where no shell is.
package_arguments() {
  local home=$1 tree=$work/lastgasp-$version cache
  printf '"%s"\n' "${java_flags[@]}"
  printf '"%s"\n' "-Dorg.sqlite.lib.path=$home/lib/native/org/sqlite/native/Linux/$machine" \
    -Dorg.sqlite.lib.name=libsqlitejdbc.so \
    "-Djava.library.path=$home/lib/native/com/amazon/corretto/crypto/provider" \
    -Dcom.amazon.corretto.crypto.provider.useExternalLib=true
  cache=$(jar=$tree/lastgasp.jar lab=$tree/lastgasp-lab.jar start_cache)
  if [[ -f $cache ]]; then
    printf '"%s"\n' "-XX:AOTCache=$home/$(basename -- "$cache")" -Xlog:aot=off -Xlog:cds=off
  fi
  printf '"%s"\n' -cp "$home/lastgasp.jar:$home/lastgasp-lab.jar" "$main"
}
