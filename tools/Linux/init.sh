#!/bin/busybox sh
# The first program of the guest. What it is to do stands on the kernel's command line, "keelson.guest=STEP,STEP,...";
# what it finds goes to the console in lines that begin with "guest:", for the host to judge.

/bin/busybox mkdir -p /proc /sys /dev /tmp /bin
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
# The kernel's own lines would fall into ours; they can be had with the step "log".
dmesg -n 1

say() { echo "guest: $*"; }
option() { for word in $(cat /proc/cmdline); do case $word in "keelson.$1="*) echo "${word#*=}" ;; esac; done; }
hex() { od -An -v -tx1 "$1" 2>/dev/null | tr -d ' \n'; }

EFI=/sys/firmware/efi
VARS=$EFI/efivars

mount_variables() {
    [ -d $VARS ] || { say "efivarfs absent"; return; }
    grep -q efivarfs /proc/mounts && return
    # Built in, or a module of this release; another release's can't be loaded.
    grep -q efivarfs /proc/filesystems || load_module efivarfs
    mount -t efivarfs efivarfs $VARS 2>/dev/null && say "efivarfs mounted" || say "efivarfs not mounted"
}

load_module() {
    for module in /modules/"$(uname -r)/$1".ko*; do
        case $module in
            *'*') say "module $1 of kernel $(uname -r) not found"; return ;;
            *.xz) xzcat "$module" > "/tmp/$1.ko" ;;
            *) cat "$module" > "/tmp/$1.ko" ;;
        esac
        insmod "/tmp/$1.ko" 2>/dev/null || say "module $1 of kernel $(uname -r) not loaded"
    done
}

# Facts that need no runtime service.
step_facts() {
    say "kernel $(uname -r)"
    say "efi $([ -d $EFI ] && echo yes || echo no)"
    say "memory $(awk '/MemTotal/ { print $2 }' /proc/meminfo) KB"
    # Most of it is room that the firmware left in it.
    [ -f /sys/firmware/fdt ] && gzip -c /sys/firmware/fdt | base64 | while read -r line; do echo "fdt: $line"; done
    grep -i reserved /proc/iomem | while read -r line; do say "iomem $line"; done
}

step_time() {
    for clock in /sys/class/rtc/rtc*; do
        [ -f "$clock/name" ] && say "rtc $(cat "$clock/name") $(cat "$clock/since_epoch" 2>/dev/null)"
    done
}

step_variables() {
    mount_variables
    ls $VARS | while read -r name; do say "variable $name $(hex "$VARS/$name" | head -c 80)"; done
}

# Variables of ours: attributes NV+BS+RT, then the value.
step_write() {
    mount_variables
    file=$VARS/KeelsonGuest-$(option guid)
    [ -f "$file" ] && chattr -i "$file"
    printf '\007\000\000\000%s' "$(option value)" > "$file" && say "wrote $(option value)"
}

step_read() {
    mount_variables
    file=$VARS/KeelsonGuest-$(option guid)
    [ -f "$file" ] && say "read $(tail -c +5 "$file")" || say "read nothing"
}

step_delete() {
    mount_variables
    file=$VARS/KeelsonGuest-$(option guid)
    chattr -i "$file" && rm "$file" && say "deleted"
}

# What was measured: the registers, the firmware's log of it, and what the stub put beside the initramfs.
step_tpm() {
    load_module tpm_tis_core
    load_module tpm_tis
    mount -t securityfs securityfs /sys/kernel/security
    for file in /sys/class/tpm/tpm0/pcr-sha256/*; do say "pcr ${file##*/} $(cat "$file")"; done
    log=/sys/kernel/security/tpm0/binary_bios_measurements
    gzip -c $log | base64 | while read -r line; do echo "tpmlog: $line"; done
    for file in /.extra/*; do say "extra ${file##*/} $(hex "$file")"; done
}

# Where functions of the kernel are, each with what comes behind it.
step_symbols() {
    for name in $(option symbols | tr ',' ' '); do
        grep -A 1 " $name\$" /proc/kallsyms | while read -r line; do say "symbol $line"; done
    done
}

# What systemd makes of the variables that a boot loader left, and of the files of its partition, of which /efi is a
# copy; it wants them at the root of a file system.
step_bootctl() {
    mount_variables
    mkdir /partition && mount -t tmpfs tmpfs /partition && cp -r /efi/* /partition
    export SYSTEMD_RELAX_ESP_CHECKS=1 SYSTEMD_COLORS=0 LC_ALL=C.UTF-8
    for verb in status list; do
        /bootctl/ld-linux-aarch64.so.1 --library-path /bootctl \
            /bootctl/bootctl --esp-path=/partition --no-pager $verb 2>&1 |
            while read -r line; do say "bootctl $verb: $line"; done
    done
}

step_log() { dmesg -r | sed 's/^/log: /'; }

# Until the host has looked into this machine's memory.
step_wait() { say "waiting"; read -r answer; }

step_kexec() {
    say "kexec $(kexec -v)"
    # -i: the check of the segments by SHA-256 takes seconds of emulated time and is not what this is about.
    if [ -f /next/initrd ]; then set -- --initrd=/next/initrd; fi
    kexec -i -l /next/Image "$@" --command-line="$(cat /next/cmdline)" && say "kexec loaded" && kexec -e
    say "kexec failed"
}

step_shell() {
    dmesg -n 7
    say "a shell; 'poweroff -f' or Ctrl-A X ends it"
    setsid cttyhack sh
}

say "started"
steps=$(option guest)
for step in $(echo "${steps:-facts,time,variables}" | tr ',' ' '); do
    "step_$step"
done
say "done"
poweroff -f
