#!/usr/bin/env bash
# Installs, runs, upgrades, backs up, moves, restores and purges the packages, as an operator would:
# each in a scratch root without network and without another Java. Needs root and overlay mounts.
# usage: packaging/drill.sh [FOLDER OF PACKAGES]      without one, they are made first
set -euo pipefail

top=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
[[ $(id -u) == 0 ]] || { echo "drill: needs root, for scratch roots" >&2; exit 1; }
if [[ -z ${drill_alone:-} ]]; then # mounts and network of its own, gone with it
  exec unshare --mount --net --pid --fork env drill_alone=1 "$0" "$@"
fi
ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || true
mount --make-rprivate /
mount -t proc proc /proc
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work" 2>/dev/null || true' EXIT
mkdir "$work/overlays"
mount -t tmpfs tmpfs "$work/overlays"
step=

says() {
  step=$1
  echo "drill: $1"
}

fails() {
  echo "drill: FAILED: $step: $1" >&2
  exit 1
}

# root NAME: a scratch root like this machine's, without its Javas and its homes.
root() {
  local base=$work/overlays/$1
  mkdir -p "$base"/{upper,work} "$work/$1"
  mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$work/$1"
  for hidden in usr/lib/jvm opt root home tmp srv; do
    [[ ! -d $work/$1/$hidden ]] || mount -t tmpfs tmpfs "$work/$1/$hidden"
  done
  mount -t proc proc "$work/$1/proc"
  mount --bind /dev "$work/$1/dev"
}

# within ROOT USER COMMAND...: with nothing of this environment.
within() {
  (become "$@")
}

become() {
  local root=$work/$1 user=$2
  shift 2
  exec chroot "$root" setpriv --reuid "$user" --regid "$(id_of "$root" "$user")" --clear-groups \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/nonexistent LASTGASP_TOKEN=drill "$@"
}

id_of() {
  awk -F: -v user="$2" '$1 == user {print $4}' "$1/etc/passwd"
}

# serve ROOT USER COMMAND...: until it says where it listens; its process is $gateway.
serve() {
  : >"$work/said" # what the one before said is not this one's
  become "$@" >"$work/said" 2>"$work/logged" &
  gateway=$!
  for ((i = 0; i < 300; i++)); do
    grep -q messages "$work/said" && return
    kill -0 "$gateway" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/said" "$work/logged" >&2
  fails "it did not start"
}

stop() {
  kill "$gateway"
  wait "$gateway" || true
  grep -q event=stopped "$work/logged" || { cat "$work/logged" >&2; fails "it did not stop well"; }
}

same() { # WHAT WANTED FOUND
  [[ $2 == "$3" ]] || fails "$1 is '$3', not '$2'"
}

records() { # the digest of all that lies in the data folder
  (cd "$work/deb/var/lib/lastgasp" && find . -type f -print0 | sort -z | xargs -0 sha256sum) \
    | sha256sum
}

gone() { # ROOT: nothing of the package
  local left
  for left in /etc/lastgasp /var/lib/lastgasp /usr/lib/lastgasp /usr/bin/lastgasp; do
    [[ ! -e $1$left ]] || fails "$left is left"
  done
  if grep -q '^lastgasp:' "$1/etc/passwd"; then
    fails "its user is left"
  fi
}

alert() { # ROOT COUNTER: what the gateway takes for a message of the DSP
  local code
  code=$(within "$1" nobody curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: application/xml' \
    --data-binary "<sr:Nothing xmlns:sr='urn:drill' n='$2'/>" http://127.0.0.1:8079/api/v1/receive)
  same "the answer to a message" 204 "$code"
}

completes() { # WORD: whether bash completes it
  # shellcheck disable=SC2016 # for the other shell
  within other nobody bash --norc -c 'source /usr/share/bash-completion/completions/lastgasp
    COMP_WORDS=(lastgasp "$1") COMP_CWORD=1; _complete_lastgasp; [[ ${#COMPREPLY[@]} != 0 ]]' - "$1"
}

packages=${1:-}
if [[ -z $packages ]]; then
  packages=$work/packages
  "$top/lastgasp" package --with-kafka --out "$packages" tar deb container
fi
tarball=$(ls "$packages"/lastgasp-*-linux-*.tar.gz)
deb=$(ls "$packages"/lastgasp_*.deb)
says "the checksums hold"
(cd "$packages" && sha256sum --quiet -c SHA256SUMS) || fails "SHA256SUMS"

says "the tarball runs without a Java, as nobody, from a folder that cannot be written"
root tarball
tar -C "$work/tarball/srv" -xzf "$tarball"
home=/srv/$(ls "$work/tarball/srv")
mount --bind "$work/tarball$home" "$work/tarball$home"
mount -o remount,bind,ro "$work/tarball$home"
[[ -f $work/tarball$home/lastgasp.cdx.json ]] || fails "it has no SBOM"
install -d -o nobody -g nogroup "$work/tarball/srv/data"
printf 'journal: {path: /srv/data/journal}\nlog: {path: /srv/data/log}\n' \
  >"$work/tarball/srv/lastgasp.yaml"
within tarball nobody "$home/lastgasp" --version | grep '^lastgasp [0-9]' >/dev/null \
  || fails "no version"
serve tarball nobody "$home/lastgasp" serve --config /srv/lastgasp.yaml
grep -q '\.aot' "/proc/$gateway/maps" || fails "the start cache is not used"
alert tarball 1
within tarball nobody curl -s http://127.0.0.1:8080/-/healthy | grep healthy >/dev/null \
  || fails "no answer"
stop
within tarball nobody "$home/lastgasp" demo --meters 200 --speed 1200 >"$work/demo" 2>&1 \
  || { tail -n 30 "$work/demo" >&2; fails "the demo"; }

says "the package before is installed, and tells what to do next"
root deb
dpkg-deb -R "$deb" "$work/before"
sed -i 's/^Version: .*/Version: 0.0.1/' "$work/before/DEBIAN/control"
sed -i '1i # as 0.0.1 had it' "$work/before/etc/lastgasp/lastgasp.yaml"
dpkg-deb --root-owner-group -Zgzip -z1 -b "$work/before" "$work/deb/srv/before.deb" >/dev/null
cp "$deb" "$work/deb/srv/now.deb"
install_deb() {
  chroot "$work/deb" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
    dpkg --force-confold "$@" 2>&1
}
install_deb -i /srv/before.deb >"$work/installed" \
  && grep -q 'lastgasp validate' "$work/installed" \
  || { cat "$work/installed" >&2; fails "it was not installed, or does not say how to go on"; }
same "the mode of /etc/lastgasp" "750 root:lastgasp" \
  "$(chroot "$work/deb" stat -c '%a %U:%G' /etc/lastgasp)"
same "the mode of the configuration" "640 root:lastgasp" \
  "$(chroot "$work/deb" stat -c '%a %U:%G' /etc/lastgasp/lastgasp.yaml)"
same "the mode of /var/lib/lastgasp" "750 lastgasp:lastgasp" \
  "$(chroot "$work/deb" stat -c '%a %U:%G' /var/lib/lastgasp)"
if command -v systemd-analyze >/dev/null; then
  chroot "$work/deb" systemd-analyze verify --man=no /lib/systemd/system/lastgasp.service \
    || fails "the unit"
fi
echo "max-message: 15MiB" >>"$work/deb/etc/lastgasp/lastgasp.yaml" # the operator's own change
within deb lastgasp lastgasp validate | grep 'lastgasp.yaml is valid' >/dev/null \
  || fails "validate"
within deb nobody cat /etc/lastgasp/lastgasp.yaml 2>/dev/null && fails "everybody reads it"

says "it runs as its user and is upgraded while it runs"
serve deb lastgasp lastgasp serve --config /etc/lastgasp/lastgasp.yaml
alert deb 1
install_deb -i /srv/now.deb >"$work/installed" || { cat "$work/installed" >&2; fails "upgrade"; }
alert deb 2 # the program that runs does not mind
grep -q '^max-message: 15MiB' "$work/deb/etc/lastgasp/lastgasp.yaml" || fails "the change is gone"
stop
serve deb lastgasp lastgasp serve --config /etc/lastgasp/lastgasp.yaml
alert deb 3
within deb lastgasp lastgasp status -o json >"$work/status"
grep -q '"dead_letters" *: *3' "$work/status" || fails "the messages of before are not there"

says "it is backed up while it runs, and restored on another machine"
mkdir "$work/deb/srv/backups"
chroot "$work/deb" chown lastgasp: /srv/backups
within deb lastgasp lastgasp backup /srv/backups/one >"$work/backup" || fails "backup"
stop
records=$(records)
root other
cp "$deb" "$work/other/srv/now.deb"
chroot "$work/other" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin dpkg -i /srv/now.deb >/dev/null 2>&1
cp -r "$work/deb/srv/backups" "$work/other/srv/backups"
cp "$work/deb/etc/lastgasp/lastgasp.yaml" "$work/other/etc/lastgasp/lastgasp.yaml"
chroot "$work/other" chown -R lastgasp: /srv/backups
within other lastgasp lastgasp restore /srv/backups/one --reason "the drill moves" \
  >"$work/restored" 2>&1 || { cat "$work/restored" >&2; fails "restore"; }
serve other lastgasp lastgasp serve --config /etc/lastgasp/lastgasp.yaml
within other lastgasp lastgasp status -o json >"$work/status"
grep -q '"dead_letters" *: *3' "$work/status" || fails "the messages did not move"
stop

says "it is removed and purged with its data kept, until a person says otherwise"
install_deb -r lastgasp >"$work/installed" || { cat "$work/installed" >&2; fails "remove"; }
grep -q 'stay' "$work/installed" || fails "remove does not say what stays"
same "the records of before" "$records" "$(records)"
install_deb -P lastgasp >"$work/installed" || { cat "$work/installed" >&2; fails "purge"; }
same "the records of before" "$records" "$(records)"
grep -q '^lastgasp:' "$work/deb/etc/passwd" || fails "the data's owner is gone"
advice=$(sed -n 's/^  \(rm -r .* && userdel .*\)/\1/p' "$work/installed")
[[ -n $advice ]] || { cat "$work/installed" >&2; fails "purge does not say what it keeps"; }
chroot "$work/deb" sh -c "$advice" || fails "$advice"
gone "$work/deb"

says "what never ran is purged without a trace"
root unused
cp "$deb" "$work/unused/srv/now.deb"
chroot "$work/unused" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c \
  'dpkg -i /srv/now.deb && dpkg -P lastgasp' >"$work/installed" 2>&1 \
  || { cat "$work/installed" >&2; fails "purge"; }
gone "$work/unused"

kafka_deb=$(ls "$packages"/lastgasp-kafka_*.deb 2>/dev/null || true)
cluster=''
if [[ -n $kafka_deb ]]; then
  says "a node of a cluster runs with the second package"
  cluster="{bootstrap: '127.0.0.1:9092', partitions: 2}"
  within other lastgasp lastgasp serve --runtime kafka >"$work/said" 2>&1 \
    && fails "it runs without Kafka's libraries"
  grep -q lib/kafka "$work/said" || { cat "$work/said" >&2; fails "it does not say what is missing"; }
  completes aler || fails "completion"
  completes kaf && fails "completion has verbs that are not installed"
  cp "$kafka_deb" "$work/other/srv/kafka.deb"
  chroot "$work/other" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin dpkg -i /srv/kafka.deb \
    >"$work/installed" 2>&1 || { cat "$work/installed" >&2; fails "it was not installed"; }
  completes kaf || fails "completion lacks the verbs for Kafka"
  within other nobody lastgasp --help | grep '^ *kafka ' >/dev/null || fails "so does the help"
  [[ -f $work/other/usr/share/man/man1/lastgasp-kafka-up.1.gz ]] || fails "no manual page"
  install -d -o nobody -g nogroup "$work/other/srv/broker"
  mkdir "$work/other/srv/node"
  chroot "$work/other" chown lastgasp: /srv/node
  : >"$work/broker"
  become other nobody lastgasp kafka up --data /srv/broker --partitions 2 >"$work/broker" 2>&1 &
  broker=$!
  for ((i = 0; i < 1200; i++)); do
    grep -q 'broker on' "$work/broker" && break
    kill -0 "$broker" 2>/dev/null || { cat "$work/broker" >&2; fails "the broker"; }
    sleep 0.1
  done
  printf '%s\n' 'journal: {path: /srv/node/journal}' 'log: {path: /srv/node/log}' \
    >"$work/other/srv/node.yaml"
  serve other lastgasp env LASTGASP_KAFKA="$cluster" \
    lastgasp serve --runtime kafka --config /srv/node.yaml
  alert other 4
  within other lastgasp lastgasp status -o json >"$work/status"
  grep -q '"dead_letters" *: *1' "$work/status" || { cat "$work/status" >&2; fails "no message"; }
  stop
fi

container=$(ls -d "$packages"/lastgasp-*-container 2>/dev/null | tail -n 1)
if [[ -n $container ]]; then
  says "the container's tree runs with nothing else"
  cp -a "$container/rootfs" "$work/container"
  mkdir -p "$work/container"/{proc,dev,etc/lastgasp}
  mount -t proc proc "$work/container/proc"
  mount --bind /dev "$work/container/dev"
  install -m 644 "$work/other/etc/lastgasp/lastgasp.yaml" "$work/container/etc/lastgasp"
  chown 10001:10001 "$work/container/var/lib/lastgasp"
  serve_in_container() {
    : >"$work/said"
    chroot --userspec=10001:10001 "$work/container" /opt/lastgasp/runtime/bin/java \
      @/opt/lastgasp/java.args serve --config /etc/lastgasp/lastgasp.yaml "$@" \
      >"$work/said" 2>"$work/logged" &
    gateway=$!
    for ((i = 0; i < 600; i++)); do
      grep -q messages "$work/said" && break
      kill -0 "$gateway" 2>/dev/null || break
      sleep 0.1
    done
    curl -s http://127.0.0.1:8080/-/healthy | grep healthy >/dev/null \
      || { cat "$work/said" "$work/logged" >&2; fails "it does not answer"; }
  }
  serve_in_container
  stop
  if [[ -n $cluster && -d $container/rootfs/opt/lastgasp/lib/kafka ]]; then
    says "and as a node of a cluster"
    rm -r "$work/container/var/lib/lastgasp"/*
    LASTGASP_KAFKA=$cluster serve_in_container --runtime kafka
    stop
  fi
fi
if [[ -n $cluster ]]; then
  kill "$broker"
  wait "$broker" || true
fi
echo "drill: done"
