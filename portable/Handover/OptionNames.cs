using System;

namespace Keelson.Handover;

/// <summary>
/// Options of the command line that are ours, each with its '=': the stub, the kernel-shim and the host program read
/// and write the same. docs/boards.md says what each does, <see cref="OptionCheck"/> what values it takes.
/// </summary>
public static class OptionNames
{
    /// <summary>What each begins with.</summary>
    public static ReadOnlySpan<byte> Prefix => "keelson."u8;

    /// <summary>Kernels in the chain.</summary>
    public static ReadOnlySpan<byte> Kexec => "keelson.kexec="u8;

    /// <summary>Page sizes of the chain's kernels.</summary>
    public static ReadOnlySpan<byte> Chain => "keelson.chain="u8;

    /// <summary>The kernel after the last kernel-shim.</summary>
    public static ReadOnlySpan<byte> Next => "keelson.next="u8;

    /// <summary>The initrd of that kernel.</summary>
    public static ReadOnlySpan<byte> NextInitrd => "keelson.next.initrd="u8;

    /// <summary>What is to go wrong with a kexec.</summary>
    public static ReadOnlySpan<byte> KexecFault => "keelson.kexec-fault="u8;

    /// <summary>A fault on purpose.</summary>
    public static ReadOnlySpan<byte> Fault => "keelson.fault="u8;

    /// <summary>MB of free memory to fill, or <c>all</c>.</summary>
    public static ReadOnlySpan<byte> Poison => "keelson.poison="u8;

    /// <summary>Seconds that a call of the firmware may take, 0 for any number.</summary>
    public static ReadOnlySpan<byte> Watchdog => "keelson.watchdog="u8;

    /// <summary>How often each service is called with the same arguments.</summary>
    public static ReadOnlySpan<byte> Rounds => "keelson.rounds="u8;

    /// <summary>How the machine ends: <c>reset</c>, <c>psci</c>.</summary>
    public static ReadOnlySpan<byte> End => "keelson.end="u8;

    /// <summary>Where the report is kept: <c>none</c>, <c>delete</c>.</summary>
    public static ReadOnlySpan<byte> Report => "keelson.report="u8;

    /// <summary><c>none</c>.</summary>
    public static ReadOnlySpan<byte> Screen => "keelson.screen="u8;

    /// <summary><c>none</c>: nothing is written to a serial port or a screen.</summary>
    public static ReadOnlySpan<byte> Console => "keelson.console="u8;

    /// <summary><c>yes</c>: the maps go into the report, for pictures of them.</summary>
    public static ReadOnlySpan<byte> Maps => "keelson.maps="u8;

    /// <summary>A variable across a reset: <c>write</c>, then <c>read</c>.</summary>
    public static ReadOnlySpan<byte> Persist => "keelson.persist="u8;

    /// <summary>For the program that stands in Linux's initramfs (tests, and the verb <c>linux</c>); kexec hands it on.
    /// </summary>
    public static ReadOnlySpan<byte> Guest => "keelson.guest="u8;
    public static ReadOnlySpan<byte> GuestVendor => "keelson.guid="u8;

    /// <summary>Its value.</summary>
    public static ReadOnlySpan<byte> GuestValue => "keelson.value="u8;

    /// <summary>How the runtime regions get their virtual addresses.</summary>
    public static ReadOnlySpan<byte> Layout => "keelson.layout="u8;

    /// <summary><c>set</c>: the clock, the alarm and UpdateCapsule are called, too.</summary>
    public static ReadOnlySpan<byte> Time => "keelson.time="u8;

    /// <summary><c>twice</c>: SetVirtualAddressMap is called again, which it has to refuse.</summary>
    public static ReadOnlySpan<byte> SetVirtualAddressMap => "keelson.svam="u8;
}
